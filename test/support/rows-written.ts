import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { eventually } from "./eventually";

/** The rows that D1 counts as written and bills: one for each row and each index entry. */

let written = 0;
/** Requests to D1 without an answer so far: on a busy machine one may take longer than the quiet that ends a count. */
let inFlight = 0;

/** Written beside some request every 15 seconds or every few minutes, whichever it is. */
const isOccasional = (sql: unknown): boolean => /^(insert into "carrier_outcomes"|update "api_keys")/.test(String(sql));

interface Result {
  readonly meta?: { readonly rows_written?: number };
}

/** Counts the rows that the test and the program write from now on; `vi.restoreAllMocks()` ends it. */
export function countRowsWritten(): void {
  // Every call to D1 ends in this method; `raw()` gives its caller no `meta`.
  let prototype: object = Object.getPrototypeOf(Reflect.get(env.DB, "alwaysPrimarySession"));
  while (!Object.hasOwn(prototype, "_sendOrThrow")) prototype = Object.getPrototypeOf(prototype);
  const original: unknown = Reflect.get(prototype, "_sendOrThrow");
  if (typeof original !== "function") throw new Error("D1 sends its statements in another way now.");
  vi.spyOn(prototype as Record<string, () => unknown>, "_sendOrThrow").mockImplementation(async function (
    this: unknown,
    ...args: unknown[]
  ) {
    inFlight += 1;
    const answer: Result | Result[] = await Reflect.apply(original, this, args).finally(() => {
      inFlight -= 1;
    });
    const statements = [args[1]].flat();
    for (const [at, { meta }] of [answer].flat().entries()) {
      if (!isOccasional(statements[at])) written += meta?.rows_written ?? 0;
    }
    return answer;
  });
}

/** The rows of an operation, once nothing was written for a while. */
export async function rowsWrittenBy<Result>(
  operation: () => Promise<Result>,
): Promise<{ rows: number; answer: Result }> {
  written = 0;
  const answer = await operation();
  await eventually(() => expect(written).toBeGreaterThan(0));
  for (let before = -1; before < written || inFlight > 0; ) {
    before = written;
    await scheduler.wait(300);
  }
  return { rows: written, answer };
}

/** The rows that are written until an operation answers, not those of work after it. */
export async function rowsWrittenWhile(operation: () => Promise<unknown>): Promise<number> {
  const before = written;
  await operation();
  return written - before;
}
