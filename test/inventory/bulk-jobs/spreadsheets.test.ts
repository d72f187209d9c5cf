import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Answer, type Json, send } from "../../support/api";
import { eventually } from "../../support/eventually";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** How a spreadsheet saves a file. */
interface Habits {
  readonly separator: "," | ";" | "\t";
  readonly lineEnd: "\r\n" | "\n";
  readonly hasSeparatorLine: boolean;
  readonly hasByteOrderMark: boolean;
  /** Separators after the last column. */
  readonly extra: number;
  /** Empty cells at the end of a line are left out. */
  readonly isRagged: boolean;
  /** Empty rows after each row. */
  readonly gaps: number;
}

const plain: Habits = {
  separator: ",",
  lineEnd: "\r\n",
  hasSeparatorLine: false,
  hasByteOrderMark: false,
  extra: 0,
  isRagged: false,
  gaps: 0,
};

const habits: fc.Arbitrary<Habits> = fc.record({
  separator: fc.constantFrom(",", ";", "\t"),
  lineEnd: fc.constantFrom("\r\n", "\n"),
  hasSeparatorLine: fc.boolean(),
  hasByteOrderMark: fc.boolean(),
  extra: fc.nat(2),
  isRagged: fc.boolean(),
  gaps: fc.nat(1),
});

function save([header = [], ...rows]: readonly (readonly string[])[], by: Habits): string {
  const quoted = (cell: string) => (/[",;\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells: readonly string[]) => {
    const all = [...cells, ...Array.from({ length: by.extra }, () => "")];
    const last = by.isRagged ? all.findLastIndex((cell) => cell !== "") + 1 : all.length;
    return all.slice(0, last).map(quoted).join(by.separator);
  };
  const gaps = Array.from({ length: by.gaps }, () => by.separator.repeat(header.length + by.extra - 1));
  const lines = [line(header), ...rows.flatMap((row) => [line(row), ...gaps])];
  const first = by.hasSeparatorLine ? [`sep=${by.separator}`] : [];
  return (by.hasByteOrderMark ? "\ufeff" : "") + [...first, ...lines, ""].join(by.lineEnd);
}

/** The line of a row that `save` wrote, counted from 0. */
const lineOf = (row: number, by: Habits): number => 2 + row * (1 + by.gaps) + (by.hasSeparatorLine ? 1 : 0);

/** The rows of an export, as a spreadsheet reads them: it holds no line ends within cells. */
const rowsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      Array.from(line.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/g), ([, inQuotes, bare]) =>
        inQuotes === undefined ? (bare ?? "") : inQuotes.replaceAll('""', '"'),
      ).slice(0, line.length),
    );

/** A cell as Excel shows it, and saves it: numbers lose signs and zeros in front, formulas are computed. */
function shownByExcel(cell: string): string {
  if (/^\+?\d+$/.test(cell)) return Number(cell) < 1e11 ? String(Number(cell)) : scientific(cell);
  if (/^(true|false)$/.test(cell)) return cell.toUpperCase();
  return /^[=+\-@]/.test(cell) ? "#NAME?" : cell;
}

const scientific = (digits: string): string => Number(digits).toExponential(2).toUpperCase();

const upload = (tenant: Tenant, path: string, text: string, type = "text/csv"): Promise<Answer> =>
  send(path, { method: "POST", body: text, headers: { authorization: `Bearer ${tenant.key}`, "content-type": type } });

const preview = (tenant: Tenant, text: string, action = "suspend"): Promise<Answer> =>
  upload(tenant, `/v1/bulk-jobs/preview?action=${action}`, text);

const exported = async ({ api }: Tenant): Promise<string[][]> =>
  rowsOf((await api.get("/v1/phone-numbers/export?sort=phone_number&status=active")).body);

async function buy({ api }: Tenant, configuration: Json = {}): Promise<Json> {
  const items = [{ phone_number: freshNumber("206") }];
  const order = await api.post("/v1/orders", { items, configuration });
  return (await api.get(`/v1/phone-numbers/${order.body.items[0].phone_number_id}`)).body;
}

interface Own {
  readonly e164: string;
  readonly name: string;
}

/** A tenant with these numbers, copies of one that it bought and no longer has. */
async function owning(numbers: readonly Own[]): Promise<Tenant> {
  const tenant = await withTenant();
  const { id } = await buy(tenant);
  const copied = `tenant_id, country, type, voice, sms, mms, fax, acquisition_method, carrier_id, tags, metadata, version,
    created_at, updated_at`;
  const values = numbers.map(({ e164, name }, at) => [`num_${tenant.id}${at}`, e164, name]);
  await env.DB.batch([
    // A number is in service once on the whole platform, and each round begins anew.
    env.DB.prepare("update phone_numbers set status = 'released'"),
    env.DB.prepare(
      `with bought as (select * from phone_numbers where id = ?), copies as (select value from json_each(?))
       insert into phone_numbers (id, e164, friendly_name, status, ${copied})
       select value->>0, value->>1, value->>2, 'active', ${copied} from copies, bought`,
    ).bind(id, JSON.stringify(values)),
  ]);
  return tenant;
}

const inventory: fc.Arbitrary<Own[]> = fc.uniqueArray(
  fc.record({
    e164: fc.oneof(
      fc.integer({ min: 2_000_000, max: 9_999_999 }).map((line) => `+1206${line}`),
      fc.integer({ min: 20_000_000, max: 99_999_999 }).map((line) => `+4930${line}`),
      fc.integer({ min: 7_400_000_000, max: 7_499_999_999 }).map((line) => `+44${line}`),
    ),
    name: fc.string({ unit: fc.constantFrom(..."=+-@'\";,\tae07é "), minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 8, selector: ({ e164 }) => e164 },
);

/** Exports, has the phone numbers changed by `change`, and says what each line should name. */
async function roundTrip(
  own: readonly Own[],
  by: Habits,
  columns: readonly string[],
  change: (e164: string, at: number) => string,
) {
  const tenant = await owning(own);
  const [header = [], ...rows] = await exported(tenant);
  const kept = header.flatMap((name, at) => (columns.length === 0 || columns.includes(name) ? [at] : []));
  const phone = header.indexOf("phone_number");
  const changed = rows.map((row, at) => row.with(phone, change(row[phone] ?? "", at)));
  const file = save(
    [header, ...changed].map((row) => kept.map((at) => row[at] ?? "")),
    by,
  );
  const { status, body } = await preview(tenant, file);
  expect({ status, rows: rows.length }).toEqual({ status: 200, rows: own.length });
  const named = body.items.map((item: Json) => ({ line: item.line, id: item.phone_number_id, error: item.error }));
  return { named, ids: rows.map((row) => row[0]), body };
}

test("with its ids, an export names each number on its line after anything that a spreadsheet does to it", async () => {
  const mangle = fc.constantFrom<(e164: string) => string>(
    (e164) => e164,
    (e164) => e164.slice(1),
    (e164) => `${e164.slice(1)}.0`,
    scientific,
    (e164) => scientific(e164).replace(".", ","),
    () => "#########",
    () => "",
  );
  await fc.assert(
    fc.asyncProperty(inventory, habits, fc.array(mangle, { minLength: 8, maxLength: 8 }), async (own, by, mangles) => {
      const { named, ids } = await roundTrip(own, by, [], (e164, at) => mangles[at]?.(e164) ?? e164);
      expect(named).toEqual(ids.map((id, row) => ({ line: lineOf(row, by), id, error: null })));
    }),
    { numRuns: 25 },
  );
});

test("without ids, digits name the number that has them, and a number in E notation says how to keep it", async () => {
  const mangle = fc.constantFrom<(e164: string) => string>(
    (e164) => e164,
    (e164) => e164.slice(1),
    (e164) => `${e164.slice(1)}.0`,
    (e164) => `${e164.slice(1)},00`,
    (e164) => e164.replace(/^(\+\d\d)(\d{3})/, "$1 ($2) "),
    scientific,
  );
  await fc.assert(
    fc.asyncProperty(inventory, habits, fc.array(mangle, { minLength: 8, maxLength: 8 }), async (own, by, mangles) => {
      const columns = ["phone_number", "friendly_name"];
      const { named, ids } = await roundTrip(own, by, columns, (e164, at) => mangles[at]?.(e164) ?? e164);
      const expected = ids.map((id, row) => {
        const line = lineOf(row, by);
        const detail = expect.stringMatching(
          new RegExp(
            `^line ${line}: phone_number: Excel has changed this number to \\d\\.\\d\\dE\\+1[01]: .* as text .* column id\\.$`,
          ),
        );
        return mangles[row] === scientific
          ? { line, id: null, error: { code: "validation_failed", detail } }
          : { line, id, error: null };
      });
      expect(named).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test("an export that Excel opened and saved changes nothing; an edit in it changes its number only", async () => {
  const tenant = await withTenant();
  const names = [
    "=1+1",
    "007",
    "1-2",
    "12:30",
    "+14155550100",
    "'quoted'",
    "'007",
    "-5",
    "@home",
    "Desk; left",
    "1E5",
    "Zoé",
  ];
  for (const friendly_name of names) await buy(tenant, { friendly_name, tags: ["=x", "a;b"], metadata: { k: "v\nw" } });
  const named = await buy(tenant);
  const all = async () => (await tenant.api.get("/v1/phone-numbers?sort=phone_number")).body.data;
  const before = await all();
  const saved = (await exported(tenant)).map((row) => row.map(shownByExcel));
  const job = async (text: string) => {
    const { status, body } = await upload(tenant, "/v1/bulk-jobs", text);
    expect(status).toBe(202);
    return await eventually(async () => {
      const { body: now } = await tenant.api.get(`/v1/bulk-jobs/${body.id}`);
      expect(now.status).toBe("completed");
      return now.counts;
    });
  };
  const german: Habits = { ...plain, separator: ";", hasByteOrderMark: true, extra: 1, isRagged: true, gaps: 1 };
  expect(await job(save(saved, german))).toEqual({ pending: 0, succeeded: 13, failed: 0 });
  expect(await all()).toEqual(before);
  const column = saved[0]?.indexOf("friendly_name") ?? -1;
  const edited = saved.map((row) => (row[0] === named.id ? row.with(column, "Reception") : row));
  expect(await job(save(edited, german))).toMatchObject({ succeeded: 13 });
  const after = await all();
  expect(after.find(({ id }: Json) => id === named.id).friendly_name).toBe("Reception");
  expect(after.filter(({ id }: Json) => id !== named.id)).toEqual(before.filter(({ id }: Json) => id !== named.id));
});

test("id and phone_number that contradict each other fail the line, which names both", async () => {
  const tenant = await withTenant();
  const [one, two] = [await buy(tenant), await buy(tenant)];
  const unknown = freshNumber();
  const strange = "num_01k9m8x3zt5v7w9y2a4c6e8g0j";
  const file = [
    ["id", "phone_number"],
    [one.id, two.phone_number],
    [one.id, two.phone_number.slice(1)],
    [one.id, unknown],
    [one.id, two.id],
    [strange, two.phone_number],
    [`${strange}x`, ""],
    ["4711", two.phone_number],
    ["", unknown.slice(1)],
    ["", "2125550100"],
    ["", "1.41E+10"],
    ["", ""],
    ["", two.phone_number.slice(1)],
    [one.id, one.id],
  ];
  // The row without both cells has a comma only, so it is no row.
  const { body } = await preview(tenant, save(file, plain));
  const both = (other: string) =>
    `The id ${one.id} is the number ${one.phone_number}, but phone_number is ${other}. Correct one of them, or empty it.`;
  expect(body.items.map(({ line, error }: Json) => [line, error?.code, error?.detail])).toEqual([
    [2, "validation_failed", `line 2: ${both(two.phone_number)}`],
    [3, "validation_failed", `line 3: ${both(two.phone_number)}`],
    [4, "validation_failed", `line 4: ${both(unknown)}`],
    [5, "validation_failed", `line 5: ${both(two.id)}`],
    [6, "not_found", `line 6: There is no phone number ${strange}. The line's phone_number is ${two.phone_number}.`],
    [7, "not_found", `line 7: There is no phone number ${strange}x.`],
    [8, "validation_failed", 'line 8: id: "4711" is not the id of a phone number, which begins with num_.'],
    [
      9,
      "validation_failed",
      expect.stringMatching(/^line 9: phone_number: "1\d{10}" is not E\.164.* with these digits\.$/),
    ],
    [10, "validation_failed", expect.stringMatching(/^line 10: phone_number: "2125550100" is not E\.164/)],
    [
      11,
      "validation_failed",
      "line 11: phone_number: Excel has changed this number to 1.41E+10: format the column as text before you save, or keep " +
        "the column id.",
    ],
    [13, undefined, undefined],
    [14, undefined, undefined],
  ]);
});

test.for<[string, string, RegExp]>([
  ["duplicate columns", "id,tags,id\r\nnum_1,a,num_1\r\n", /^line 1: The column id occurs twice\./],
  [
    "unknown columns",
    "id,phone number,notes\r\nnum_1,x,y\r\n",
    /no column "phone number"\. Nor .* "notes"\. Did you mean phone_number\?/,
  ],
  ["a column without a name", "id,,tags\r\nnum_1,,a\r\n", /^line 1: Column 2 has no name\./],
  ["no column that names numbers", "tags\r\na\r\n", /^line 1: There is no column id or phone_number\./],
  [
    "another separator",
    "id|tags\r\nnum_1|a\r\n",
    /no column "id\|tags"\. The columns are id, .* commas, semicolons or tabs\./,
  ],
  ["another separator, named", "sep=|\r\nid|tags\r\n", /^line 1: sep=\| is not taken\./],
  ["a broken quote after sep= and an empty row", 'sep=;\r\n;;\r\nid;tags\r\nnum_1;"a\r\n', /^line 4: a quote/],
  ["only separators", ",,,\r\n,,,\r\n", /^The file is empty/],
])("a file with %s is refused whole, with its line", async ([, text, detail]) => {
  const tenant = await withTenant();
  expect(await preview(tenant, text, "tag")).toMatchObject({
    status: 422,
    body: { code: "validation_failed", errors: [{ in: "body", pointer: "", detail: expect.stringMatching(detail) }] },
  });
});

test("a last line that is cut off fails; the same line with its end has empty cells", async () => {
  const tenant = await withTenant();
  const { id } = await buy(tenant);
  const text = `id,friendly_name,tags\r\n${id},Front de`;
  expect((await preview(tenant, text, "update")).body.items).toMatchObject([
    {
      line: 2,
      error: { detail: expect.stringMatching(/^line 2: The file ends within the line, after 2 of 3 fields/) },
    },
  ]);
  expect((await preview(tenant, `${text}\r\n`, "update")).body.counts).toEqual({ would_succeed: 1, would_fail: 0 });
  const full = `id,friendly_name,tags\r\n${id},Front desk,`;
  expect((await preview(tenant, full, "update")).body.counts).toEqual({ would_succeed: 1, would_fail: 0 });
});

test("Unicode Text of Excel, which is UTF-16 with tabs, is taken", async () => {
  const tenant = await withTenant();
  const { id, phone_number } = await buy(tenant);
  const text = `\ufeffid\tphone_number\tfriendly_name\r\n${id}\t${phone_number.slice(1)}\tZoé\r\n`;
  const bytes = new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
  const answer = await send("/v1/bulk-jobs/preview", {
    method: "POST",
    body: bytes,
    headers: { authorization: `Bearer ${tenant.key}`, "content-type": "TEXT/CSV" },
  });
  expect(answer.body.items).toMatchObject([{ phone_number_id: id, line: 2, would_succeed: true }]);
});
