import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addFingerprints,
  checkReplay,
  expiredFingerprints,
  type Fingerprints,
  MAX_FINGERPRINTS,
  RETRY_WINDOW_MS,
} from "#kernel/values/replay-guard";

const marks = (change: Partial<Fingerprints> = {}): Fingerprints => ({
  request: "sig-1",
  token: "tok-1",
  event: "voice",
  ...change,
});
const seen = addFingerprints({}, marks(), 1_000);

test("a webhook without a known fingerprint is new; any one of its three fingerprints makes it a repeat", () => {
  expect(checkReplay({}, marks(), 1_000)).toBe("new");
  const other = { request: "sig-2", token: "tok-2", event: "status:completed:3" };
  expect(checkReplay(seen, other, 1_000)).toBe("new");
  expect(checkReplay(seen, { ...other, request: "sig-1" }, 1_000)).toBe("repeat");
  expect(checkReplay(seen, { ...other, token: "tok-1" }, 1_000)).toBe("repeat");
  expect(checkReplay(seen, { ...other, event: "voice" }, 1_000)).toBe("repeat");
  expect(checkReplay(addFingerprints({}, marks({ token: null }), 1_000), { ...other, token: null }, 1_000)).toBe("new");
});

test("the same request is a repeat within the retry window and replayed after it, with any token", () => {
  expect(checkReplay(seen, marks(), 1_000 + RETRY_WINDOW_MS)).toBe("repeat");
  expect(checkReplay(seen, marks(), 1_001 + RETRY_WINDOW_MS)).toBe("replayed");
  expect(checkReplay(seen, marks({ token: "tok-9" }), 1_001 + RETRY_WINDOW_MS)).toBe("replayed");
  expect(checkReplay(seen, marks({ request: "sig-9" }), 1_001 + RETRY_WINDOW_MS)).toBe("repeat");
});

test("every webhook about an expired call or message is replayed", () => {
  expect(checkReplay(expiredFingerprints, marks(), 0)).toBe("replayed");
  expect(checkReplay(expiredFingerprints, marks({ request: "sig-9", token: null, event: "forgotten" }), 1_000)).toBe(
    "replayed",
  );
  expect(
    checkReplay(addFingerprints({}, marks({ event: "forgotten" }), 1_000), marks({ request: "r" }), 1_000),
  ).not.toBe("replayed");
});

test("a repeat does not make a request younger", () => {
  expect(addFingerprints(seen, marks(), 50_000)).toEqual(seen);
});

test("with all fingerprints used, an unknown webhook is replayed once its call has been over for the retry window", () => {
  const full = Object.fromEntries(Array.from({ length: MAX_FINGERPRINTS }, (_, index) => [`e:${index}`, 0]));
  const almost = Object.fromEntries(Object.entries(full).slice(1));
  const late = 5_001 + RETRY_WINDOW_MS;
  expect(checkReplay(full, marks(), late, 5_000)).toBe("replayed");
  expect(checkReplay(full, marks(), late - 1, 5_000)).toBe("new");
  expect(checkReplay(full, marks(), late, null)).toBe("new");
  expect(checkReplay(full, marks({ event: "1" }), late, 5_000)).toBe("repeat");
  expect(checkReplay(almost, marks(), late, 5_000)).toBe("new");
});

test("no more than so many marks are kept, the first of them", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 100 }), (list) => {
      const all = list.reduce(
        (kept, [request, event], index) => addFingerprints(kept, { request, event, token: `${index}` }, index),
        {},
      );
      expect(Object.keys(all).length).toBeLessThanOrEqual(MAX_FINGERPRINTS);
      const [first] = list;
      if (first) expect(checkReplay(all, { request: first[0], event: "?", token: null }, 1)).toBe("repeat");
    }),
  );
});

test("a long signature or token is stored short, and one that an earlier version stored whole is known", () => {
  const [request, token] = ["FADrKicKcwmzpi2s7Fz56N/nvLk=", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"];
  const long = marks({ request, token });
  const now = addFingerprints({}, long, 1_000);
  expect(Object.keys(now).map((key) => key.length)).toEqual([17, 7, 17]);
  const almost = { request: `${request.slice(0, -2)}l=`, token: `${token.slice(0, -1)}0`, event: "other" };
  expect(checkReplay(now, almost, 1_000)).toBe("new");
  const earlier = { [`r:${request}`]: 1_000, "e:voice": 1_000, [`t:${token}`]: 1_000 };
  for (const stored of [now, earlier]) {
    expect(addFingerprints(stored, long, 2_000)).toEqual(stored);
    expect(checkReplay(stored, long, 1_001 + RETRY_WINDOW_MS)).toBe("replayed");
    expect(checkReplay(stored, { ...almost, token }, 1_000)).toBe("repeat");
    expect(checkReplay(stored, { ...almost, request }, 1_000)).toBe("repeat");
  }
});
