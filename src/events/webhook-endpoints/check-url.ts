import type { ResolveHostname } from "#kernel/ports/dns";
import { checkTargetUrl, isPublicAddress } from "#kernel/values/address";

export interface UrlRules {
  readonly resolve: ResolveHostname;
  readonly loopbackTargets: boolean;
}

export type CheckedUrl =
  | { readonly kind: "allowed"; readonly url: URL }
  | { readonly kind: "not_allowed"; readonly problem: string }
  | { readonly kind: "name_not_found"; readonly problem: string };

/**
 * Whether webhooks may be sent to this URL: checks its text, and every address that its host name resolves to now. If
 * the resolver does not answer, the URL is allowed: a resolver outage must not stop all webhooks, and Cloudflare keeps
 * Workers out of private networks anyway.
 */
export async function checkUrl(text: string, { resolve, loopbackTargets }: UrlRules): Promise<CheckedUrl> {
  const target = checkTargetUrl(text, loopbackTargets);
  if ("problem" in target) return { kind: "not_allowed", problem: target.problem };
  if (target.nameToResolve === null) return { kind: "allowed", url: target.url };
  const resolved = await resolve(target.nameToResolve);
  if (resolved.kind === "no_such_name")
    return { kind: "name_not_found", problem: "Its host name does not resolve to an address." };
  if (resolved.kind === "addresses" && !resolved.addresses.every(isPublicAddress)) {
    return { kind: "not_allowed", problem: "Its host name resolves to a private or local address." };
  }
  return { kind: "allowed", url: target.url };
}
