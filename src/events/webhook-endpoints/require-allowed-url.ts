import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { checkUrl } from "./check-url";

/** The URL, normalized. Throws `webhook_url_not_allowed` with the reason. */
export async function requireAllowedUrl({ config, resolve }: Context, text: string): Promise<URL> {
  const checked = await checkUrl(text, { resolve, loopbackTargets: config.loopbackTargets });
  if (checked.kind === "allowed") return checked.url;
  const { problem } = checked;
  throw new Problem("webhook_url_not_allowed", `Webhooks cannot be sent to this URL. ${problem}`, {
    errors: [{ in: "body", pointer: "/url", detail: problem }],
  });
}
