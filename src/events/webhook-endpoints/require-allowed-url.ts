import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { checkUrl } from "./check-url";

/** The URL in its normal form, or the refusal that says what is wrong with it. */
export async function requireAllowedUrl({ config, resolve }: Context, text: string): Promise<URL> {
  const judged = await checkUrl(text, { resolve, loopbackTargets: config.loopbackTargets });
  if (judged.kind === "allowed") return judged.url;
  const { problem } = judged;
  throw new Problem("webhook_url_not_allowed", `Webhooks cannot be sent there. ${problem}`, {
    errors: [{ in: "body", pointer: "/url", detail: problem }],
  });
}
