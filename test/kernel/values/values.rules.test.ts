import fc from "fast-check";
import { expect, test } from "vitest";
import { countRequest, type RateWindow } from "#kernel/http/rate-limit";
import { readConfig } from "#kernel/values/config";
import { canonicalJson, fromBase64Url, fromHex, toBase64Url, toHex } from "#kernel/values/digest";
import { firstIdAt, idPattern, makeId, timeOfId } from "#kernel/values/ids";
import { countryAndTypeOf, parseE164 } from "#kernel/values/phone";
import { DAY_MS, isoTime } from "#kernel/values/time";
import { trimmed } from "#kernel/values/unseen-characters";

const noise = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("ids have one form and sort by the time they were made", () => {
  const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(time, time, noise, noise, (a, b, x, y) => {
      const [first, second] = [makeId("order", a, () => x), makeId("order", b, () => y)];
      expect(first).toMatch(idPattern("order"));
      if (a < b) expect(first < second).toBe(true);
    }),
  );
});

test("an id contains its time of creation, and no id of an instant sorts before firstIdAt", () => {
  const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(time, noise, (at, bytes) => {
      const id = makeId("event", at, () => bytes);
      expect(timeOfId(id)).toBe(at);
      expect(firstIdAt("event", at) <= id && id < firstIdAt("event", at + 1)).toBe(true);
    }),
  );
});

test("texts come back from base64url and hex as they went in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => void expect(fromBase64Url(toBase64Url(text))).toBe(text)),
  );
  fc.assert(fc.property(noise, (bytes) => void expect(fromHex(toHex(bytes))).toEqual(bytes)));
});

test("equal JSON has one canonical form in any order of its keys, and unequal JSON has different ones", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, field]) => [key, shuffled(field)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => void expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value))),
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("any text parses to an E.164 number or to a problem", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+\d{5,17}$/)), (text) => {
      const parsed = parseE164(text);
      if ("e164" in parsed) expect(parsed.e164).toBe(trimmed(text));
      else expect(parsed.problem).toMatch(/\.$/);
    }),
  );
});

test("blanks and invisible characters around a number are dropped, whatever they are", () => {
  const around = fc.string({
    unit: fc.constantFrom(..." \t\u00a0\u200b\u200e\u200f\u202a\u202c\u2066\u2069\ufeff"),
    maxLength: 6,
  });
  fc.assert(
    fc.property(around, around, (before, after) => {
      expect(parseE164(`${before}+14155550123${after}`)).toEqual({ e164: "+14155550123" });
    }),
  );
});

test.for([
  ["+1\u202a4155550123", "write +14155550123. It contains the invisible character U+202A at position 3."],
  ["\u200e+1415555\u200b0123", "write +14155550123. It contains the invisible character U+200B at position 10."],
  ["+1415\u20115550123", "write +14155550123. It contains the character U+2011 at position 6."],
  ["+1415\u00a05550123", "write +14155550123. It contains the character U+00A0 at position 6."],
  ["+1 (415) 555-0123", "write +14155550123."],
  ["+1415555012\u0663", "digits only (+14155550100). It contains the character U+0663 at position 12."],
] as const)("the problem of %j says what to write, and names what the eye misses", ([text, end]) => {
  const parsed = parseE164(text);
  expect("problem" in parsed && parsed.problem.split(" is not E.164: ")[1]?.replace(/^a plus .*, /, "")).toBe(end);
});

test("a number with a trunk prefix is refused, and the problem has its correct form", () => {
  expect(parseE164("+490300000")).toEqual({ problem: "+490300000 is not E.164: that number is written +49300000." });
});

test.for(["+16212345678", "+19995550123", "+443212345678", "+78312345678", "+493012345678901"])(
  "%s is taken: the carrier knows whether it exists",
  (e164) => expect(parseE164(e164)).toEqual({ e164 }),
);

test.for([
  ["+1415555012", "+1415555012 has 9 digits after +1, too few."],
  ["+141555501234", "+141555501234 has 11 digits after +1, too many."],
  ["+4670123", "+4670123 has 5 digits after +46, too few."],
  ["+4670123456789", "+4670123456789 has 11 digits after +46, as no phone number has."],
  ["+116212345678", "+116212345678 is not E.164: that number is written +16212345678."],
  ["+9992345678", "+9992345678 is no phone number: no country has its calling code."],
] as const)("%s is refused with what is wrong with it", ([text, problem]) => {
  expect(parseE164(text)).toEqual({ problem });
});

test.for([
  ["+14155550123", { country: "US", type: "local" }],
  ["+16045550123", { country: "CA", type: "local" }],
  ["+18005550123", { country: "US", type: "toll_free" }],
  ["+442079460123", { country: "GB", type: "local" }],
  ["+447911123456", { country: "GB", type: "mobile" }],
  ["+61412345678", { country: "AU", type: "mobile" }],
  ["+16212345678", { country: "US", type: "local" }],
  ["+443212345678", { country: "GB", type: "local" }],
] as const)("%s is placed where carriers sell it", ([e164, place]) => {
  expect(countryAndTypeOf(e164)).toEqual(place);
});

test("in any stretch of ten seconds after the first request, no more pass than the limit allows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 3_000 }), { maxLength: 80 }),
      fc.integer({ min: 1, max: 10 }),
      (waits, limit) => {
        let now = 0;
        let window: RateWindow | undefined;
        const passed = new Map<number, number>();
        for (const wait of waits) {
          now += wait;
          const spent = countRequest(window, limit, now);
          window = spent.window;
          expect(spent.remaining).toBeGreaterThanOrEqual(0);
          expect(spent.resetSeconds).toBeGreaterThanOrEqual(1);
          expect(spent.resetSeconds).toBeLessThanOrEqual(10);
          if (spent.allowed) passed.set(window.endsAt, (passed.get(window.endsAt) ?? 0) + 1);
        }
        for (const count of passed.values()) expect(count).toBeLessThanOrEqual(limit);
      },
    ),
  );
});

test("a wrong configuration gives one line per setting, without the value", () => {
  const found = readConfig({
    PUBLIC_ORIGIN: "https://pm.example.com/",
    KEY_ENVIRONMENT: "live",
    ADMIN_TOKEN: "short-secret",
    TWILIO_ACCOUNT_SID: "",
    SECRETS_KEY: "c2hvcnQtc2VjcmV0",
    API_RATE_LIMIT: "many",
  });
  const problems = "problems" in found ? found.problems : [];
  expect(problems.map((line) => line.split(" ")[0]).sort()).toEqual([
    "ADMIN_TOKEN",
    "API_RATE_LIMIT",
    "PUBLIC_ORIGIN",
    "SECRETS_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
  ]);
  expect(problems.join()).not.toMatch(/short-secret|c2hvcnQ/);
  expect(problems).toContain("TWILIO_AUTH_TOKEN is not set.");
});

const settings = {
  PUBLIC_ORIGIN: "https://pm.example.com",
  KEY_ENVIRONMENT: "live",
  ADMIN_TOKEN: "a".repeat(24),
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
  SECRETS_KEY: btoa("k".repeat(32)),
};

const configured = (change: object) => {
  const found = readConfig({ ...settings, ...change });
  if ("problems" in found) throw new Error(found.problems.join());
  return found.config;
};

test("keys for secrets are 32 bytes in base64, the newest first", () => {
  expect(configured({}).secretsKeys.map((key) => key.length)).toEqual([32]);
  const two = configured({ SECRETS_KEY: `${btoa("n".repeat(32))}, ${btoa("o".repeat(32))}` });
  expect(two.secretsKeys.map((key) => String.fromCharCode(key[0] ?? 0))).toEqual(["n", "o"]);
  for (const SECRETS_KEY of ["???", btoa("k".repeat(31)), btoa("k".repeat(33)), `${settings.SECRETS_KEY},`]) {
    expect(readConfig({ ...settings, SECRETS_KEY })).toEqual({
      problems: [expect.stringMatching(/^SECRETS_KEY must be/)],
    });
  }
});

test("a setting that is not as it must be is named with its rule", () => {
  const wrong = {
    FORMER_ORIGINS: ["https://a.example.com, https://b.example.com/x", "must be an origin like"],
    KEY_ENVIRONMENT: ["staging", "must be live or test"],
    TWILIO_AUTH_TOKEN_SECONDARY: ["a b", "must be printable ASCII"],
    INBOUND_FALLBACK: ["+1", "must be a valid number"],
    SUSPENDED_MESSAGE: ["m".repeat(501), "must have at most 500"],
    PORTING_PROVIDER_NAME: [" ", "must not be blank"],
    DOCUMENT_SCANNER_URL: ["ftp://scanner.example.com", "must be a URL"],
    DNS_RESOLVER_URL: ["https:/resolver.example.com/dns-query", "must be a URL"],
    FEED_SHARDS: ["33", "must be a whole number from 1 to 32"],
    FEED_SOCKETS: ["1e3", "must be a whole number"],
    NEW_TENANT_DATABASE: ["D1", "must be the name"],
    PORTING_SETTINGS: ["yes", "must be keep or replace or off"],
    PORTING_MAIL_LOGO_SID: ["RD", "must be RD"],
    PORTING_MAIL_REDIRECT_URL: ["http://a.example.com", "must be an https URL"],
  };
  for (const [name, [text, rule]] of Object.entries(wrong)) {
    expect(readConfig({ ...settings, [name]: text })).toEqual({
      problems: [expect.stringMatching(`^${name} ${rule}.*\\.$`)],
    });
  }
  expect(readConfig({ ...settings, ADMIN_TOKEN: { get: () => "secret" } })).toEqual({
    problems: ["ADMIN_TOKEN must be a text."],
  });
  expect(readConfig({ ...settings, NEW_TENANT_DATABASE: "DB_2" })).toHaveProperty("problems.length", 1);
});

test("settings that are not there have their usual values, and blanks around the others count for nothing", () => {
  expect(configured({})).toMatchObject({
    origins: [settings.PUBLIC_ORIGIN],
    apiRateLimit: 1_000,
    eventRetentionDays: 90,
    documentScannerUrl: null,
    newTenantDatabase: "DB",
    porting: { settings: "keep", brand: null },
  });
  const change = {
    FORMER_ORIGINS: " https://a.example.com , ,https://b.example.com,",
    PORTING_MAIL_SUBJECT: " Hi ",
    DOCUMENT_SCANNER_URL: " https://scanner.example.com/\n",
  };
  expect(configured({ ...change, API_RATE_LIMIT: "", NEW_TENANT_DATABASE: "DB_2", DB_2: {} })).toMatchObject({
    origins: [settings.PUBLIC_ORIGIN, "https://a.example.com", "https://b.example.com"],
    apiRateLimit: 1_000,
    newTenantDatabase: "DB_2",
    documentScannerUrl: "https://scanner.example.com/",
    porting: { brand: { emailSubject: "Hi", logoId: null } },
  });
});

test("webhooks may go to this machine only where the platform itself is reached on this machine", () => {
  expect(configured({}).loopbackTargets).toBe(false);
  for (const PUBLIC_ORIGIN of ["https://pm.example.com", "https://127.0.0.1.example.com", "https://10.0.0.1"]) {
    expect(configured({ PUBLIC_ORIGIN }).loopbackTargets).toBe(false);
  }
  expect(configured({ PUBLIC_ORIGIN: "http://127.0.0.1:8787" }).loopbackTargets).toBe(true);
});

test("an instant is written as Date writes it, in any year that Date knows", () => {
  const last = 8_640_000_000_000_000;
  const year10000 = Date.UTC(10_000, 0);
  const instant = fc.oneof(fc.integer({ min: -last, max: last }), fc.integer({ min: 0, max: 4_102_444_800_000 }));
  fc.assert(
    fc.property(instant, (at) => {
      expect(isoTime(at)).toBe(new Date(at).toISOString());
    }),
  );
  const nearEnds = [year10000 - 1, year10000, last, -last, 0.5, 999.999, -0.5, -0];
  expect(nearEnds.map(isoTime)).toEqual(nearEnds.map((at) => new Date(at).toISOString()));
  const aroundMidnight = [-1, 0, 1, 9, 10, 99, 100, 999, 1_000, DAY_MS - 1, DAY_MS];
  expect(aroundMidnight.map(isoTime)).toEqual(aroundMidnight.map((at) => new Date(at).toISOString()));
});

test("more days than are kept are each written right", () => {
  const days = Array.from({ length: 1_000 }, (_, day) => day * DAY_MS);
  for (const at of [...days, ...days.toReversed()]) expect(isoTime(at)).toBe(new Date(at).toISOString());
});

test("an instant that no Date has is refused", () => {
  expect(() => isoTime(Number.NaN)).toThrow(RangeError);
  expect(() => isoTime(8_640_000_000_000_001)).toThrow(RangeError);
});
