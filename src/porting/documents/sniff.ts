// Pure: no I/O, no clock, no randomness.

/** The formats that losing carriers and Twilio take as documents. */
export const documentTypes = ["application/pdf", "image/png", "image/jpeg", "image/tiff"] as const;
export type DocumentType = (typeof documentTypes)[number];

/** Readers of PDF accept the header anywhere in the first kilobyte (PDF Reference 1.7, appendix H, note 13). */
const SNIFFED_BYTES = 1_024;
/** Readers of PDF look for `%%EOF` in the last kilobyte (the same, note 18). */
const PDF_TAIL_BYTES = 1_024;

/** Signatures at the first byte: PNG (RFC 2083), JPEG (SOI and a marker), TIFF 6.0 and BigTIFF in both byte orders. */
const signatures: readonly (readonly [DocumentType, readonly number[]])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/tiff", [0x49, 0x49, 0x2a, 0x00]],
  ["image/tiff", [0x4d, 0x4d, 0x00, 0x2a]],
  ["image/tiff", [0x49, 0x49, 0x2b, 0x00, 0x08, 0x00, 0x00, 0x00]],
  ["image/tiff", [0x4d, 0x4d, 0x00, 0x2b, 0x00, 0x08, 0x00, 0x00]],
];

/** One character per byte. `windows-1252` maps bytes beyond ASCII to others, but never to ASCII. */
const decoder = new TextDecoder("windows-1252");

/** The type that a file's first bytes show (`SNIFFED_BYTES` suffice); `null` for any other kind of file. */
export function sniffType(head: Uint8Array): DocumentType | null {
  for (const [type, signature] of signatures) {
    if (signature.every((byte, at) => head[at] === byte)) return type;
  }
  return decoder.decode(head.subarray(0, SNIFFED_BYTES)).includes("%PDF-") ? "application/pdf" : null;
}

function appendTail(tail: Uint8Array, chunk: Uint8Array, length: number): Uint8Array {
  if (chunk.length >= length) return chunk.slice(-length);
  const kept = tail.subarray(Math.max(0, tail.length + chunk.length - length));
  const joined = new Uint8Array(kept.length + chunk.length);
  joined.set(kept);
  joined.set(chunk, kept.length);
  return joined;
}

/** The longest text that one of the patterns below has to see whole. It covers a token that two chunks share. */
const WINDOW = 64;
/** Each letter of a name may be written as `#` and two hex digits (ISO 32000-1, 7.3.5). */
const encryptName = [..."Encrypt"].map((letter) => `(?:${letter}|#${letter.charCodeAt(0).toString(16)})`).join("");
/**
 * Outside streams `/Encrypt` stands in a trailer or in the dictionary of a cross-reference stream, and says that the
 * file is encrypted (ISO 32000-1, 7.6.1). Its value is a reference or a dictionary. The contents of streams are passed
 * over, as an attached file may contain the same word.
 */
const encryptOrStream = new RegExp(`/${encryptName}[\\s\\0]{0,16}[0-9<]|>>[\\s\\0]{0,16}stream[\\r\\n]`, "gi");
const endOfStream = /endstream/g;

/** Looks for an encryption dictionary in a PDF that comes in chunks. It keeps `WINDOW` characters between chunks. */
class EncryptionSearch {
  isEncrypted = false;
  #carried = "";
  #inStream = false;

  push(chunk: Uint8Array): void {
    if (this.isEncrypted) return;
    const text = this.#carried + decoder.decode(chunk);
    let at = 0;
    for (;;) {
      const pattern = this.#inStream ? endOfStream : encryptOrStream;
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) break;
      at = pattern.lastIndex;
      if (match[0].startsWith("/")) {
        this.isEncrypted = true;
        return;
      }
      this.#inStream = !this.#inStream;
    }
    this.#carried = text.slice(Math.max(at, text.length - WINDOW));
  }
}

export interface SniffedDocument {
  /** `null` for a file of another kind, an empty one included. */
  readonly type: DocumentType | null;
  readonly bytes: number;
  /** A PDF that opens only with a password, or forbids what its owner did not allow. Carriers refuse both. */
  readonly isEncrypted: boolean;
  /** Whether a PDF has its end. Images are not checked for it. */
  readonly isComplete: boolean;
}

/** Inspects a document that comes in chunks. It holds at most three kilobytes, so a large file needs no more memory. */
export class DocumentSniffer {
  #bytes = 0;
  #head = new Uint8Array(0);
  #tail: Uint8Array = new Uint8Array(0);
  readonly #encryption = new EncryptionSearch();

  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    const missing = SNIFFED_BYTES - this.#head.length;
    if (missing > 0) {
      const head = new Uint8Array(Math.min(SNIFFED_BYTES, this.#head.length + chunk.length));
      head.set(this.#head);
      head.set(chunk.subarray(0, missing), this.#head.length);
      this.#head = head;
    }
    this.#tail = appendTail(this.#tail, chunk, PDF_TAIL_BYTES);
    this.#encryption.push(chunk);
  }

  /** Whether further chunks can no longer change the type. */
  get isTypeFinal(): boolean {
    return this.#head.length === SNIFFED_BYTES;
  }

  /** The findings so far. */
  result(): SniffedDocument {
    const type = sniffType(this.#head);
    const isPdf = type === "application/pdf";
    return {
      type,
      bytes: this.#bytes,
      isEncrypted: isPdf && this.#encryption.isEncrypted,
      isComplete: !isPdf || decoder.decode(this.#tail).includes("%%EOF"),
    };
  }
}
