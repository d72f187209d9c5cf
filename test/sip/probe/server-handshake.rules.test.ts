import fc from "fast-check";
import { expect, test } from "vitest";
import { clientHello, MAX_HANDSHAKE_BYTES, readServerHandshake } from "#sip/probe/server-handshake";

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u24 = (value: number): number[] => [value >> 16, ...u16(value & 0xffff)];
const message = (type: number, body: readonly number[]): number[] => [type, ...u24(body.length), ...body];

interface Flight {
  readonly version: number;
  readonly chain: readonly Uint8Array[];
  /** The sizes of the records into which the messages are cut, over and over. */
  readonly sizes: readonly number[];
}

/** A server's first flight: ServerHello and Certificate, in TLS records. */
function bytesOf({ version, chain, sizes }: Flight): Uint8Array {
  const list = chain.flatMap((der) => [...u24(der.length), ...der]);
  const handshake = [
    ...message(2, [...u16(version), ...new Array(32).fill(1), 0]),
    ...message(11, [...u24(list.length), ...list]),
  ];
  const records: number[] = [];
  for (let at = 0, count = 0; at < handshake.length; count += 1) {
    const part = handshake.slice(at, at + (sizes[count % sizes.length] ?? 1));
    records.push(22, 3, 3, ...u16(part.length), ...part);
    at += part.length;
  }
  return Uint8Array.from(records);
}

const flight = fc.record({
  version: fc.constantFrom(0x0301, 0x0302, 0x0303),
  chain: fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 4 }),
  sizes: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }),
});

test("the chain comes out of any records, and each part of them says how many bytes it waits for", () => {
  fc.assert(
    fc.property(flight, fc.nat(), (given, cut) => {
      const bytes = bytesOf(given);
      const { version, chain } = given;
      expect(readServerHandshake(bytes)).toEqual({ kind: "certificates", version, chain });
      const part = bytes.subarray(0, cut % bytes.length);
      const read = readServerHandshake(part);
      // Whatever is behind the last certificate is not waited for.
      if (read.kind !== "more") throw new Error(`${part.length} of ${bytes.length} bytes gave ${read.kind}.`);
      expect(read.needed).toBeGreaterThan(part.length);
      expect(read.needed).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 1_000 },
  );
});

test("random bytes and damaged flights never throw", () => {
  const damaged = fc
    .tuple(flight, fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { minLength: 1, maxLength: 6 }))
    .map(([given, changes]) => {
      const bytes = bytesOf(given);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const read = readServerHandshake(bytes);
      if (read.kind === "more") expect(read.needed).toBeGreaterThan(bytes.length);
    }),
    { numRuns: 2_000 },
  );
});

test("a server that announces more than the cap is not waited for", () => {
  const record = Uint8Array.from([22, 3, 3, 0x40, 0, 11, 0xff, 0xff, 0xff]);
  const endless = Uint8Array.from({ length: MAX_HANDSHAKE_BYTES }, (_, at) => record[at % 16_389] ?? 0);
  expect(readServerHandshake(endless)).toEqual({ kind: "unreadable" });
});

test("a ClientHello has the lengths that it states, and the host's name", () => {
  fc.assert(
    fc.property(fc.option(fc.domain()), (name) => {
      const hello = clientHello(name, new Uint8Array(32));
      const view = new DataView(hello.buffer);
      expect([hello[0], view.getUint16(3), hello[5], view.getUint16(7)]).toEqual([
        ...[22, hello.length - 5],
        ...[1, hello.length - 9],
      ]);
      expect(new TextDecoder("latin1").decode(hello).includes(name ?? "\u0000\u0000\u0000.")).toBe(name !== null);
    }),
  );
});
