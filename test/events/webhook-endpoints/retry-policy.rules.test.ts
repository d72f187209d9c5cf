import fc from "fast-check";
import { expect, test } from "vitest";
import { eventTypes } from "#events/log/catalogue";
import { eventPatterns, matchesEventTypes } from "#events/log/event-patterns";
import {
  attemptOutcomeOf,
  type EndpointHealth,
  healthAfter,
  healthy,
  MAX_ATTEMPTS,
  MAX_PENDING,
  MAX_RETRY_AFTER_MS,
  nextAttemptAt,
  PAUSE_AFTER_FAILURES,
  PAUSE_AFTER_MS,
  parseRetryAfter,
  RETRY_DELAYS_MS,
  readLimit,
  stopCauseOf,
} from "#events/webhook-endpoints/retry-policy";
import { makeSecret } from "#events/webhook-endpoints/secrets";
import { signatureHeaders } from "#events/webhook-endpoints/signature";

const HOUR = 3_600_000;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const now = 1_800_000_000_000;

test("twelve attempts take about three days: never less than a day and a half, never more than four and a half", () => {
  expect(RETRY_DELAYS_MS.reduce((sum, wait) => sum + wait, 0) / HOUR).toBeCloseTo(71.4, 0);
  fc.assert(
    fc.property(fc.array(random, { minLength: MAX_ATTEMPTS, maxLength: MAX_ATTEMPTS }), (draws) => {
      let at = now;
      const gaps: number[] = [];
      for (let made = 1; ; made += 1) {
        const next = nextAttemptAt(made, at, draws[made - 1] ?? 0, null);
        if (next === null) break;
        gaps.push(next - at);
        at = next;
      }
      expect(gaps).toHaveLength(MAX_ATTEMPTS - 1);
      for (const [index, gap] of gaps.entries()) {
        expect(gap).toBeGreaterThanOrEqual(Math.floor((RETRY_DELAYS_MS[index] ?? 0) / 2));
        expect(gap).toBeLessThanOrEqual(Math.ceil((RETRY_DELAYS_MS[index] ?? 0) * 1.5));
      }
      expect(at - now).toBeGreaterThanOrEqual(35 * HOUR);
      expect(at - now).toBeLessThanOrEqual(108 * HOUR);
    }),
  );
});

test("a receiver that asks for time gets it, a day at most, and never makes an attempt come sooner", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: MAX_ATTEMPTS - 1 }),
      random,
      fc.nat(10 * MAX_RETRY_AFTER_MS),
      (made, draw, asked) => {
        const plain = nextAttemptAt(made, now, draw, null) ?? 0;
        const next = nextAttemptAt(made, now, draw, asked) ?? 0;
        expect(next).toBe(Math.max(plain, now + Math.min(asked, MAX_RETRY_AFTER_MS)));
      },
    ),
  );
});

test("Retry-After is seconds or a date, and anything else is nothing", () => {
  expect(parseRetryAfter("120", now)).toBe(120_000);
  expect(parseRetryAfter(new Date(now + 5_000).toUTCString(), now)).toBe(5_000);
  expect(parseRetryAfter(new Date(now - 5_000).toUTCString(), now)).toBe(0);
  for (const header of [null, "", "soon", "-"]) expect(parseRetryAfter(header, now)).toBeNull();
});

test("2xx takes an event, 410 wants no more, everything else is tried again", () => {
  for (const status of [200, 201, 202, 204, 299]) expect(attemptOutcomeOf({ status })).toBe("delivered");
  expect(attemptOutcomeOf({ status: 410 })).toBe("gone");
  for (const status of [null, 199, 300, 301, 302, 308, 400, 401, 404, 409, 429, 500, 503, 599]) {
    expect(attemptOutcomeOf({ status })).toBe("failed");
  }
});

interface PastAttempt {
  readonly afterMs: number;
  readonly delivered: boolean;
}

const isPaused = (health: EndpointHealth, at: number): boolean => stopCauseOf("failed", health, at) !== null;

test("an endpoint is paused after five days without a success and enough attempts, and never before", () => {
  const history = fc.array(fc.record<PastAttempt>({ afterMs: fc.nat(2 * 24 * HOUR), delivered: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(history, (attempts) => {
      let health: EndpointHealth = healthy;
      let at = now;
      let failing: number[] = [];
      for (const { afterMs, delivered } of attempts) {
        at += afterMs;
        health = healthAfter(health, delivered ? "delivered" : "failed", at);
        failing = delivered ? [] : [...failing, at];
        const long = failing[0] !== undefined && at - failing[0] >= PAUSE_AFTER_MS;
        expect(isPaused(health, at)).toBe(long && failing.length >= PAUSE_AFTER_FAILURES);
      }
    }),
  );
});

test("one bad minute pauses nothing, however many attempts fail in it; nor do days in which nothing was tried", () => {
  expect(isPaused({ failingSince: now, failures: 1_000_000 }, now + 60_000)).toBe(false);
  expect(isPaused({ failingSince: now, failures: PAUSE_AFTER_FAILURES }, now + PAUSE_AFTER_MS - 1)).toBe(false);
  expect(isPaused({ failingSince: now, failures: PAUSE_AFTER_FAILURES - 1 }, now + 2 * PAUSE_AFTER_MS)).toBe(false);
  expect(isPaused({ failingSince: now, failures: PAUSE_AFTER_FAILURES }, now + PAUSE_AFTER_MS)).toBe(true);
});

test("an object takes no more from the log than it may hold", () => {
  expect(readLimit(0, 100)).toBe(100);
  expect(readLimit(MAX_PENDING - 30, 100)).toBe(30);
  expect(readLimit(MAX_PENDING, 100)).toBe(0);
  expect(readLimit(MAX_PENDING + 500, 100)).toBe(0);
});

test("a filter lets through its types and those of its families; an empty one everything", () => {
  expect(eventPatterns).toContain("order.*");
  fc.assert(
    fc.property(fc.subarray([...eventPatterns]), fc.constantFrom(...eventTypes), (patterns, type) => {
      const family = `${type.split(".")[0]}.*`;
      const named = patterns.some((pattern) => pattern === type || pattern === family);
      expect(matchesEventTypes(patterns, type)).toBe(patterns.length === 0 || named);
    }),
  );
});

/** The signature of Standard Webhooks by WebCrypto, to compare with the library that signs. */
async function signedByWebCrypto(secret: string, content: string): Promise<string> {
  const key = Uint8Array.from(atob(secret.slice("whsec_".length)), (char) => char.charCodeAt(0));
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(content)));
  return `v1,${btoa(String.fromCharCode(...mac))}`;
}

test("headers carry one HMAC-SHA256 per live secret, of id, seconds and body, as WebCrypto computes it", async () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const secrets = fc.array(
    bytes.map((random) => makeSecret(() => random)),
    { minLength: 1, maxLength: 2 },
  );
  const body = fc.string({ unit: "binary", maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(secrets, body, fc.nat(2_000_000_000_000), async (live, text, at) => {
      const seconds = Math.floor(at / 1_000);
      const expected = await Promise.all(live.map((secret) => signedByWebCrypto(secret, `evt_1.${seconds}.${text}`)));
      expect(await signatureHeaders(live, "evt_1", at, text)).toEqual({
        "webhook-id": "evt_1",
        "webhook-timestamp": String(seconds),
        "webhook-signature": expected.join(" "),
      });
    }),
  );
});
