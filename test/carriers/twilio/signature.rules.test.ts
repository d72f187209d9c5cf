import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candidateUrls, readBody, signedText, verifySignature } from "#carriers/twilio/signature";

const token = "12345678901234567890123456789012";
const form = "application/x-www-form-urlencoded; charset=UTF-8";
const voice = "https://pm.example.com/webhooks/twilio/voice";
const call: [string, string][] = [
  ["CallSid", "CA00000000000000000000000000000001"],
  ["AccountSid", "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
  ["From", "+14158675310"],
  ["To", "+15005550006"],
  ["CallStatus", "ringing"],
  ["Direction", "inbound"],
  ["ApiVersion", "2010-04-01"],
];
const message: [string, string][] = [
  ["Body", "héllo wörld + ☎"],
  ["Digits", "5678"],
  ["Digits", "1234"],
  ["Digits", "1234"],
  ["ForwardedFrom", ""],
];
const official: [string, string][] = [
  ["CallSid", "CA1234567890ABCDE"],
  ["Caller", "+14158675309"],
  ["Digits", "1234"],
  ["From", "+14158675309"],
  ["To", "+18005551212"],
];

const toBuffer = (text: string): ArrayBuffer => Uint8Array.from(new TextEncoder().encode(text)).buffer;

interface Sent {
  readonly url: string;
  readonly fields?: [string, string][];
  readonly signature: string | null;
  readonly tokens?: string[];
  readonly contentType?: string | null;
  readonly settings?: string | null;
  readonly sharedKeys?: { id: string; secret: string }[];
}
const withToken = { tokens: [token], sharedKeys: [], settings: null };
const verify = ({ fields = [], ...sent }: Sent) =>
  verifySignature({
    ...withToken,
    contentType: form,
    body: readBody(toBuffer(new URLSearchParams(fields).toString())),
    ...sent,
  });

describe("a form", () => {
  test.each([
    ["signed as it came", voice, call, "LnEo1gUrdKb+zFtRXxWajsmsMbs="],
    ["with a query", `${voice}?tenant=42&env=prod`, call, "4w9yHM+uUSichoEbmYwUjkZ0hk4="],
    ["signed with the port", "https://pm.example.com:443/webhooks/twilio/voice", call, "NOxKCh4HpqzPYvNlakuTTiBDHq0="],
    ["with repeats, an empty value and letters of all kinds", voice, message, "jQMTFG0Raj4EbRNoCotS01IGWtY="],
    [
      "with names in both cases",
      voice,
      [
        ["zeta", "1"],
        ["Alpha", "2"],
        ["beta", "3"],
        ["Beta", "4"],
      ],
      "wNRH98J0m6hZmEQk819f7NADhp0=",
    ],
    ["in the query of a GET", `${voice}?CallSid=CA1&From=%2B14158675310`, [], "+hWVotJwyHx22mLBAxR3PqxtXfg="],
    ["signed with the port, received without", voice, call, "NOxKCh4HpqzPYvNlakuTTiBDHq0="],
    [
      "signed without a port, received with one",
      "https://pm.example.com:8443/webhooks/twilio/voice",
      call,
      "LnEo1gUrdKb+zFtRXxWajsmsMbs=",
    ],
    ["with a fragment, which is not signed", `${voice}#rc=3&rp=all`, call, "LnEo1gUrdKb+zFtRXxWajsmsMbs="],
    ["in another order", voice, call.toReversed(), "LnEo1gUrdKb+zFtRXxWajsmsMbs="],
  ] as [string, string, [string, string][], string][])("%s is accepted", async (_, url, fields, signature) => {
    expect(await verify({ url, fields, signature })).toBe(true);
  });

  test.each([
    ["as it came", "https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="],
    ["with the port", "https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="],
    ["with a user", "https://user:pass@mycompany.com/myapp.php?foo=1&bar=2", "CukzLTc1tT5dXEDIHm/tKBanW10="],
  ])("of Twilio's own tests %s is accepted", async (_, url, signature) => {
    expect(await verify({ url, fields: official, signature, tokens: ["12345"] })).toBe(true);
  });

  const signature = "LnEo1gUrdKb+zFtRXxWajsmsMbs=";
  const changed = call.map(([name, value]): [string, string] => [name, name === "To" ? "+15005550007" : value]);
  test.each([
    ["another scheme", { url: voice.replace("https", "http"), fields: call, signature }],
    ["a slash more", { url: `${voice}/`, fields: call, signature }],
    ["another host", { url: voice.replace("pm.", "evil."), fields: call, signature }],
    ["a query more", { url: `${voice}?a=1`, fields: call, signature }],
    ["a value changed", { url: voice, fields: changed, signature }],
    ["a field more", { url: voice, fields: [...call, ["Extra", "1"]], signature }],
    ["a field less", { url: voice, fields: call.slice(1), signature }],
    ["an empty field less", { url: voice, fields: message.slice(0, -1), signature: "jQMTFG0Raj4EbRNoCotS01IGWtY=" }],
    ["another token", { url: voice, fields: call, signature, tokens: [token.replace("1", "2")] }],
    ["no token", { url: voice, fields: call, signature, tokens: [] }],
    ["no signature", { url: voice, fields: call, signature: null }],
    ["an empty signature", { url: voice, fields: call, signature: "" }],
    ["a signature that is no base64", { url: voice, fields: call, signature: "not base64 at all, not even so" }],
    ["a signature cut short", { url: voice, fields: call, signature: signature.slice(0, -4) }],
    ["a signature in hex", { url: voice, fields: call, signature: "2e7128d6052b74a6fecc5b515f159a8ec9ac31bb" }],
    ["a signature with stray bits at its end", { url: voice, fields: call, signature: signature.replace("s=", "t=") }],
    ["a signature with a space before it", { url: voice, fields: call, signature: ` ${signature}` }],
  ] as [string, Sent][])("with %s is refused", async (_, sent) => {
    expect(await verify(sent)).toBe(false);
  });

  test("is accepted by either of two tokens, wherever it stands, and an empty token accepts nothing", async () => {
    const sent = { url: voice, fields: call, signature };
    expect(await verify({ ...sent, tokens: ["another", token] })).toBe(true);
    expect(await verify({ ...sent, tokens: [token, "another"] })).toBe(true);
    expect(await verify({ ...sent, tokens: ["", token] })).toBe(true);
    expect(await verify({ ...sent, tokens: ["", "another"] })).toBe(false);
  });

  test.each([
    "application/x-www-form-urlencoded",
    "Application/X-WWW-Form-Urlencoded ; charset=utf-8",
    " application/x-www-form-urlencoded",
  ])("is known by its content type %j", async (contentType) => {
    expect(await verify({ url: voice, fields: call, signature, contentType })).toBe(true);
  });

  test("is read to the byte: a byte order mark before it is a change", async () => {
    const given = { ...withToken, signature, url: voice, contentType: form };
    const body = new URLSearchParams(call).toString();
    expect(await verifySignature({ ...given, body: readBody(toBuffer(body)) })).toBe(true);
    expect(await verifySignature({ ...given, body: readBody(toBuffer(`\uFEFF${body}`)) })).toBe(false);
  });

  test("that calls itself something else is not read as one", async () => {
    for (const contentType of ["text/plain", "application/x-www-form-urlencodedx", "multipart/form-data", null]) {
      expect(await verify({ url: voice, fields: call, signature, contentType })).toBe(false);
    }
  });
});

describe("a request that names a shared key", () => {
  const key = { id: "webhooks_sharedkey_01jzabc", secret: "the shared secret" };
  const settings = `key=${key.id},algorithm=HMAC_SHA256`;
  // By the SDK: getExpectedTwilioSignature(key.secret, voice, fields, "HMAC_SHA256") of npm twilio 6.3.1.
  const signature = "k7IH61FFnxH/cVuKD9SLfgvWz0wpcS3ycTMkqEn5YEQ=";
  const sent = {
    url: voice,
    fields: call,
    signature,
    settings,
    sharedKeys: [{ id: `${key.id}x`, secret: "another secret" }, key],
  };

  test.each([settings, `algorithm=HMAC_SHA256,key=${key.id}`, `key=${key.id}, algorithm=HMAC_SHA256`])(
    "is accepted by that key: %s",
    async (written) => {
      expect(await verify({ ...sent, settings: written })).toBe(true);
    },
  );

  test.each([
    ["an empty header", ""],
    ["another key", `key=${key.id}x,algorithm=HMAC_SHA256`],
    ["an unknown key", "key=webhooks_sharedkey_other,algorithm=HMAC_SHA256"],
    ["no key", "algorithm=HMAC_SHA256"],
    ["no algorithm", `key=${key.id}`],
    ["another algorithm", `key=${key.id},algorithm=HMAC_SHA1`],
    ["an unknown algorithm", `key=${key.id},algorithm=HMAC_SHA512`],
    ["the algorithm in lower case", `key=${key.id},algorithm=hmac_sha256`],
    ["a key twice", `key=${key.id},key=${key.id},algorithm=HMAC_SHA256`],
    ["an unknown setting", `key=${key.id},algorithm=HMAC_SHA256,version=2`],
    ["another separator", `key=${key.id};algorithm=HMAC_SHA256`],
  ])("is refused with %s", async (_, written) => {
    expect(await verify({ ...sent, settings: written })).toBe(false);
  });

  test("is not accepted by an auth token, nor a request without the header by a shared key", async () => {
    const byToken = { url: voice, fields: call, signature: "LnEo1gUrdKb+zFtRXxWajsmsMbs=" };
    expect(await verify(byToken)).toBe(true);
    expect(await verify({ ...byToken, settings, sharedKeys: [{ ...key, secret: token }] })).toBe(false);
    expect(await verify({ ...sent, settings: null, tokens: [key.secret] })).toBe(false);
    expect(await verify({ ...sent, sharedKeys: [{ ...key, secret: "" }] })).toBe(false);
  });
});

describe("a body that is no form", () => {
  const body =
    '{"port_in_request_sid":"KWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"completed","phone_number":"+16175551212"}';
  const hash = "258943501bd7a5a83a8e05a6f6cbe242f3efe30e8c6e682513e89f7ed1d92d52";
  const porting = "https://pm.example.com/webhooks/twilio/porting";
  const signature = "+wU4JQhsctlYixbHW3ZbA1jNUVI=";
  const send = (url: string, text: string, contentType: string | null = "application/json", signed = signature) =>
    verifySignature({ ...withToken, signature: signed, url, contentType, body: readBody(toBuffer(text)) });

  test("is bound by its hash in the signed URL", async () => {
    expect(await send(`${porting}?bodySHA256=${hash}`, body)).toBe(true);
    expect(await send(`${porting}?bodySHA256=${hash}`, body, null)).toBe(true);
  });

  test("of Twilio's own tests is accepted", async () => {
    const given = {
      url: "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
      signature: "a9nBmqA0ju/hNViExpshrM61xv4=",
      contentType: "application/json",
      body: readBody(toBuffer('{"property": "value", "boolean": true}')),
    };
    expect(await verifySignature({ ...withToken, ...given, tokens: ["12345"] })).toBe(true);
  });

  test("is refused when it was changed, written anew, or swapped for a form", async () => {
    const url = `${porting}?bodySHA256=${hash}`;
    expect(await send(url, body.replace("completed", "canceled"))).toBe(false);
    expect(await send(url, `${body}\n`)).toBe(false);
    expect(await send(url, JSON.stringify(JSON.parse(body), null, 1))).toBe(false);
    expect(await send(url, "")).toBe(false);
    expect(await send(url, "status=completed", form)).toBe(false);
  });

  test("is refused when the hash is wrong, in capitals, or not there", async () => {
    expect(await send(`${porting}?bodySHA256=${hash.replace("2", "3")}`, body)).toBe(false);
    expect(await send(`${porting}?bodySHA256=${hash.toUpperCase()}`, body)).toBe(false);
    expect(await send(`${porting}?bodySHA256=`, body)).toBe(false);
    expect(await send(porting, body)).toBe(false);
  });

  test("cannot hide behind a signed URL without a hash", async () => {
    const url = `${voice}?CallSid=CA1&From=%2B14158675310`;
    const signed = "+hWVotJwyHx22mLBAxR3PqxtXfg=";
    expect(await send(url, "", null, signed)).toBe(true);
    expect(await send(url, "{}", null, signed)).toBe(false);
    expect(await send(url, "{}", "application/json", signed)).toBe(false);
    expect(await send(url, "", "application/json", signed)).toBe(false);
  });
});

describe("the text that is signed", () => {
  const fields = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), {
    minLength: 1,
    selector: (pair) => pair.join("\0"),
  });

  test("is the URL, the names in order and their values, each once", () => {
    expect(signedText(voice, message)).toBe(
      "https://pm.example.com/webhooks/twilio/voiceBodyhéllo wörld + ☎Digits1234Digits5678ForwardedFrom",
    );
  });

  test("is the same in whatever order the fields come, and however often", () => {
    const shuffled = fields.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length }), fc.subarray(given)),
    );
    fc.assert(
      fc.property(shuffled, ([given, moved, again]) => {
        expect(signedText(voice, [...moved, ...again])).toBe(signedText(voice, given));
      }),
    );
  });

  test("is another when a value changes or a field is added", () => {
    const edit = fc.tuple(fields, fc.nat(), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(edit, ([given, at, more]) => {
        const text = signedText(voice, given);
        const changed = given.map(([name, value], index): [string, string] =>
          index === at % given.length ? [name, value + more] : [name, value],
        );
        expect(signedText(voice, changed)).not.toBe(text);
        expect(signedText(voice, [...given, [`new${more}`, ""]])).not.toBe(text);
      }),
    );
  });

  test("sorts names as UTF-16 does: capitals first, and a surrogate before the letters that come after it", () => {
    expect(
      signedText("", [
        ["\uFF21", "3"],
        ["😀", "2"],
        ["a", "1"],
        ["B", "0"],
      ]),
    ).toBe("B0a1😀2\uFF213");
  });
});

describe("the URLs that may have been signed", () => {
  test.each([
    ["https://a.example/x", ["https://a.example/x", "https://a.example:443/x"]],
    ["http://a.example/x", ["http://a.example/x", "http://a.example:80/x"]],
    ["https://a.example:8443/x#rc=3", ["https://a.example/x", "https://a.example:8443/x"]],
    ["https://u:p@a.example/x", ["https://u:p@a.example/x", "https://u:p@a.example:443/x"]],
    ["https://[::1]/x", ["https://[::1]/x", "https://[::1]:443/x"]],
    [
      "https://a.example/x?n=O'Neil",
      [
        "https://a.example/x?n=O'Neil",
        "https://a.example:443/x?n=O'Neil",
        "https://a.example/x?n=O%27Neil",
        "https://a.example:443/x?n=O%27Neil",
      ],
    ],
    [
      "https://a.example/x?b=1+2&10=x&b=3",
      [
        "https://a.example/x?b=1+2&10=x&b=3",
        "https://a.example:443/x?b=1+2&10=x&b=3",
        "https://a.example/x?10=x&b=1%202&b=3",
        "https://a.example:443/x?10=x&b=1%202&b=3",
      ],
    ],
    ["not a url", ["not a url"]],
  ])("of %s", (url, expected) => {
    expect([...candidateUrls(url)]).toEqual(expected);
  });
});
