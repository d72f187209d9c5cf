import fc from "fast-check";
import { expect, test } from "vitest";
import { nextAlarmAt, POLL_MS, QUIET_MS, retryMs } from "#events/live/alarm-time";
import { closeFrame, closeReasons } from "#events/live/close-reasons";
import { matches } from "#events/live/event-filter";
import { nextRead } from "#events/live/log-reader";
import { joinFeed, type Subscriber, windowFor } from "#events/live/subscriber";
import { checkCapacity, parseTicket, protocolsOf, type StoredTicket, ticketIn, ticketText } from "#events/live/ticket";
import { eventTypes } from "#events/log/catalogue";

const limits = { sockets: 5_000, socketsPerKey: 1_000 };
const held = (count: number, keyId: string | null): (string | null)[] => Array.from({ length: count }, () => keyId);

test("a place is given up to the key's limit and the object's, and not past either", () => {
  expect(checkCapacity(held(999, "key_1"), "key_1", limits)).toBe("issued");
  expect(checkCapacity(held(1_000, "key_1"), "key_1", limits)).toBe("key_full");
  expect(checkCapacity(held(1_000, "key_1"), "key_2", limits)).toBe("issued");
  const others = [1, 2, 3, 4].flatMap((key) => held(1_000, `key_${key}`));
  expect(checkCapacity([...others, ...held(999, null)], "key_5", limits)).toBe("issued");
  expect(checkCapacity([...others, ...held(1_000, null)], "key_5", limits)).toBe("full");
});

test("unacknowledged data is limited to 128 KB per connection, and to 32 MB for many connections together", () => {
  expect([1, 256, 257, 1_000, 5_000].map(windowFor)).toEqual([131_072, 131_072, 130_561, 33_554, 6_710]);
  fc.assert(fc.property(fc.integer({ min: 1, max: 20_000 }), (count) => windowFor(count) * count <= 32 * 1024 * 1024));
});

test("a subscription selects by type, family and subject; without any of them it matches everything", () => {
  for (const type of eventTypes) {
    const about = { type, subjectId: "x_1" };
    expect(matches({ eventTypes: null, subjects: null }, about)).toBe(true);
    expect(matches({ eventTypes: [type], subjects: null }, about)).toBe(true);
    expect(matches({ eventTypes: [`${type.split(".")[0]}.*`], subjects: null }, about)).toBe(true);
    expect(matches({ eventTypes: [`${type}s`, "none.*"], subjects: null }, about)).toBe(false);
    expect(matches({ eventTypes: [], subjects: ["x_1"] }, about)).toBe(true);
    expect(matches({ eventTypes: [], subjects: ["x_2"] }, about)).toBe(false);
    expect(matches({ eventTypes: null, subjects: [] }, about)).toBe(false);
  }
});

test("a ticket is found among the sub-protocols as it was given out, and names the object that issued it", () => {
  const [tenantId, secret] = ["ten_01k9m8x3zt5v7w9y2a4c6e8g0j", "0a".repeat(32)];
  const text = ticketText(tenantId, 3, secret);
  for (const header of [protocolsOf(text).join(", "), protocolsOf(text).toReversed().join(",")]) {
    expect(ticketIn(header)).toBe(text);
  }
  expect(parseTicket(text)).toEqual({ tenantId, shard: 3 });
  expect(parseTicket(ticketText("ten_platform", 0, secret))).toEqual({ tenantId: "ten_platform", shard: 0 });
  for (const none of [undefined, "", "phone-manager.v1", "ticket"]) expect(ticketIn(none)).toBeNull();
  for (const none of ["", secret, `${tenantId}.0.`, `${tenantId}.100.${secret}`, `ten_other.0.${secret}`, `${text}0`]) {
    expect(parseTicket(none)).toBeNull();
  }
});

test("one read serves all who stand within a page; those far behind and those in front take turns", () => {
  expect(nextRead([], true, false, 10)).toBeNull();
  expect(nextRead([5, 5], false, false, 10)).toBeNull();
  expect(nextRead([5, 5], true, false, 10)).toEqual({ after: 5, atFront: true });
  expect(nextRead([5, 14], false, false, 10)).toEqual({ after: 5, atFront: true });
  expect(nextRead([5, 15], true, false, 10)).toEqual({ after: 15, atFront: true });
  expect(nextRead([5, 15], true, true, 10)).toEqual({ after: 5, atFront: false });
  expect(nextRead([5, 15], false, false, 10)).toEqual({ after: 5, atFront: false });
});

const subscriberWith = (change: Partial<Subscriber>): Subscriber => {
  const subscription = { eventTypes: null, subjects: null };
  const joined = joinFeed({
    keyId: null,
    keyExpiresAt: null,
    subscription,
    random: 0,
    afterSeq: 0,
    newestSeq: 0,
    archivedSeq: 0,
  });
  if (joined.kind === "refused") throw new Error(joined.closing);
  return { ...joined.subscriber, ...change };
};

test("the alarm fires for the first deadline, and not at all without clients and tickets", () => {
  const ticket: StoredTicket = { keyId: null, origin: null, expiresAt: 1_500 };
  const at = (subscribers: Subscriber[], tickets: StoredTicket[] = [], failures = 0) =>
    nextAlarmAt({ subscribers, tickets, failures, readAgainAt: null, now: 1_000 });
  expect(at([])).toBeNull();
  expect(at([], [], 3)).toBeNull();
  expect(at([], [ticket])).toBe(1_500);
  expect(at([subscriberWith({})])).toBe(1_000 + POLL_MS);
  expect(at([subscriberWith({})], [], 1)).toBe(2_000);
  expect(at([subscriberWith({ keyExpiresAt: 1_200 })])).toBe(1_200);
  expect(at([subscriberWith({ pendingAck: { seq: 1, at: 500 } })])).toBe(30_500);
  expect(at([subscriberWith({ keyExpiresAt: 1_200, pendingAck: { seq: 1, at: 500 } })], [ticket])).toBe(1_200);
});

test("a feed with its first listener reads again once no isolate believes any more that it has none", () => {
  const at = (subscribers: Subscriber[], failures = 0) =>
    nextAlarmAt({ subscribers, tickets: [], failures, readAgainAt: 1_000 + QUIET_MS, now: 1_000 });
  expect(at([subscriberWith({})])).toBe(1_000 + QUIET_MS);
  expect(at([subscriberWith({ keyExpiresAt: 1_200 })])).toBe(1_200);
  expect(at([subscriberWith({})], 1)).toBe(2_000);
  expect(at([])).toBeNull();
});

test("a log that cannot be read is left alone for 1, 2, 4 … and at the most 30 seconds", () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(retryMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("each reason to close has a code of its own in the range for applications, and fits into a close frame", () => {
  const codes = Object.values(closeReasons).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toSatisfy((value: number) => value >= 4_000 && value < 5_000);
  const [code, reason] = closeFrame("invalid_message", "x".repeat(500));
  expect([code, reason.length]).toEqual([4_422, 120]);
});
