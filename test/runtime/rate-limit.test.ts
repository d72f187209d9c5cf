import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { Principal } from "#kernel/ports/context";
import { limitRate } from "#runtime/rate-limit";

/** Each key may send 25 requests in ten seconds here, so that Cloudflare's limiter is asked for some of them. */
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
