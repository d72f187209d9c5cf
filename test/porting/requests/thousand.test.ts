import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Answer, Json } from "../../support/api";
import { becomes, readyDraft } from "../../support/porting";
import { type Tenant, withTenant } from "../../support/seed";

/** 1,000 numbers in one request, by what the database is sent and writes. */

afterEach(() => {
  vi.restoreAllMocks();
});

const path = "/v1/porting-requests";

interface Cost {
  readonly answer: Answer;
  /** The largest batch, which is the one that writes. */
  readonly statements: number;
  readonly rowsWritten: number;
}

async function costOf(work: () => Promise<Answer>): Promise<Cost> {
  let [statements, rowsWritten] = [0, 0];
  const prototype = Object.getPrototypeOf(env.DB);
  const { batch } = prototype;
  const spy = vi.spyOn(prototype, "batch").mockImplementation(async function (this: unknown, ...args: unknown[]) {
    const results: D1Result[] = await Reflect.apply(batch, this, args);
    const written = results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
    if (written > rowsWritten) [statements, rowsWritten] = [results.length, written];
    return results;
  });
  const answer = await work();
  spy.mockRestore();
  return { answer, statements, rowsWritten };
}

/** A number is one row with entries in two indexes. */
const ROWS_PER_NUMBER = 3;

/** Requests, three kinds of events, entries of both sides, and the numbers: whatever the count of parts. */
const SPLIT_STATEMENTS = 7;

const draftWith = ({ api }: Tenant, size: number) =>
  costOf(() =>
    api.post(path, { ranges: [{ start: "+13125550000", end: `+1312555${String(size - 1).padStart(4, "0")}` }] }),
  );

test("1,000 numbers are created, and added, in as many statements as one, and three rows each", async () => {
  const tenant = await withTenant();
  const [one, thousand] = [await draftWith(tenant, 1), await draftWith(tenant, 1_000)];
  expect(thousand.answer).toMatchObject({ status: 201, body: { number_counts: { total: 1_000, pending: 1_000 } } });
  expect(one.statements).toBe(4);
  expect(thousand.statements).toBe(4);
  expect(thousand.rowsWritten - one.rowsWritten).toBe(999 * ROWS_PER_NUMBER);

  const numbers = Array.from({ length: 1_000 }, (_, at) => ({
    phone_number: `+1312556${String(at).padStart(4, "0")}`,
    pin: String(at).padStart(6, "0"),
    configuration: { tags: [`room ${at}`] },
  }));
  const { id } = (await tenant.api.post(path, {})).body;
  const added = await costOf(() => tenant.api.post(`${path}/${id}/numbers`, { numbers }));
  expect(added.answer).toMatchObject({ status: 201, body: { added: 1_000 } });
  expect(added.statements).toBe(3);

  const listed: Json[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await tenant.api.get(`${path}/${id}/numbers?limit=200${cursor}`);
    listed.push(...body.data);
    if (!body.has_more) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(listed).toHaveLength(1_000);
  expect(listed.at(-1)).toMatchObject({ secrets: { pin: true }, configuration: { tags: ["room 999"] } });
});

test("1,000 numbers are handed in in as many statements as one, and split in seven more", async () => {
  const tenant = await withTenant();
  const submit = async (start: string, end: string, more: Json = {}) => {
    const draft = await readyDraft(tenant, [start], { phone_numbers: [], ranges: [{ start, end }], pin: "004217" });
    if (more.others) await becomes({ type: more.others }, [end]);
    const { answer, statements } = await costOf(() => tenant.api.post(`${draft}/submit`));
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return { statements, total: answer.body.number_counts.total, parts: answer.body.split_into.length };
  };
  const one = await submit("+13125570000", "+13125570000");
  expect(await submit("+13125580000", "+13125580999")).toEqual({ ...one, total: 1_000 });
  const split = await submit("+13125590000", "+13125590999", { others: "mobile" });
  expect(split).toEqual({ statements: one.statements + SPLIT_STATEMENTS, total: 999, parts: 1 });
});
