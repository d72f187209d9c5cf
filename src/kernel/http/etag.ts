import { shortDigest } from "#kernel/values/hash32";
import type { ApiRequest } from "./http";
import type { Operation } from "./operation";
import { invalidField, Problem } from "./problem";
import { lazily, z } from "./schema";

/** Entity tags and conditional requests, as in RFC 9110, sections 8.8.3 and 13.1. */

const entityTag = /(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/;
const matchPattern = /^(\*|(W\/)?"[^"]*"( *, *(W\/)?"[^"]*")*)$/;

export const ifMatchHeader = lazily(() =>
  z.object({
    "if-match": z
      .string()
      .trim()
      .max(1_000)
      .regex(matchPattern, 'Must be an ETag in quotes, like "3", or several with commas between them, or *.')
      .optional()
      .openapi({
        description:
          "The `ETag` you read, or several of them, or `*` for any version. The change is refused with 412 if the resource has " +
          "changed since, or is not there. A header without a value does not reach the platform and is no condition.",
        example: '"3"',
      }),
  }),
);

const opaqueTags = (header: string): string[] =>
  [...header.matchAll(new RegExp(entityTag, "g"))].map(([, tag = ""]) => tag);

/**
 * The version as a strong entity tag.
 *
 * **Invariant:** each change of a field that an answer with this tag shows also raises the version.
 */
export const etagOf = (version: number): string => `"${version}"`;

/** The ETag of a new resource. */
export const firstEtag = etagOf(1);

/** The versions that an `If-Match` header names; `null` for any version. */
export const namedVersions = (ifMatch: string | undefined): readonly string[] | null =>
  ifMatch === undefined || ifMatch === "*" ? null : opaqueTags(ifMatch);

/**
 * Throws `stale_version` if an `If-Match` header does not name the current version, 0 if there is none. Weak tags are
 * accepted, because proxies that compress make every tag weak; here the same version is the same state.
 */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined) return;
  if (version > 0 && namedVersions(ifMatch)?.includes(String(version)) !== false) return;
  throw new Problem(
    "stale_version",
    version > 0
      ? `The current version is ${etagOf(version)}; read it again and repeat the change.`
      : "There is nothing here yet that an If-Match could name. Leave the header out to create it.",
  );
}

/** Throws `validation_failed` for a condition that the operation would ignore: the change would be unconditional. */
export function refuseIgnoredConditions(c: ApiRequest, { method, conditional }: Operation): void {
  if (method === "get") return;
  for (const name of conditional ? ["if-none-match"] : ["if-match", "if-none-match"]) {
    if (c.req.header(name) === undefined) continue;
    const instead = conditional ? "Send If-Match with the ETag that you read." : "Leave the header out.";
    throw invalidField("header", `/${name}`, `This operation has no such condition. ${instead}`);
  }
}

/**
 * Answers a GET of one resource with 304 if its `If-None-Match` names the ETag. A resource without a version gets a
 * weak one here: a digest of the answer.
 */
export async function answerPoll(c: ApiRequest, response: Response): Promise<Response> {
  if (!response.ok) return response;
  const tagged = response.headers.has("etag") ? response : await withDigest(response);
  const etag = tagged.headers.get("etag") ?? "";
  if (!isNamed(etag, c.req.header("if-none-match"))) return tagged;
  const headers = new Headers(tagged.headers);
  for (const name of ["content-type", "content-length"]) headers.delete(name);
  return new Response(null, { status: 304, headers });
}

async function withDigest(response: Response): Promise<Response> {
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.set("etag", `W/"${shortDigest(text)}"`);
  return new Response(text, { status: response.status, headers });
}

/** Weak comparison, as section 13.1.2 demands: a proxy may have weakened the tag. */
function isNamed(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === "*" || opaqueTags(ifNoneMatch).includes(opaqueTags(etag)[0] ?? "");
}
