import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import worker from "#index";
import { NUMBERS_PER_EXPORT_PAGE } from "#inventory/phone-numbers/export-csv";
import { csvLine, escapeCell, parseCsv, unescapeCell } from "#kernel/http/csv";
import { BASE, type Json } from "../../support/api";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A CSV parser independent of ours: character by character, by RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === '"' && text.charAt(at + 1) === '"') {
      field += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (quoted) field += char;
    else if (char === ",") {
      row.push(field);
      field = "";
    } else if (char === "\r" && text.charAt(at + 1) === "\n") {
      rows.push([...row, field]);
      [row, field] = [[], ""];
      at += 1;
    } else field += char;
  }
  expect({ quoted, row, field }).toEqual({ quoted: false, row: [], field: "" });
  return rows;
}

const asObjects = (text: string): Record<string, string>[] => {
  const [header = [], ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? "missing"])));
};

async function buy({ api }: Tenant, configuration: Json = {}): Promise<Json> {
  const phone_number = freshNumber("206");
  const order = await api.post("/v1/orders", { items: [{ phone_number }], configuration });
  return (await api.get(`/v1/phone-numbers/${order.body.items[0].phone_number_id}`)).body;
}

async function withCopies(count: number): Promise<Tenant> {
  const tenant = await withTenant();
  const { id } = await buy(tenant);
  const numbers = Array.from({ length: count }, (_, at) => [
    `num_x${tenant.id}${10_000 + at}`,
    `+1206${2_000_000 + at}`,
  ]);
  const copied = `tenant_id, country, type, voice, sms, mms, fax, acquisition_method, carrier_id, tags, metadata, version,
    created_at, updated_at`;
  await env.DB.prepare(
    `with bought as (select * from phone_numbers where id = ?), copies as (select value from json_each(?))
     insert into phone_numbers (id, e164, friendly_name, status, ${copied})
     select value->>0, value->>1, 'Line', 'released', ${copied} from copies, bought`,
  )
    .bind(id, JSON.stringify(numbers))
    .run();
  return tenant;
}

/** Asks the Worker itself, so that nothing but its own stream stands between a page and its reader. */
async function csv(tenant: Tenant, query = ""): Promise<Response> {
  const request = new Request<unknown, IncomingRequestCfProperties>(`${BASE}/v1/phone-numbers/export${query}`, {
    headers: { authorization: `Bearer ${tenant.key}` },
  });
  return await worker.fetch(request, env, createExecutionContext());
}

/** Counts the pages of numbers that are read. */
function countPages() {
  const prototype = Object.getPrototypeOf(env.DB.prepare("select 1"));
  const pages: number[] = [];
  const { raw } = prototype;
  vi.spyOn(prototype, "raw").mockImplementation(async function (this: unknown, ...args: unknown[]) {
    const rows: unknown[] = await Reflect.apply(raw, this, args);
    if (String(Reflect.get(Object(this), "statement")).includes('from "phone_numbers"')) pages.push(rows.length);
    return rows;
  });
  return pages;
}

test("any text survives CSV and back, and no cell is a formula, a number or a date", () => {
  const unit = fc.constantFrom(..."=+-@\t\r\n'\",;aeE07.:/ é");
  const cells = fc.array(fc.string({ unit }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 5 }), (rows) => {
      const written = rows.map((row) => csvLine(row.map(escapeCell))).join("");
      const read = readCsv(written);
      for (const cell of read.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]|^\d+([-.:/]\d+)*$/);
      expect(read.map((row) => row.map(unescapeCell))).toEqual(rows);
      const parsed = parseCsv(`id,tags\r\n${written}`);
      const filled = read.filter((row) => row.some((cell) => cell.trim() !== ""));
      expect("records" in parsed && parsed.records.slice(1).map(({ fields }) => fields)).toEqual(filled);
    }),
  );
});

test("an export begins with the byte order mark that Excel needs to read UTF-8", async () => {
  const tenant = await withTenant();
  const bytes = new Uint8Array(await (await csv(tenant)).arrayBuffer());
  expect([...bytes.slice(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64]);
});

test("an exported number equals the API's answer, cell by cell", async () => {
  const tenant = await withTenant();
  const configuration = { friendly_name: '=cmd("x"), é', tags: ["a,b", 'c"d'], metadata: { note: "two\nlines" } };
  const number = await buy(tenant, configuration);
  const answer = await csv(tenant, "?status=active&country=US&type=local&sort=phone_number");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
  expect(answer.headers.get("content-disposition")).toContain('filename="phone-numbers.csv"');
  const text = await answer.text();
  expect(text.split("\r\n")[0]).toBe(
    "id,phone_number,country,type,status,friendly_name,tags,metadata,deletion_lock,port_out_lock,voice,sms,mms,fax,monthly_price_amount," +
      "monthly_price_currency,acquisition_method,carrier_account_id,sip_trunk_id,agent_id,sms_forward_to,created_at,updated_at,released_at,cooling_off_until",
  );
  const [row] = asObjects(text);
  expect(row).toEqual({
    id: number.id,
    phone_number: number.phone_number,
    country: "US",
    type: "local",
    status: "active",
    friendly_name: `'${configuration.friendly_name}`,
    tags: JSON.stringify(configuration.tags),
    metadata: JSON.stringify(configuration.metadata),
    deletion_lock: "false",
    port_out_lock: "false",
    ...Object.fromEntries(Object.entries(number.capabilities).map(([name, has]) => [name, String(has)])),
    monthly_price_amount: number.monthly_price.amount,
    monthly_price_currency: number.monthly_price.currency,
    acquisition_method: "reseller",
    carrier_account_id: "",
    sip_trunk_id: "",
    agent_id: "",
    sms_forward_to: "",
    created_at: number.created_at,
    updated_at: number.updated_at,
    released_at: "",
    cooling_off_until: "",
  });
  expect(asObjects(await (await csv(tenant, "?status=released")).text())).toEqual([]);
});

test("the list is JSON whatever is accepted; the export has no pages", async () => {
  const { api } = await withTenant();
  for (const accept of ["*/*", "application/json", "text/csv", "text/html"]) {
    expect((await api.get("/v1/phone-numbers", { accept })).body).toMatchObject({ data: [] });
  }
  for (const field of ["limit", "cursor"]) {
    expect(await api.get(`/v1/phone-numbers/export?${field}=10`)).toMatchObject({
      status: 422,
      body: { code: "validation_failed", errors: [{ in: "query", pointer: `/${field}` }] },
    });
  }
  expect((await api.get("/v1/phone-numbers/export?colour=red")).status).toBe(422);
});

test("5,000 numbers are read in pages, each once, and at most one page ahead of a slow reader", async () => {
  const tenant = await withCopies(4_999);
  const pages = countPages();
  const slow = (await csv(tenant)).body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let ahead = 0;
  for (let read = 0; ; ) {
    // Whatever the stream would fetch by itself, it has fetched after this.
    await scheduler.wait(5);
    ahead = Math.max(ahead, pages.length - read);
    const chunk = await slow?.read();
    if (!chunk || chunk.done) break;
    read += 1;
    text += decoder.decode(chunk.value, { stream: true });
  }
  expect(ahead).toBeLessThanOrEqual(1);
  expect(pages).toHaveLength(5_000 / NUMBERS_PER_EXPORT_PAGE);
  expect(Math.max(...pages)).toBe(NUMBERS_PER_EXPORT_PAGE + 1);
  const rows = asObjects(text);
  expect(rows).toHaveLength(5_000);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(5_000);
});

test("an error in the middle breaks the file off; an error before it is an ordinary problem", async () => {
  const tenant = await withCopies(NUMBERS_PER_EXPORT_PAGE * 3);
  const reader = (await csv(tenant)).body?.getReader();
  await reader?.read();
  const broken = vi.spyOn(Object.getPrototypeOf(env.DB.prepare("select 1")), "raw").mockImplementation(async () => {
    throw new Error("D1_ERROR: away");
  });
  await expect(
    (async () => {
      while (!(await reader?.read())?.done);
    })(),
  ).rejects.toThrow();
  const answer = await csv(tenant);
  broken.mockRestore();
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 503,
    body: { code: "storage_unavailable" },
  });
});
