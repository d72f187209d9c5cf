import { Session } from "node:inspector/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readChallenges } from "#sip/protocol/challenge";
import { cseqOf, topBranch } from "#sip/protocol/message";
import { MessageReader } from "#sip/protocol/message-reader";

/**
 * Hostile input costs no more than its length. The test counts work and no time: V8 counts how often each block of the
 * protocol code runs, and the methods of the language that read text count the characters that they read.
 */

let characters = 0;
const originals: (() => void)[] = [];

type SizeOf = (self: { readonly length: number }, result: unknown, args: readonly unknown[]) => number;

function countReads(prototype: object, name: string, sizeOf: SizeOf): void {
  const original = Reflect.get(prototype, name);
  Reflect.set(prototype, name, function counted(this: { readonly length: number }, ...args: unknown[]) {
    const result = original.apply(this, args);
    characters += sizeOf(this, result, args);
    return result;
  });
  originals.push(() => Reflect.set(prototype, name, original));
}

/** The characters that `indexOf` passes. */
const passed: SizeOf = ({ length }, found, [, from]) =>
  (Number(found) < 0 ? length : Number(found)) - Number(from ?? 0);

const session = new Session();

beforeAll(async () => {
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
});
afterAll(() => session.disconnect());

async function workOf(run: () => void): Promise<number> {
  await session.post("Profiler.takePreciseCoverage");
  characters = 0;
  for (const name of ["split", "trim", "toLowerCase", "toUpperCase", "replaceAll", "slice"]) {
    countReads(String.prototype, name, ({ length }, result) => (typeof result === "string" ? result.length : length));
  }
  countReads(String.prototype, "indexOf", passed);
  // The methods of Uint8Array, which all typed arrays share.
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  countReads(typedArray, "indexOf", passed);
  countReads(typedArray, "set", (_, __, [source]) => (source as Uint8Array).length);
  countReads(TextDecoder.prototype, "decode", (_, result) => String(result).length);
  try {
    run();
  } finally {
    for (const restore of originals.splice(0)) restore();
  }
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const blocks = result
    .filter(({ url }) => url.includes("/src/sip/protocol/"))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
  return characters + blocks.reduce((sum, count) => sum + count, 0);
}

function read(chunks: Iterable<Uint8Array>): void {
  const reader = new MessageReader();
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next.kind === "message"; next = reader.next()) {
      topBranch(next.message);
      cseqOf(next.message);
      for (const { value } of next.message.headers) readChallenges(value);
    }
  }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const whole = (text: string) => () => read([bytesOf(text)]);
const START = "SIP/2.0 200 OK\r\n";
const END = "\r\n\r\n";
const HALF = 14_000;

/** Each builds an input of about `size` bytes. */
const inputs: Record<string, (size: number) => () => void> = {
  "one long header": (size) => whole(`${START}X: ${"a".repeat(size)}${END}`),
  "many headers": (size) => whole(`${START}${"X: y\r\n".repeat(size / 6)}\r\n`),
  "many folded lines": (size) => whole(`${START}X: y${"\r\n  z".repeat(size / 5)}${END}`),
  "blanks without end": (size) => whole(`${START}X:${" ".repeat(size)}y${END}`),
  "blanks in the first line": (size) => whole(`SIP/2.0 200${" ".repeat(size)}OK${END}`),
  "many entries in Via": (size) => whole(`${START}Via: ${"SIP/2.0/TCP a;b=c,".repeat(size / 18)}x${END}`),
  "many parameters of Via": (size) => whole(`${START}Via: SIP/2.0/TCP a${";b=c".repeat(size / 4)}${END}`),
  "slashes in Via": (size) => whole(`${START}Via: ${"/".repeat(size)}${END}`),
  "quotes without end": (size) => whole(`${START}Via: ${'"'.repeat(size)}${END}`),
  "backslashes in quotes": (size) => whole(`${START}Via: "${"\\".repeat(size)}${END}`),
  "many challenge parameters": (size) => () => readChallenges(`Digest ${"a=b, ".repeat(size / 5)}`),
  "many challenges": (size) => () => readChallenges('Digest realm="a", nonce="b", '.repeat(size / 29)),
  "a challenge of equals signs": (size) => () => readChallenges(`Digest ${"=".repeat(size)}`),
  "byte by byte": (size) => () =>
    read(Array.from(bytesOf(`${START}X: ${"a\r\nb:".repeat(size / 5)}`), (byte) => Uint8Array.of(byte))),
  "keep-alives byte by byte": (size) => () => read(Array.from({ length: size }, () => bytesOf("\n"))),
  "many tiny messages": (size) => whole("A b SIP/2.0\n\n".repeat(size / 13)),
};

test.for(Object.entries(inputs))("twice the input is twice the work: %s", async ([, input]) => {
  // The first run compiles and builds what later runs share.
  await workOf(input(HALF));
  const half = await workOf(input(HALF));
  const full = await workOf(input(2 * HALF));
  expect(half).toBeGreaterThan(HALF / 1_000);
  expect(full / half).toBeLessThan(2.2);
});
