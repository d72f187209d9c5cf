// Pure: no I/O, no clock, no randomness.

/**
 * The beginning of a TLS 1.2 handshake (RFC 5246), as far as the server's certificates. They come unencrypted up to
 * TLS 1.2. The sockets of Workers verify certificates but do not show them.
 */

/** Larger answers are refused. Chains of certificates have some 4 kB. */
export const MAX_HANDSHAKE_BYTES = 32_768;

/** The header of a record: type, version, length. */
const HEADER_BYTES = 5;
const TLS_1_0 = 0x0301;
export const TLS_1_2 = 0x0303;
const contentTypes = { alert: 21, handshake: 22 } as const;
const messageTypes = { clientHello: 1, serverHello: 2, certificate: 11 } as const;

/** ECDSA and RSA suites, from modern to old: a server of any age finds one. */
const cipherSuites = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
  0x00ff,
];
const groups = [0x001d, 0x0017, 0x0018, 0x0019];
const signatureSchemes = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201];

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u24 = (value: number): number[] => [value >> 16, ...u16(value & 0xffff)];
/** Bytes after their count. */
const counted16 = (bytes: readonly number[]): number[] => [...u16(bytes.length), ...bytes];
const extension = (type: number, body: readonly number[]): number[] => [...u16(type), ...counted16(body)];

/** A ClientHello. `name` goes out as SNI; `null` for a peer that has only an address. `random`: 32 bytes. */
export function clientHello(name: string | null, random: Uint8Array): Uint8Array {
  const host = new TextEncoder().encode(name ?? "");
  const extensions = [
    ...(name === null ? [] : extension(0x0000, counted16([0, ...counted16([...host])]))),
    ...extension(0x000a, counted16(groups.flatMap(u16))),
    ...extension(0x000b, [1, 0]),
    ...extension(0x000d, counted16(signatureSchemes.flatMap(u16))),
  ];
  const body = [
    ...u16(TLS_1_2),
    ...random,
    0,
    ...counted16(cipherSuites.flatMap(u16)),
    ...[1, 0],
    ...counted16(extensions),
  ];
  const message = [messageTypes.clientHello, ...u24(body.length), ...body];
  return Uint8Array.from([contentTypes.handshake, ...u16(TLS_1_0), ...counted16(message)]);
}

export type ServerHandshake =
  /** Nothing new can be read before there are `needed` bytes. */
  | { readonly kind: "more"; readonly needed: number }
  /** In DER, the server's own first. `version`: 0x0303 is TLS 1.2. */
  | { readonly kind: "certificates"; readonly version: number; readonly chain: readonly Uint8Array[] }
  /** RFC 5246, 7.2: 40 handshake_failure, 70 protocol_version, 112 unrecognized_name, … */
  | { readonly kind: "alert"; readonly description: number }
  | { readonly kind: "not_tls" }
  | { readonly kind: "unreadable" };

/** Reads all that the server has sent so far. */
export function readServerHandshake(bytes: Uint8Array): ServerHandshake {
  const records = readRecords(bytes);
  if ("kind" in records) return records;
  let version = TLS_1_2;
  const { handshake, needed } = records;
  for (let at = 0; at + 4 <= handshake.length; ) {
    const length = number(handshake, at + 1, 3);
    const body = handshake.subarray(at + 4, at + 4 + length);
    if (length > MAX_HANDSHAKE_BYTES) return { kind: "unreadable" };
    if (body.length < length) break;
    if (handshake[at] === messageTypes.serverHello) version = number(body, 0, 2);
    if (handshake[at] === messageTypes.certificate) {
      const chain = readChain(body);
      return chain === null ? { kind: "unreadable" } : { kind: "certificates", version, chain };
    }
    at += 4 + length;
  }
  return needed > MAX_HANDSHAKE_BYTES ? { kind: "unreadable" } : { kind: "more", needed };
}

/** The handshake messages in the records: a message may go over several records. */
function readRecords(bytes: Uint8Array): { readonly handshake: Uint8Array; readonly needed: number } | ServerHandshake {
  const handshake = new Uint8Array(bytes.length);
  let length = 0;
  let at = 0;
  while (at < bytes.length) {
    const [type, major] = bytes.subarray(at);
    const isTls = type === contentTypes.handshake || type === contentTypes.alert;
    if (!isTls || (major !== undefined && major !== 3)) return { kind: at === 0 ? "not_tls" : "unreadable" };
    if (at + HEADER_BYTES > bytes.length) break;
    const size = number(bytes, at + 3, 2);
    const end = at + HEADER_BYTES + size;
    const body = bytes.subarray(at + HEADER_BYTES, end);
    // RFC 5246, 6.2.1: no empty records in a handshake.
    if (size === 0) return { kind: "unreadable" };
    if (body.length < size) return more(end, handshake, length);
    if (type === contentTypes.alert) return { kind: "alert", description: body[1] ?? 0 };
    handshake.set(body, length);
    length += size;
    at = end;
  }
  return more(at + HEADER_BYTES, handshake, length);
}

const more = (needed: number, handshake: Uint8Array, length: number) => ({
  handshake: handshake.subarray(0, length),
  needed,
});

/** The list of certificates in a Certificate message, each after its length; `null` if the lengths do not fit. */
function readChain(body: Uint8Array): Uint8Array[] | null {
  const chain: Uint8Array[] = [];
  let at = 3;
  while (at < body.length) {
    const length = number(body, at, 3);
    const certificate = body.subarray(at + 3, at + 3 + length);
    if (length === 0 || certificate.length < length) return null;
    chain.push(certificate);
    at += 3 + length;
  }
  return chain.length === 0 ? null : chain;
}

/** A big-endian number of some bytes. Missing bytes count as 0. */
function number(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}
