import { requireAgents } from "#inventory/agents/queries";
import { requireRedirectAllowedForNew } from "#inventory/routing/require-redirect-allowed";
import type { Context } from "#kernel/ports/context";
import { agentsInSettings } from "./settings-wire";
import type { PortedNumberSettings } from "./values";

/**
 * Throws `agent_not_found` if the tenant lacks an agent that one of the settings names, and `redirect_not_allowed` if
 * one may not answer numbers in the platform's Twilio account. Without agents there is no round trip.
 */
export async function requireAgentsOf(
  ctx: Context,
  tenantId: string,
  settings: readonly (PortedNumberSettings | null)[],
): Promise<void> {
  const ids = new Set(settings.flatMap((each) => (each ? agentsInSettings(each) : [])));
  const agents = await requireAgents({ ...ctx, principal: { ...ctx.principal, tenantId } }, [...ids]);
  await requireRedirectAllowedForNew(ctx, tenantId, agents);
}
