import { invalidField } from "#kernel/http/problem";
import type { IdempotentRequest, Principal } from "#kernel/ports/context";
import { canonicalJson, sha256, sha256Hex } from "#kernel/values/digest";

/** The parts of a Hono request that are read here. */
interface Request {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  header(name: string): string | undefined;
  text(): Promise<string>;
}

/**
 * The Idempotency-Key of a POST with the digests that recognise a repeat, or null without one
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). Throws `validation_failed`.
 */
export async function idempotentRequest(request: Request, principal: Principal): Promise<IdempotentRequest | null> {
  const key = request.header("idempotency-key");
  if (key === undefined || request.method !== "POST") return null;
  if (key.length === 0 || key.length > 255) {
    throw invalidField("header", "/idempotency-key", "Must have 1 to 255 characters.");
  }
  const [keyHash, requestHash, sealingKey] = await Promise.all([
    sha256Hex(key),
    sha256Hex(
      `${request.method} ${request.path}${new URL(request.url).search}\n${canonicalText(await request.text())}`,
    ),
    sha256(`${request.header("authorization")}\n${principal.tenantId}\n${key}`),
  ]);
  return { keyHash, requestHash, sealingKey };
}

/**
 * Equal JSON gives equal text, whatever its spacing and key order. Other text stays as it is; validation refuses it
 * later.
 */
function canonicalText(text: string): string {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return text;
  }
}
