import { utf8Text } from "#kernel/http/input-text";
import { invalidField } from "#kernel/http/problem";
import { isUpload } from "#kernel/http/router";
import type { IdempotentRequest, Principal } from "#kernel/ports/context";
import { canonicalJson, sha256, sha256Hex, toHex } from "#kernel/values/digest";

/** The parts of a Hono request that are read here. */
interface Request {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  header(name: string): string | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * The Idempotency-Key of a POST with the digests that recognise a repeat, or null without one
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). Throws `validation_failed`.
 */
export async function idempotentRequest(
  request: Request,
  principal: Principal,
  credential: string,
): Promise<IdempotentRequest | null> {
  const key = request.header("idempotency-key");
  if (key === undefined || request.method !== "POST" || isUpload(request)) return null;
  if (key.length === 0 || key.length > 255) {
    throw invalidField("header", "/idempotency-key", "Must have 1 to 255 characters.");
  }
  const body = canonicalBody(await request.arrayBuffer());
  const [keyHash, requestHash, sealingKey] = await Promise.all([
    sha256Hex(key),
    sha256Hex(`${request.method} ${request.path}${new URL(request.url).search}\n${body}`),
    sha256(`${credential}\n${principal.tenantId}\n${key}`),
  ]);
  return { keyHash, requestHash, sealingKey, replayed: false };
}

/**
 * Equal JSON gives equal text, whatever its spacing and key order. Another body stays as it is, byte by byte if it is
 * not UTF-8.
 */
function canonicalBody(bytes: ArrayBuffer): string {
  const text = utf8Text(bytes);
  if (text === undefined) return toHex(new Uint8Array(bytes));
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return text;
  }
}
