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
 * Whether webhooks may go to this URL: by its text, and by every address that its name has at this moment. A resolver that
 * does not answer refuses nothing: that would stop everybody's webhooks, and Cloudflare lets no Worker into private networks.
 */
export async function checkUrl(text: string, { resolve, loopbackTargets }: UrlRules): Promise<CheckedUrl> {
  const target = checkTargetUrl(text, loopbackTargets);
  if ("problem" in target) return { kind: "not_allowed", problem: target.problem };
  if (target.nameToResolve === null) return { kind: "allowed", url: target.url };
  const resolved = await resolve(target.nameToResolve);
  if (resolved.kind === "no_such_name") return { kind: "name_not_found", problem: "Its name has no address." };
  if (resolved.kind === "addresses" && !resolved.addresses.every(isPublicAddress)) {
    return { kind: "not_allowed", problem: "Its name leads to a private or local address." };
  }
  return { kind: "allowed", url: target.url };
}
