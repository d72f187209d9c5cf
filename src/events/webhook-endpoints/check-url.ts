import type { ResolveHostname } from "#kernel/ports/dns";
import { checkTargetUrl, isPublicAddress } from "#kernel/values/address";
import type { Config } from "#kernel/values/config";

export interface UrlRules {
  readonly resolve: ResolveHostname;
  readonly config: Pick<Config, "origins" | "loopbackTargets">;
}

export type CheckedUrl =
  | { readonly kind: "allowed"; readonly url: URL }
  | { readonly kind: "not_allowed"; readonly problem: string }
  | { readonly kind: "name_not_found"; readonly problem: string }
  /** The resolver did not answer. The URL may turn out to be allowed later. */
  | { readonly kind: "name_lookup_failed" };

/**
 * Whether webhooks may be sent to this URL: checks the URL, and every address that its host name resolves to now. A
 * resolver that does not answer allows nothing.
 */
export async function checkUrl(text: string, { resolve, config }: UrlRules): Promise<CheckedUrl> {
  const { origins, loopbackTargets } = config;
  const target = checkTargetUrl(text, { scheme: "https", ownOrigins: origins, loopback: loopbackTargets });
  if ("problem" in target) return { kind: "not_allowed", problem: target.problem };
  if (target.nameToResolve === null) return { kind: "allowed", url: target.url };
  const resolved = await resolve(target.nameToResolve);
  switch (resolved.kind) {
    case "no_such_name":
      return { kind: "name_not_found", problem: "Its host name does not resolve to an address." };
    case "unavailable":
      return { kind: "name_lookup_failed" };
    case "addresses":
      return resolved.addresses.every(isPublicAddress)
        ? { kind: "allowed", url: target.url }
        : { kind: "not_allowed", problem: "Its host name resolves to a private or local address." };
  }
}
