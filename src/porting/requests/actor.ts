import type { Context, Principal } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { PortingActor } from "../rules/transitions";

/** Whether the caller works for the platform, and so sees and moves the porting requests of all tenants. */
export const isOperator = ({ principal }: { readonly principal: Principal }): boolean =>
  principal.tenantId === PLATFORM_TENANT_ID &&
  (principal.scopes.has("porting:operate") || principal.scopes.has("admin"));

/** The caller in the words of the transition table. */
export const actorIn = (ctx: { readonly principal: Principal }): PortingActor =>
  isOperator(ctx) ? "operator" : "customer";

/** The caller as an entry of the timeline names it. */
export const entryActor = (ctx: Pick<Context, "principal">): EntryActor =>
  ctx.principal.shareLinkId === undefined
    ? { kind: actorIn(ctx), id: ctx.principal.keyId }
    : { kind: "link", id: ctx.principal.shareLinkId };

/** Who made an entry of the timeline. `link`: a visitor with a share link. */
export interface EntryActor {
  readonly kind: PortingActor | "link";
  /** The id of the API key or of the share link; `null`: none. */
  readonly id: string | null;
}
