// Pure: no I/O, no clock, no randomness.
/**
 * The form of API keys: `pm_{live|test}_`, 43 base-62 characters (256 random bits), and a checksum of 6 characters.
 * The checksum lets us refuse a mistyped key without a database read, and lets secret scanners recognise leaked keys.
 */

export type KeyEnvironment = "live" | "test";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const form = /^pm_(live|test)_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

function base62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text;
}

/** CRC-32 (ISO 3309), bit by bit: fast enough for 51 characters. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i += 1) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const checksum = (text: string): string => base62(BigInt(crc32(text)), CHECKSUM_LENGTH);

/** A new key. `random` returns that many random bytes. */
export function makeApiKey(environment: KeyEnvironment, random: (bytes: number) => Uint8Array): string {
  const secret = random(SECRET_BYTES).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const body = `pm_${environment}_${base62(secret, SECRET_LENGTH)}`;
  return body + checksum(body);
}

/** The environment of a key, or `null` for text that is not a key. */
export function parseApiKey(text: string): { environment: KeyEnvironment } | null {
  const [, environment, secret, sum] = form.exec(text) ?? [];
  if ((environment !== "live" && environment !== "test") || !secret || !sum) return null;
  return checksum(`pm_${environment}_${secret}`) === sum ? { environment } : null;
}

/** The first 11 and the last 4 characters of a key: lists show these instead of the secret. */
export const hintOf = (key: string): string => `${key.slice(0, 11)}…${key.slice(-4)}`;
