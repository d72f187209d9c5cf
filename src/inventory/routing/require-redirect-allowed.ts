import type { AgentRow } from "#inventory/agents/table";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { mayRedirect } from "#tenants/queries";

/**
 * Throws `redirect_not_allowed` if an agent answers with the tenant's own TwiML and the number is in the platform's
 * Twilio account: that TwiML could dial anyone from any number of the account, at the platform's cost. Calls are held
 * to the same rule when they are routed (`route-call.ts`), as the platform may withdraw its permission.
 */
export async function requireRedirectAllowed(
  ctx: Context,
  { tenantId, e164, carrierAccountId }: Pick<NumberRow, "tenantId" | "e164" | "carrierAccountId">,
  agents: readonly Pick<AgentRow, "id" | "destination">[],
): Promise<void> {
  const redirecting = agents.find(({ destination }) => destination.kind === "redirect");
  if (!redirecting || carrierAccountId !== null || (await mayRedirect(ctx.db, tenantId))) return;
  throw new Problem(
    "redirect_not_allowed",
    `${redirecting.id} answers with your own TwiML, which does not run for ${e164}: the number is in the platform's Twilio account. ` +
      "Use an agent of another kind, import a number from a Twilio account of yours, or ask the platform's operator for `redirect_allowed`.",
  );
}
