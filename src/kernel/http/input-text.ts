import { pointerTo } from "./field-errors";
import { invalidField, Problem } from "./problem";

/**
 * The only place that decodes input. It never replaces wrong bytes, because the text would be stored mangled and the
 * answer would be a success.
 */

/** The parts of a Hono request that are read here. */
export interface BodyRequest {
  header(name: string): string | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
}

const byteOrders: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** The encoding that the body's byte order mark names. */
const encodingByOrder = (bytes: Uint8Array): string | undefined =>
  byteOrders.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];

/** The `charset` parameter of a Content-Type, without quotes (RFC 9110, section 5.6.6). */
const declaredCharset = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/i
    .exec(contentType ?? "")
    ?.slice(1)
    .find((name) => name !== undefined);

/** Returns the text without its byte order mark; `undefined` if the bytes are not in this encoding. */
function decoded(bytes: Uint8Array, decoder: TextDecoder): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

const strictDecoder = (encoding: string): TextDecoder => new TextDecoder(encoding, { fatal: true, ignoreBOM: false });

/** Returns bytes as text; `undefined` if they are not UTF-8. */
export const utf8Text = (bytes: ArrayBuffer): string | undefined =>
  decoded(new Uint8Array(bytes), strictDecoder("utf-8"));

/** The number of the first line that is not UTF-8, from 1. UTF-8 has no line feed inside another character. */
function firstBrokenLine(bytes: Uint8Array): number {
  const decoder = strictDecoder("utf-8");
  let line = 1;
  for (let at = 0; at < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, at);
    const until = end === -1 ? bytes.length : end + 1;
    if (decoded(bytes.subarray(at, until), decoder) === undefined) return line;
    at = until;
  }
  return line;
}

/** US-ASCII is a part of UTF-8. */
const utf8Names = new Set(["utf-8", "utf8", "us-ascii", "ascii"]);

/** The text of a JSON body. Throws `unsupported_media_type` for another charset than UTF-8, and `body_not_utf8`. */
export async function jsonText(request: BodyRequest): Promise<string> {
  const charset = declaredCharset(request.header("content-type"));
  if (charset !== undefined && !utf8Names.has(charset.toLowerCase())) {
    throw new Problem(
      "unsupported_media_type",
      `The Content-Type declares the charset "${charset}". JSON must be UTF-8 (RFC 8259, section 8.1): convert the body, and declare no charset.`,
    );
  }
  const bytes = new Uint8Array(await request.arrayBuffer());
  const encoding = encodingByOrder(bytes) ?? "utf-8";
  const text = encoding === "utf-8" ? decoded(bytes, strictDecoder(encoding)) : undefined;
  if (text !== undefined) return text;
  const found =
    encoding === "utf-8"
      ? `Line ${firstBrokenLine(bytes)} of the body has bytes that are not UTF-8.`
      : `The body is ${encoding.toUpperCase()} by its byte order mark.`;
  throw new Problem("body_not_utf8", `${found} Send JSON in UTF-8 (RFC 8259, section 8.1).`);
}

/**
 * The text of a CSV body: in the encoding of its byte order mark, otherwise in its declared charset, otherwise in
 * UTF-8. Throws `unsupported_media_type` for an unknown charset, and `validation_failed`.
 */
export async function csvText(request: BodyRequest): Promise<string> {
  const charset = declaredCharset(request.header("content-type"));
  const declared = charset === undefined ? undefined : decoderFor(charset);
  const bytes = new Uint8Array(await request.arrayBuffer());
  const byOrder = encodingByOrder(bytes);
  const decoder = byOrder === undefined ? (declared ?? strictDecoder("utf-8")) : strictDecoder(byOrder);
  const text = decoded(bytes, decoder);
  // UTF-16 without a byte order mark is valid UTF-8 too, with a null character beside each letter.
  if (text !== undefined && !text.includes("\0")) return text;
  const isUtf8 = decoder.encoding === "utf-8";
  const where = isUtf8 && text === undefined ? `line ${firstBrokenLine(bytes)}` : "the file";
  const detail =
    `${where} is not ${decoder.encoding.toUpperCase()}. In Excel, save the file as "CSV UTF-8 (Comma delimited)", or declare ` +
    "the file's own encoding, as in Content-Type: text/csv; charset=windows-1252.";
  throw invalidField("body", "", detail);
}

function decoderFor(charset: string): TextDecoder {
  try {
    return strictDecoder(charset);
  } catch {
    throw new Problem(
      "unsupported_media_type",
      `The Content-Type declares the charset "${charset}", which is not known here. Send UTF-8, UTF-16, or a charset such as ` +
        "windows-1252, iso-8859-2 or shift_jis.",
    );
  }
}

/** Throws `validation_failed` for a query whose percent-encoding is broken: the parser would take it literally. */
export function requireDecodableQuery(url: string): void {
  const at = url.indexOf("?");
  if (at === -1 || !url.includes("%", at)) return;
  for (const field of url.slice(at + 1).split("&")) {
    if (isDecodable(field)) continue;
    const [name = ""] = field.split("=");
    throw invalidField(
      "query",
      pointerTo([isDecodable(name) ? decodeURIComponent(name) : name]),
      "Must be UTF-8 in percent-encoding: é is %C3%A9, and a percent sign is %25.",
    );
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
