import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { checkUrl } from "./check-url";

/**
 * The URL, normalized. Throws `webhook_url_not_allowed` with the reason, or `name_lookup_failed` if the resolver did
 * not answer.
 */
export async function requireAllowedUrl(ctx: Context, text: string): Promise<URL> {
  const checked = await checkUrl(text, ctx);
  switch (checked.kind) {
    case "allowed":
      return checked.url;
    case "name_lookup_failed":
      throw new Problem("name_lookup_failed", "The URL's host name could not be looked up in DNS. Retry in a moment.", {
        retryAfter: 5,
      });
    case "not_allowed":
    case "name_not_found":
      throw new Problem("webhook_url_not_allowed", `Webhooks cannot be sent to this URL. ${checked.problem}`, {
        errors: [{ in: "body", pointer: "/url", detail: checked.problem }],
      });
  }
}
