import { toHex } from "#kernel/values/digest";

/**
 * X-Twilio-Signature, as Twilio's own SDK checks it (npm `twilio` 6.2.0, `webhooks.js`, and
 * https://www.twilio.com/docs/usage/security#validating-requests). Twilio signs a text, which the functions here build;
 * only the last one does cryptography.
 */

export type FormFields = Iterable<readonly [name: string, value: string]>;

/**
 * The text that Twilio signs: the URL, then each field name with its values. Names and values are sorted in UTF-16
 * order.
 */
export const signedText = (url: string, fields: FormFields): string => url + textOf(fields);

function textOf(fields: FormFields): string {
  const byName = new Map<string, Set<string>>();
  for (const [name, value] of fields) byName.set(name, (byName.get(name) ?? new Set()).add(value));
  const names = [...byName.keys()].sort();
  return names.reduce((text, name) => {
    const values = [...(byName.get(name) ?? [])].sort();
    return text + values.map((value) => name + value).join("");
  }, "");
}

/**
 * Yields the URLs that Twilio may have signed when it called this one, the likeliest first: Twilio's servers disagree
 * on the port and on escaping.
 */
export function* candidateUrls(url: string): Generator<string> {
  const yielded = new Set<string>();
  const [asReceived = ""] = url.split("#", 1);
  const normalized = () => URL.parse(asReceived)?.href ?? asReceived;
  for (const write of [
    () => withoutPort(asReceived),
    () => withPort(asReceived),
    () => withoutPort(normalized()),
    () => withPort(normalized()),
    () => withLegacyQuery(withoutPort(normalized())),
    () => withLegacyQuery(withPort(normalized())),
  ]) {
    const candidate = write();
    if (!yielded.has(candidate)) yield candidate;
    yielded.add(candidate);
  }
}

/** Splits by hand, because parsing would change characters that were signed. An IPv6 host has colons of its own. */
function split(url: string) {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)((?:[^/?#]*@)?)([^/?#]*)(.*)$/is.exec(url);
  const [, scheme = "", user = "", authority = "", rest = ""] = match ?? [];
  const portAt = authority.indexOf(":", authority.lastIndexOf("]") + 1);
  const host = portAt === -1 ? authority : authority.slice(0, portAt);
  return match && { start: scheme + user + host, port: authority.slice(host.length), rest, scheme };
}

function withoutPort(url: string): string {
  const parts = split(url);
  return parts ? parts.start + parts.rest : url;
}

function withPort(url: string): string {
  const parts = split(url);
  if (!parts || parts.port) return url;
  return `${parts.start}:${parts.scheme.toLowerCase() === "https://" ? 443 : 80}${parts.rest}`;
}

/**
 * Rewrites the query as Node's legacy `querystring` does, which some Twilio servers sign. It keeps fields in a plain
 * object, so repeated names stand together and names that are whole numbers come first.
 */
function withLegacyQuery(url: string): string {
  const start = url.indexOf("?");
  if (start === -1 || start === url.length - 1) return url;
  const byName: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(url.slice(start))) {
    byName[name] = [...(byName[name] ?? []), value];
  }
  const pairs = Object.entries(byName).flatMap(([name, values]) =>
    values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return `${url.slice(0, start)}?${pairs.join("&")}`;
}

const encoder = new TextEncoder();

export interface SignedRequest {
  /** The account's auth tokens: one, or two while it is rotated. */
  readonly tokens: readonly string[];
  /** The X-Twilio-Signature header. */
  readonly signature: string | null;
  /** The URL configured at Twilio: a configured origin, the path and the query. Never built from request headers. */
  readonly url: string;
  /** The Content-Type header. */
  readonly contentType: string | null;
  readonly rawBody: ArrayBuffer;
}

/**
 * Returns whether Twilio signed this request with this body. A form's fields are part of the signed text. Another
 * body is covered by its hash in the signed URL (`bodySHA256`). A body that the signature does not cover gives
 * `false`.
 */
export async function verifySignature(request: SignedRequest): Promise<boolean> {
  const mac = decodeSignature(request.signature);
  const fields = mac && (await signedFields(request));
  if (!mac || !fields) return false;
  const text = textOf(fields);
  for (const url of candidateUrls(request.url)) {
    const signed = encoder.encode(url + text);
    for (const token of request.tokens) {
      if (token !== "" && (await crypto.subtle.verify("HMAC", await keyOf(token), mac, signed))) return true;
    }
  }
  return false;
}

const MAX_KEYS = 1_000;
const keys = new Map<string, CryptoKey>();

/** Imported once per token. */
async function keyOf(token: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key =
    keys.get(token) ?? (await crypto.subtle.importKey("raw", encoder.encode(token), algorithm, false, ["verify"]));
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(token, key);
  return key;
}

/** The body's fields in the signed text; `null` if the signature does not cover the body. */
async function signedFields({ url, contentType, rawBody }: SignedRequest): Promise<FormFields | null> {
  const expectedHash = url.includes("bodySHA256") ? (URL.parse(url)?.searchParams.get("bodySHA256") ?? null) : null;
  if (expectedHash !== null) {
    const hash = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", rawBody)));
    return expectedHash === hash ? [] : null;
  }
  if (isForm(contentType))
    return new URLSearchParams(new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(rawBody));
  return contentType === null && rawBody.byteLength === 0 ? [] : null;
}

const isForm = (contentType: string | null): boolean =>
  /^application\/x-www-form-urlencoded *(;|$)/i.test(contentType?.trim() ?? "");

/** Accepts only the canonical base64 of 20 bytes: the last digit's two spare bits must be zero. */
function decodeSignature(header: string | null): Uint8Array<ArrayBuffer> | null {
  if (!header || !/^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/.test(header)) return null;
  return Uint8Array.from(atob(header), (char) => char.charCodeAt(0));
}
