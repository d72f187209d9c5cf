import { createHash } from "node:crypto";
import fc from "fast-check";
import twilio from "twilio";
import { describe, expect, test } from "vitest";
import { candidateUrls, readBody, requestTargets, signedText, verifySignature } from "#carriers/twilio/signature";
import { repetitions } from "../support/soak.ts";

/** Our check of X-Twilio-Signature and the official SDK's agree, on whatever a URL and a body may look like. */

const { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } = twilio;
const token = "12345678901234567890123456789012";
const form = "application/x-www-form-urlencoded; charset=UTF-8";
const withToken = { tokens: [token], sharedKeys: [], settings: null };
const runs = { numRuns: repetitions(1_500, 15_000) };

const toBuffer = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, "utf8")).buffer;

const grouped = (fields: readonly (readonly [string, string])[]): Record<string, string | string[]> => {
  const byName = Object.groupBy(fields, ([name]) => name);
  return Object.fromEntries(
    Object.entries(byName).map(([name, pairs = []]) => [name, pairs.map(([, value]) => value)]),
  );
};

// Characters with a meaning in URLs, escapes whole and broken, and letters of all kinds. Nothing that ends the part it is in.
const pieces = [
  "a",
  "Z",
  "9",
  "'",
  '"',
  "!",
  "(",
  ")",
  "*",
  "~",
  "+",
  "%20",
  "%27",
  "%2B",
  "%e9",
  "%zz",
  "%",
  " ",
  "é",
  "☎",
  "😀",
  "|",
  "[",
  "]",
  "{",
  "}",
  "^",
  "`",
  "<",
  ">",
  "\\",
  ",",
  ";",
  ":",
  "@",
  "$",
  ".",
];
const words = (...more: string[]) =>
  fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 6 }).map((chosen) => chosen.join(""));
const query = fc.oneof(
  words("&", "=", "?", "/", "&&", "10=x&2=y&", "a=1&b=2&a=3", "=", "__proto__=1&", "bodySHA="),
  fc.array(fc.tuple(words(), words())).map((pairs) => new URLSearchParams(pairs).toString()),
);
const url = fc
  .record({
    scheme: fc.constantFrom("https", "http", "HTTPS"),
    user: fc.constantFrom("", "user:pass@", "us%65r@", "user:p'w@"),
    host: fc.constantFrom("pm.example.com", "PM.Example.com", "127.0.0.1", "[::1]", "bücher.example"),
    port: fc.constantFrom("", ":443", ":80", ":8443"),
    path: words("/", "/../", "//"),
    query: fc.option(query, { nil: undefined }),
  })
  .map(({ scheme, user, host, port, path, query }) =>
    [scheme, "://", user, host, port, "/", path, query === undefined ? "" : `?${query}`].join(""),
  );
const name = fc.oneof(
  fc.constantFrom("From", "To", "a", "A", "10", "9", "", "__proto__", "Zoë"),
  fc.string({ unit: "grapheme" }),
);
const fields = fc.array(fc.tuple(name, fc.oneof(fc.constantFrom("", "1", "+1 415", "é☎😀"), fc.string())), {
  maxLength: 8,
});

/** What else the SDK accepts for a URL: it was signed as received, or as one of the forms that servers make of it. */
const signedAs = fc.constantFrom<(url: string) => string>(
  (given) => given,
  (given) => given.replace(/:\d+(?=\/)/, ""),
  (given) => given.replace(/^(\w+:\/\/[^/]*?)(:\d+)?(?=\/)/, "$1:443"),
  (given) => new URL(given).href,
  (given) => new URL(given).href.replaceAll("%27", "'"),
  (given) => `${given}x`,
  (given) => given.replace("https", "http"),
);

describe("our check and the official SDK's", () => {
  test("sign the same text", () => {
    fc.assert(
      fc.property(url, fields, (at, sent) => {
        const theirs = getExpectedTwilioSignature(token, at, grouped(sent));
        const text = signedText(at, sent);
        expect(getExpectedTwilioSignature(token, text, {})).toBe(theirs);
      }),
      runs,
    );
  });

  test("give the same verdict on forms, signed in whichever way", async () => {
    const verdicts = { yes: 0, no: 0 };
    await fc.assert(
      fc.asyncProperty(url, fields, signedAs, fc.boolean(), async (at, sent, change, honest) => {
        const signature = getExpectedTwilioSignature(honest ? token : "another", change(at), grouped(sent));
        const theirs = validateRequest(token, signature, at, grouped(sent));
        const body = readBody(toBuffer(new URLSearchParams(sent).toString()));
        const ours = await verifySignature({ ...withToken, signature, url: at, contentType: form, body });
        expect(ours).toBe(theirs);
        verdicts[ours ? "yes" : "no"] += 1;
      }),
      runs,
    );
    expect(Math.min(verdicts.yes, verdicts.no)).toBeGreaterThan(100);
  });

  test("accept exactly the same URLs", () => {
    fc.assert(
      fc.property(url, signedAs, (at, change) => {
        const signature = (candidate: string) => getExpectedTwilioSignature(token, candidate, {});
        for (const candidate of candidateUrls(at))
          expect(validateRequest(token, signature(candidate), at, {})).toBe(true);
        const signed = change(at);
        expect([...candidateUrls(at)].includes(signed)).toBe(validateRequest(token, signature(signed), at, {}));
      }),
      runs,
    );
  });

  test("give the same verdict on JSON bodies", async () => {
    const verdicts = { yes: 0, no: 0 };
    const tampered = fc.constantFrom(
      (text: string) => text,
      (text: string) => `${text} `,
    );
    const spelled = fc.constantFrom(
      (hash: string) => hash,
      (hash: string) => hash.toUpperCase(),
      (hash: string) => hash.slice(1),
    );
    await fc.assert(
      fc.asyncProperty(url, fc.json(), tampered, spelled, fc.boolean(), async (base, text, tamper, spell, honest) => {
        const hash = spell(createHash("sha256").update(text).digest("hex"));
        const at = `${base}${base.includes("?") ? "&" : "?"}bodySHA256=${hash}`;
        const signature = getExpectedTwilioSignature(honest ? token : "another", at, {});
        const received = tamper(text);
        const theirs = validateRequestWithBody(token, signature, at, received);
        const body = readBody(toBuffer(received));
        const contentType = "application/json";
        const ours = await verifySignature({ ...withToken, signature, url: at, contentType, body });
        expect(ours).toBe(theirs);
        verdicts[ours ? "yes" : "no"] += 1;
      }),
      runs,
    );
    expect(Math.min(verdicts.yes, verdicts.no)).toBeGreaterThan(100);
  });

  test("sign a GET's request line as it came, and what a proxy makes of an apostrophe in its query", async () => {
    // What may stand in a request line: RFC 3986 without a fragment.
    const raw = fc.string({ unit: fc.constantFrom(..."azAZ09-._~!$&'()*+,;=:@/?", "%27", "%20", "%2B") });
    await fc.assert(
      fc.asyncProperty(raw, raw, async (path, query) => {
        const target = `/${path.replaceAll("?", "")}?${query}`;
        const signature = getExpectedTwilioSignature(token, `https://pm.example.com${target}`, {});
        const isAccepted = async (received: string): Promise<boolean> => {
          const urls = requestTargets(`http://127.0.0.1:8787${received}`).map(
            (each) => `https://pm.example.com${each}`,
          );
          const check = { ...withToken, signature, contentType: null, body: readBody(new ArrayBuffer(0)) };
          return (await Promise.all(urls.map((each) => verifySignature({ ...check, url: each })))).includes(true);
        };
        expect(await isAccepted(target)).toBe(true);
        if (query.includes("%27")) return;
        expect(await isAccepted(`/${path.replaceAll("?", "")}?${query.replaceAll("'", "%27")}`)).toBe(true);
      }),
      runs,
    );
  });
});
