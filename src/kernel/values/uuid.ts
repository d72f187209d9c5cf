// Pure: no I/O, no clock, no randomness.

/** A UUID of version 7 (RFC 9562, 5.7): the time in milliseconds, then randomness. */
export function uuidV7(now: number, randomBytes: (count: number) => Uint8Array): string {
  const bytes = randomBytes(16);
  for (let at = 5, rest = now; at >= 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
