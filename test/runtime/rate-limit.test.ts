import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { Principal } from "#kernel/ports/context";
import { limitRate } from "#runtime/rate-limit";

/** Each key may send 25 requests in ten seconds here, which is few enough to send them all. */
const LIMIT = 25;
const start = Date.now();

let keys = 0;
let principal: Principal;

beforeEach(() => {
  principal = newKey();
});

const newKey = (): Principal => ({
  tenantId: "ten_test",
  keyId: `key_${++keys}`,
  scopes: new Set(),
  keyExpiresAt: null,
  inactive: null,
});

/** The `RateLimit` header of the answer to a request at this time, or the problem. */
async function send(at: number, by = principal) {
  const headers: Record<string, string> = {};
  const refused = await limitRate(env, by, LIMIT, at, (name, value) => {
    headers[name] = value;
  }).catch((problem: unknown) => problem);
  return refused ?? headers.RateLimit;
}

/** Which of so many requests of one key ask Cloudflare's limiter, counted from 1. */
async function requestsThatAsk(limit: number, count: number): Promise<number[]> {
  let sent = 0;
  const asking: number[] = [];
  const API_RATE: RateLimit = {
    limit: async () => {
      asking.push(sent);
      return { success: true };
    },
  };
  for (sent = 1; sent <= count; sent += 1) await limitRate({ ...env, API_RATE }, principal, limit, start, () => {});
  return asking;
}

async function sendAll(at: number) {
  for (let left = LIMIT - 1; left >= 0; left -= 1) expect(await send(at)).toBe(`"key";r=${left};t=10`);
}

test("a key may send its limit in ten seconds and not one more, and another key does not notice", async () => {
  await sendAll(start);
  expect(await send(start)).toMatchObject({ code: "rate_limited", extras: { retryAfter: 10 } });
  expect(await send(start, newKey())).toBe(`"key";r=${LIMIT - 1};t=10`);
  expect(await send(start + 9_999)).toMatchObject({ code: "rate_limited", extras: { retryAfter: 1 } });
  await sendAll(start + 10_000);
});

test("a clock that is set back does not lengthen a key's window", async () => {
  expect(await send(start + 86_400_000)).toBe(`"key";r=${LIMIT - 1};t=10`);
  await sendAll(start);
  await sendAll(start + 10_000);
});

test("Cloudflare's limiter is asked for each hundredth of the limit", async () => {
  expect(await requestsThatAsk(1_000, 31)).toEqual([1, 11, 21, 31]);
});

test.each([1, 99, 100, 101, 150, 250, 1_040])(
  "a limit of %i has a hundred shares, or one per request",
  async (limit) => {
    const asking = await requestsThatAsk(limit, limit);
    expect(asking[0]).toBe(1);
    expect(asking).toHaveLength(Math.min(limit, 100));
  },
);

test("a key that Cloudflare's limiter refuses is refused here until its window ends", async () => {
  const API_RATE: RateLimit = { limit: async () => ({ success: false }) };
  const refused = limitRate({ ...env, API_RATE }, principal, 1_000, start, () => {});
  await expect(refused).rejects.toMatchObject({ code: "rate_limited" });
  await expect(limitRate(env, principal, 1_000, start + 9_999, () => {})).rejects.toMatchObject({
    code: "rate_limited",
  });
  await limitRate(env, principal, 1_000, start + 10_000, () => {});
});
