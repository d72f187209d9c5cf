import { toHex } from "#kernel/values/digest";

/**
 * X-Twilio-Signature, as Twilio's own SDK checks it (npm `twilio` 6.3.1, `webhooks.js`, and
 * https://www.twilio.com/docs/usage/security#validating-requests). Twilio signs a text, which the functions here build;
 * only `verifySignature` does cryptography.
 */

export type FormFields = Iterable<readonly [name: string, value: string]>;

/**
 * The text that Twilio signs: the URL, then each field name with its values, each value of a name once. Names and
 * values are sorted in UTF-16 order.
 */
export const signedText = (url: string, fields: FormFields): string => url + textOf(fields);

function textOf(fields: FormFields): string {
  const sorted = [...fields].sort((a, b) => inOrder(a[0], b[0]) || inOrder(a[1], b[1]));
  const isFirst = ([name, value]: (typeof sorted)[number], at: number): boolean =>
    name !== sorted[at - 1]?.[0] || value !== sorted[at - 1]?.[1];
  return sorted.reduce((text, field, at) => (isFirst(field, at) ? text + field[0] + field[1] : text), "");
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * The path and query of a request, the likeliest first: as they came, because parsing a URL would escape a raw `'`,
 * which Twilio signs as it is; then without that escape, which a proxy may have made.
 */
export function requestTargets(url: string): string[] {
  const target = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  const [path = "", ...query] = target.split("?");
  return query.some((part) => part.includes("%27"))
    ? [target, [path, query.join("?").replaceAll("%27", "'")].join("?")]
    : [target];
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

/** The secrets with which one Twilio account signs its webhooks. */
export interface SigningKeys {
  /** The account's auth tokens, for HMAC-SHA1: one, or two while it is rotated. */
  readonly tokens: readonly string[];
  /** Keys of the Webhooks configuration API, for HMAC-SHA256. The id is `webhooks_sharedkey_…`. */
  readonly sharedKeys: readonly { readonly id: string; readonly secret: string }[];
}

export interface SignedRequest extends SigningKeys {
  /** The X-Twilio-Signature header. */
  readonly signature: string | null;
  /** The X-Twilio-Webhooks-Signature-Settings header, which names the shared key. */
  readonly settings: string | null;
  /** The URL configured at Twilio: a configured origin, the path and the query. Never built from request headers. */
  readonly url: string;
  /** The Content-Type header. */
  readonly contentType: string | null;
  readonly body: WebhookBody;
}

/** A body as it came, and its fields if it is a form, in which a byte order mark is part of the first name. */
export interface WebhookBody {
  readonly raw: ArrayBuffer;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

export const readBody = (raw: ArrayBuffer): WebhookBody => ({
  raw,
  fields: [...new URLSearchParams(decoder.decode(raw))],
});

/**
 * Returns whether Twilio signed this request with this body. A form's fields are part of the signed text. Another
 * body is covered by its hash in the signed URL (`bodySHA256`). A body that the signature does not cover gives
 * `false`.
 *
 * **Invariant:** a request with the settings header is checked by the shared key that it names, never by an auth token.
 */
export async function verifySignature(request: SignedRequest): Promise<boolean> {
  const { hash, secrets } = candidateSecrets(request);
  const mac = decodeSignature(request.signature, hash);
  const fields = mac && secrets.length > 0 ? await signedFields(request) : null;
  if (!mac || !fields) return false;
  const text = textOf(fields);
  for (const url of candidateUrls(request.url)) {
    const signed = encoder.encode(url + text);
    for (const secret of secrets) {
      if (await crypto.subtle.verify("HMAC", await keyOf(secret, hash), mac, signed)) return true;
    }
  }
  return false;
}

type Hash = "SHA-1" | "SHA-256";

function candidateSecrets({ settings, tokens, sharedKeys }: SignedRequest): { hash: Hash; secrets: readonly string[] } {
  const isGiven = (secret: string): boolean => secret !== "";
  if (settings === null) return { hash: "SHA-1", secrets: tokens.filter(isGiven) };
  const keyId = sharedKeyIn(settings);
  const named = sharedKeys.filter(({ id }) => id === keyId).map(({ secret }) => secret);
  return { hash: "SHA-256", secrets: named.filter(isGiven) };
}

/**
 * The shared key that the settings header names: `key=webhooks_sharedkey_…,algorithm=HMAC_SHA256`. `null` for any other
 * spelling, algorithm or setting, because it may change the meaning of the signature.
 */
function sharedKeyIn(settings: string): string | null {
  const fields = settings.split(",").map((field) => /^ *([a-z]+) *= *(\w+) *$/.exec(field)?.slice(1) ?? []);
  const settingOf = (name: string) => fields.find(([written]) => written === name)?.[1];
  const keyId = settingOf("key");
  const isKnown = fields.length === 2 && settingOf("algorithm") === "HMAC_SHA256";
  return isKnown && keyId?.startsWith("webhooks_sharedkey_") ? keyId : null;
}

const MAX_KEYS = 1_000;
const keys = new Map<string, CryptoKey>();

/** Imported once per secret. */
async function keyOf(secret: string, hash: Hash): Promise<CryptoKey> {
  const name = `${hash} ${secret}`;
  const algorithm = { name: "HMAC", hash };
  const key =
    keys.get(name) ?? (await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["verify"]));
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

/** The body's fields in the signed text; `null` if the signature does not cover the body. */
async function signedFields({ url, contentType, body }: SignedRequest): Promise<FormFields | null> {
  const expectedHash = url.includes("bodySHA256") ? (URL.parse(url)?.searchParams.get("bodySHA256") ?? null) : null;
  if (expectedHash !== null) {
    const hash = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", body.raw)));
    return expectedHash === hash ? [] : null;
  }
  if (isForm(contentType)) return body.fields;
  return contentType === null && body.raw.byteLength === 0 ? [] : null;
}

const isForm = (contentType: string | null): boolean =>
  /^application\/x-www-form-urlencoded *(;|$)/i.test(contentType?.trim() ?? "");

/** Accepts only the canonical base64 of the hash's 20 or 32 bytes: the last digit's two spare bits must be zero. */
const signatureForms: Readonly<Record<Hash, RegExp>> = {
  "SHA-1": /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/,
  "SHA-256": /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
};

function decodeSignature(header: string | null, hash: Hash): Uint8Array<ArrayBuffer> | null {
  if (!header || !signatureForms[hash].test(header)) return null;
  const binary = atob(header);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
