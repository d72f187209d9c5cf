import { SipMessage as DrachtioMessage } from "drachtio-sip";
import fc from "fast-check";
import { IncomingResponseMessage } from "sip.js/lib/core/messages/incoming-response-message.js";
import { Parser } from "sip.js/lib/core/messages/parser.js";
import { Grammar } from "sip.js/lib/grammar/grammar.js";
import { expect, test } from "vitest";
import { readChallenges } from "#sip/protocol/challenge";
import { cseqOf, headerValues, readHead, type SipMessage, topBranch } from "#sip/protocol/message";
import { MAX_MESSAGE_BYTES, MessageReader, type NextMessage } from "#sip/protocol/message-reader";
import { refused, tolerated } from "./malformed-torture-messages";
import type { TortureMessage } from "./torture-message";
import { dblreq, valid } from "./well-formed-torture-messages";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** All that a reader makes of chunks, up to the first result that ends the reading. */
function readAll(chunks: Iterable<Uint8Array>): NextMessage[] {
  const reader = new MessageReader();
  const results: NextMessage[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next.kind !== "more"; next = reader.next()) {
      results.push(next);
      if (next.kind !== "message") return results;
    }
  }
  return results;
}

/** Cuts bytes at random places. */
const chunksOf = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, at) => bytes.subarray(places[at], end));
};

const headOf = ({ text }: TortureMessage): SipMessage => {
  const message = readHead(text.slice(0, text.indexOf("\r\n\r\n")));
  if (!message) throw new Error("The message was refused.");
  return message;
};

const silent = { error: () => undefined, warn: () => undefined, log: () => undefined, debug: () => undefined };
const bySipJs = (text: string) => Parser.parseMessage(text, silent as never);

test.for([...valid, ...dblreq].map((message) => [message.name, message] as const))(
  "RFC 4475, %s: read as sip.js and drachtio-sip read it",
  ([, torture]) => {
    const ours = headOf(torture);
    const sipJs = bySipJs(torture.text);
    const drachtio = new DrachtioMessage(torture.text);
    if (!sipJs) throw new Error("sip.js refused the message.");
    const branch = topBranch(ours);
    expect(branch).toBe(drachtio.getParsedHeader("via")[0]?.params.branch ?? null);
    expect(branch ?? "").toBe(sipJs.viaBranch ?? "");
    expect(cseqOf(ours)).toEqual({ number: sipJs.cseq, method: sipJs.method });
    expect(headerValues(ours, "call-id")).toEqual([sipJs.callId]);
    expect(headerValues(ours, "call-id")).toEqual([drachtio.get("call-id")]);
    expect(ours.kind).toBe(drachtio.type);
    if (ours.kind === "response") {
      if (!(sipJs instanceof IncomingResponseMessage)) throw new Error("sip.js read a request.");
      expect([ours.status, ours.reason]).toEqual([sipJs.statusCode, sipJs.reasonPhrase?.trim()]);
      expect([ours.status, ours.reason]).toEqual([drachtio.status, drachtio.reason.trim()]);
    } else {
      expect(ours.method).toBe(sipJs.method);
      expect(ours.uri).toBe(drachtio.uri);
    }
    const bodyStart = bytesOf(torture.text.slice(0, torture.text.indexOf("\r\n\r\n") + 4)).length;
    expect(ours.contentLength).toBe(bytesOf(torture.text).length - bodyStart);
  },
);

test("however a stream of valid messages and keep-alives is cut, the same messages come out of it", () => {
  const all = [...valid, ...dblreq];
  const heads = new Map(all.map((message) => [message, headOf(message)]));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...all), fc.constantFrom("", "\r\n", "\r\n\r\n", "\r\n\r\n\r\n")), {
        maxLength: 5,
      }),
      fc.array(fc.nat(50_000), { maxLength: 30 }),
      (stream, cuts) => {
        const bytes = bytesOf(stream.map(([message, gap]) => gap + message.text).join(""));
        const messages = readAll(chunksOf(bytes, cuts)).map((next) => next.kind === "message" && next.message);
        expect(messages).toEqual(stream.map(([message]) => heads.get(message)));
      },
    ),
  );
});

test("a valid message that comes byte by byte is read as it is at once", () => {
  for (const message of valid) {
    const bytes = bytesOf(message.text);
    expect(readAll(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(readAll([bytes]));
  }
});

test.for(refused.map((message) => [message.name, message] as const))("refused: %s", ([, { text }]) => {
  expect(readAll([bytesOf(text)])).toMatchObject([{ kind: "not_sip" }]);
});

test.for(tolerated.map((message) => [message.name, message] as const))("read all the same: %s", ([, torture]) => {
  const message = headOf(torture);
  expect(headerValues(message, "via")).toHaveLength(1);
  // Drachtio reads scalars out of range; for us they belong to no request of ours.
  if (torture.name.startsWith("scalar")) expect(cseqOf(message)).toBeNull();
  else expect(cseqOf(message)?.number).toBeGreaterThan(0);
});

test("the compact forms and line ends of others are read, and so is a status line without a reason", () => {
  const message = readHead("SIP/2.0 200\nv: SIP/2.0/TCP a;branch=z9hG4bK1\ni: x\nl: 7\nk: timer");
  expect(message).toMatchObject({ kind: "response", status: 200, reason: "", contentLength: 7 });
  expect(message && [topBranch(message), headerValues(message, "supported")]).toEqual(["z9hG4bK1", ["timer"]]);
});

test.for<[string, string, string]>([
  ["a head without an end", "SIP/2.0 200 OK\r\nX: ", "x"],
  ["a first line without an end", "S", "I"],
  ["endless header fields", "SIP/2.0 200 OK\r\n", "X: y\r\n"],
])("more than the cap is refused: %s", ([, start, repeated]) => {
  const bytes = bytesOf(start + repeated.repeat(1_000_000 / repeated.length));
  expect(readAll([bytes])).toEqual([{ kind: "too_long" }]);
  expect(readAll(chunksOf(bytes, [5, 3_000, MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES + 1]))).toEqual([
    { kind: "too_long" },
  ]);
});

test("a body that passes the cap is refused as soon as its length is known", () => {
  const head = `SIP/2.0 200 OK\r\nContent-Length: ${MAX_MESSAGE_BYTES}\r\n\r\n`;
  expect(readAll([bytesOf(head)])).toEqual([{ kind: "too_long" }]);
});

test("random bytes, and valid messages with random damage, never throw and never give more messages than they have", () => {
  const damaged = fc
    .tuple(fc.constantFrom(...valid), fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { maxLength: 8 }))
    .map(([{ text }, changes]) => {
      const bytes = bytesOf(text);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), fc.array(fc.nat(3_000)), (bytes, cuts) => {
      const results = readAll(chunksOf(bytes, cuts));
      // The beginning that is shown to people is all that depends on the chunks.
      const shown = (all: readonly NextMessage[]) => all.map((next) => ("start" in next ? next.kind : next));
      expect(shown(results)).toEqual(shown(readAll([bytes])));
      for (const next of results) {
        if (next.kind !== "message") continue;
        topBranch(next.message);
        cseqOf(next.message);
        for (const { value } of next.message.headers) readChallenges(value);
      }
      expect(results.length).toBeLessThan(bytes.length / 13 + 2);
    }),
    { numRuns: 3_000 },
  );
});

const word = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/);
const quotedWord = fc.stringMatching(/^[A-Za-z0-9 :;@,<>._-]{0,16}$/);

test("well-formed MD5 challenges are read as sip.js reads them, with any order and blanks", () => {
  const challenge = fc.record({
    realm: quotedWord,
    nonce: word,
    opaque: fc.option(word),
    qop: fc.constantFrom(null, "auth"),
  });
  fc.assert(
    fc.property(challenge, fc.boolean(), fc.constantFrom(", ", ",", " ,  "), (given, isStale, comma) => {
      const { realm, nonce, opaque, qop } = given;
      const parts = [
        `realm="${realm}"`,
        `nonce="${nonce}"`,
        ...(opaque === null ? [] : [`opaque="${opaque}"`]),
        ...(qop === null ? [] : [`qop="${qop}"`]),
        `stale=${isStale}`,
        "algorithm=MD5",
      ];
      const text = `Digest ${parts.join(comma)}`;
      const [ours, ...more] = readChallenges(text);
      expect(more).toEqual([]);
      expect(ours).toMatchObject({ algorithm: "MD5", isSession: false, isStale, realm, nonce, opaque, qop });
      const theirs = Grammar.parse(text, "WWW_Authenticate");
      expect(theirs).toMatchObject({ realm, nonce, stale: isStale, ...(opaque === null ? {} : { opaque }) });
    }),
  );
});

test("quotes where none belong, and none where some belong, change nothing", () => {
  const read = (text: string) => readChallenges(`Digest ${text}`);
  const usual = read('realm="r.example", nonce="n", algorithm=SHA-256, qop="auth", stale=true');
  expect(usual).toMatchObject([{ realm: "r.example", algorithm: "SHA-256", qop: "auth", isStale: true }]);
  expect(read('realm=r.example, nonce=n, algorithm="SHA-256", qop=auth, stale="TRUE"')).toEqual(usual);
  expect(read('NONCE = "n" , Realm = "r.example",algorithm=sha-256,qop="auth-int, auth",stale=true')).toEqual(usual);
});

test("an escaped quote neither ends a quoted text nor is lost", () => {
  expect(readChallenges('Digest realm="a\\", nonce=\\"x", nonce="n"')).toMatchObject([
    { realm: 'a\\", nonce=\\"x', nonce: "n" },
  ]);
});

test("several challenges in one field are told apart; unknown schemes and algorithms are left out", () => {
  const field =
    'Basic realm="x", Digest realm="a,b", nonce="1", algorithm=SHA-512-256, qop="auth-int", ' +
    'Digest realm="c", nonce="2", algorithm=AKAv1-MD5, Digest realm="d", nonce="3", algorithm=MD5-sess';
  expect(readChallenges(field)).toMatchObject([
    { realm: "a,b", algorithm: "SHA-512-256", qop: "auth-int", isSession: false },
    { realm: "d", algorithm: "MD5", qop: null, isSession: true },
  ]);
});
