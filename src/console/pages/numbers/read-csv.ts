// Pure: no I/O, no clock, no randomness.
const startsWith = (bytes: Uint8Array, ...first: readonly number[]): boolean =>
  first.every((byte, at) => bytes[at] === byte);

/**
 * The text of a file that a spreadsheet wrote: UTF-16 with a byte order mark, UTF-8, or the Windows code page that
 * spreadsheets of Western Europe and America use for all else.
 */
export function csvTextOf(content: ArrayBuffer): string {
  const bytes = new Uint8Array(content);
  if (startsWith(bytes, 0xff, 0xfe)) return new TextDecoder("utf-16le").decode(bytes);
  if (startsWith(bytes, 0xfe, 0xff)) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
