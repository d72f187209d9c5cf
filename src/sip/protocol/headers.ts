// Pure: no I/O, no clock, no randomness.

/**
 * Header fields of SIP messages (RFC 3261, 7.3 and 25). The functions read each character a bounded number of times,
 * so hostile text costs no more than its length.
 */

export interface HeaderField {
  /** The long name in lower case. */
  readonly name: string;
  /** Unfolded and trimmed. */
  readonly value: string;
}

/** Compact forms (IANA registry of SIP header fields). */
const longNames: Readonly<Record<string, string>> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  k: "supported",
  l: "content-length",
  m: "contact",
  n: "identity-info",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
  y: "identity",
};

const isBlank = (character: string | undefined): boolean => character === " " || character === "\t";
const token = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

export const isToken = (text: string): boolean => token.test(text);

/** Splits lines into fields; `null` if a line is none. A line that begins with a blank continues the one before. */
export function readHeaders(lines: readonly string[]): HeaderField[] | null {
  const unfolded: string[][] = [];
  for (const line of lines) {
    if (!isBlank(line[0])) unfolded.push([line]);
    else if (unfolded.length === 0) return null;
    else unfolded.at(-1)?.push(line.trim());
  }
  const fields: HeaderField[] = [];
  for (const parts of unfolded) {
    const line = parts.join(" ");
    const colon = line.indexOf(":");
    const written = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (!isToken(written)) return null;
    fields.push({ name: longNames[written] ?? written, value: line.slice(colon + 1).trim() });
  }
  return fields;
}

/** Splits at `separator`, but not within quotes and angle brackets. Unbalanced ones end with the text. */
export function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let start = 0;
  let inQuotes = false;
  let inBrackets = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inQuotes && character === "\\") at += 1;
    else if (character === '"') inQuotes = !inQuotes;
    else if (inQuotes) continue;
    else if (character === "<") inBrackets = true;
    else if (character === ">") inBrackets = false;
    else if (character === separator && !inBrackets) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

export interface Via {
  /** In upper case, such as `TLS`. */
  readonly transport: string;
  readonly host: string;
  readonly branch: string | null;
}

/** Reads one Via, like `SIP/2.0/TLS probe.example.com:5061;branch=z9hG4bK1`; `null` if it is none. */
export function readVia(text: string): Via | null {
  const [sent = "", ...parameters] = splitOutsideQuotes(text, ";");
  const [protocol, version, rest] = splitAt(sent, "/", 3);
  if (protocol?.toUpperCase() !== "SIP" || version !== "2.0" || !rest) return null;
  const [transport = "", ...host] = rest.split(/[ \t]+/);
  if (!isToken(transport) || host.length === 0) return null;
  const branch = parameters
    .map((parameter) => splitAt(parameter, "=", 2))
    .find(([name]) => name?.toLowerCase() === "branch");
  return { transport: transport.toUpperCase(), host: host.join(""), branch: branch?.[1] ?? null };
}

/** Splits into at most `count` trimmed parts. */
function splitAt(text: string, separator: string, count: number): string[] {
  const parts = text.split(separator);
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)].map((part) => part.trim());
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

export function readCSeq(text: string): CSeq | null {
  const [digits = "", method = "", ...more] = text.split(/[ \t]+/);
  // RFC 3261, 8.1.1.5: less than 2**31.
  if (!/^\d{1,10}$/.test(digits) || Number(digits) >= 2 ** 31 || !isToken(method) || more.length > 0) return null;
  return { number: Number(digits), method };
}
