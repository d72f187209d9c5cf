import { expect, test } from "vitest";
import type { ApiRequest } from "#kernel/http/http";
import { Problem, type ProblemExtras } from "#kernel/http/problem";
import { repeatAfterConflicts } from "#kernel/http/repeat-after-conflicts";

/** A request whose waits are over at once. */
function request(): ApiRequest {
  let ctx = { now: 0, elapsedMs: () => 0, wait: async () => undefined, randomBytes: () => new Uint8Array([1]) };
  const set = (_: string, next: typeof ctx) => {
    ctx = next;
  };
  return { get: () => ctx, set } as unknown as ApiRequest;
}

async function attemptsOf(extras: ProblemExtras): Promise<number> {
  let attempts = 0;
  const lost = async () => {
    attempts += 1;
    throw new Problem("changed_meanwhile", "Another request was faster.", extras);
  };
  await expect(repeatAfterConflicts(request(), lost)).rejects.toThrow("Another request was faster.");
  return attempts;
}

test("a lost race is repeated up to twenty times, but not one that has waited and says when to come again", async () => {
  expect(await attemptsOf({})).toBe(20);
  expect(await attemptsOf({ retryAfter: 5 })).toBe(1);
});
