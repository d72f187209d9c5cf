// Pure: no I/O, no clock, no randomness.
import { type CSeq, type HeaderField, isToken, readCSeq, readHeaders, readVia, splitOutsideQuotes } from "./headers";

/** SIP messages (RFC 3261, section 7), read as tolerantly as other servers' habits demand and no more. */

interface MessageHead {
  readonly headers: readonly HeaderField[];
  /** Bytes of the body. */
  readonly contentLength: number;
}

interface SipRequest extends MessageHead {
  readonly kind: "request";
  readonly method: string;
  readonly uri: string;
}

export interface SipResponse extends MessageHead {
  readonly kind: "response";
  /** 100 to 699. */
  readonly status: number;
  /** May be empty. */
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** Reads the first line and the header fields; `null` if they are no SIP. Lines may end with CRLF or LF. */
export function readHead(text: string): SipMessage | null {
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  while (lines.at(-1) === "") lines.pop();
  const start = readFirstLine(lines[0] ?? "");
  const headers = start && readHeaders(lines.slice(1));
  if (!headers) return null;
  const contentLength = readContentLength(headers);
  return contentLength === null ? null : { ...start, headers, contentLength };
}

type FirstLine = Pick<SipRequest, "kind" | "method" | "uri"> | Pick<SipResponse, "kind" | "status" | "reason">;

/** Reads a status or request line. Several blanks count as one. A status line may lack its reason phrase. */
export function readFirstLine(line: string): FirstLine | null {
  const words = line.trim().split(/[ \t]+/);
  const [first = "", second = "", third = ""] = words;
  if (isVersion(first)) {
    if (!/^[1-6]\d\d$/.test(second)) return null;
    return { kind: "response", status: Number(second), reason: words.slice(2).join(" ") };
  }
  if (words.length !== 3 || !isToken(first) || !isVersion(third)) return null;
  return { kind: "request", method: first, uri: second };
}

const isVersion = (text: string): boolean => text.toUpperCase() === "SIP/2.0";

/** The values of the fields of this name, in order. `name`: long, in lower case. */
export const headerValues = ({ headers }: MessageHead, name: string): string[] =>
  headers.flatMap((field) => (field.name === name ? [field.value] : []));

/** Without the field, no body follows. Fields that contradict each other make the message unreadable. */
function readContentLength(headers: readonly HeaderField[]): number | null {
  const values = new Set(headerValues({ headers, contentLength: 0 }, "content-length"));
  const [value = "0"] = values;
  return values.size <= 1 && /^\d{1,10}$/.test(value) ? Number(value) : null;
}

/** The branch of the topmost Via: together with the method of CSeq it names the transaction (RFC 3261, 17.1.3). */
export function topBranch(message: MessageHead): string | null {
  const [via = ""] = headerValues(message, "via");
  return readVia(splitOutsideQuotes(via, ",")[0] ?? "")?.branch ?? null;
}

export function cseqOf(message: MessageHead): CSeq | null {
  const [value = ""] = headerValues(message, "cseq");
  return readCSeq(value);
}
