import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Answer } from "../../support/api";
import { freshNumber, withTenant } from "../../support/seed";

/**
 * The rows that D1 counts as written and bills, one for each row and each index entry: for a whole operation, with what its
 * number's object writes and what follows the answer.
 */

let written = 0;

/** Written beside some request every 15 seconds or every few minutes, whichever it is. */
const isOccasional = (sql: unknown): boolean => /^(insert into "carrier_outcomes"|update "api_keys")/.test(String(sql));

interface Result {
  readonly meta?: { readonly rows_written?: number };
}

beforeAll(() => {
  // Every call to D1 ends in this method; `raw()` gives its caller no `meta`.
  let prototype: object = Object.getPrototypeOf(Reflect.get(env.DB, "alwaysPrimarySession"));
  while (!Object.hasOwn(prototype, "_sendOrThrow")) prototype = Object.getPrototypeOf(prototype);
  const original: unknown = Reflect.get(prototype, "_sendOrThrow");
  if (typeof original !== "function") throw new Error("D1 sends its statements in another way now.");
  vi.spyOn(prototype as Record<string, () => unknown>, "_sendOrThrow").mockImplementation(async function (
    this: unknown,
    ...args: unknown[]
  ) {
    const answer: Result | Result[] = await Reflect.apply(original, this, args);
    const statements = [args[1]].flat();
    for (const [at, { meta }] of [answer].flat().entries()) {
      if (!isOccasional(statements[at])) written += meta?.rows_written ?? 0;
    }
    return answer;
  });
});

afterAll(() => {
  vi.restoreAllMocks();
});

/** The rows of an operation, once nothing was written for a while. */
async function rowsWrittenBy(operation: () => Promise<Answer>): Promise<{ rows: number; answer: Answer }> {
  written = 0;
  const answer = await operation();
  for (let before = -1; before < written; ) {
    before = written;
    await scheduler.wait(300);
  }
  return { rows: written, answer };
}

test.each([
  { with: "neither tags nor agent", tags: [], assigned: false, most: { order: 34, suspend: 12, release: 23 } },
  {
    with: "three tags and an agent",
    tags: ["a", "b", "c"],
    assigned: true,
    most: { order: 34, suspend: 16, release: 28 },
  },
])("an order, a suspension and a release of a number with $with write few rows", async ({ tags, assigned, most }) => {
  const { api } = await withTenant();
  await api.get("/v1/phone-numbers");
  const agent = await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  const order = await rowsWrittenBy(() =>
    api.post("/v1/orders", { items: [{ phone_number: freshNumber() }], configuration: { tags } }),
  );
  const { status, items } = order.answer.body;
  expect(status).toBe("completed");
  const path = `/v1/phone-numbers/${items[0].phone_number_id}`;
  if (assigned) expect((await api.post(`${path}/assign`, { agent_id: agent.body.id })).status).toBe(200);
  const suspend = await rowsWrittenBy(() => api.post(`${path}/suspend`));
  const release = await rowsWrittenBy(() => api.post(`${path}/release?force=true`));
  expect(suspend.answer.body.status).toBe("suspended");
  expect(release.answer.body.status).toBe("cooling_off");
  const rows = { order: order.rows, suspend: suspend.rows, release: release.rows };
  for (const [operation, bound] of Object.entries(most)) {
    const count = rows[operation as keyof typeof rows];
    expect(count, `${JSON.stringify(rows)}: ${operation}`).toBeLessThanOrEqual(bound);
    expect(count).toBeGreaterThan(5);
  }
});
