import type { Context } from "#kernel/ports/context";
import { Problem } from "./problem";

export const scopeFamilies = ["numbers", "agents", "trunks", "porting", "webhooks", "keys"] as const;

/** What a tenant's key may be allowed to do. */
export const tenantScopes = [
  ...scopeFamilies.flatMap((name) => [`${name}:read`, `${name}:write`] as const),
  "events:read",
  // Who called and what was written: nothing that a key for the inventory needs to see.
  "calls:read",
] as const;

/** `admin` belongs to keys of the platform tenant alone. */
export const scopes = [...tenantScopes, "admin"] as const;

export type Scope = (typeof scopes)[number];

/** Whoever may change a thing may also read it. */
const impliedBy = (scope: Scope): Scope | undefined =>
  scopes.find((wider) => wider === scope.replace(":read", ":write"));

export function requireScope(ctx: Context, scope: Scope): void {
  const wider = impliedBy(scope);
  if (ctx.principal.scopes.has(scope) || (wider && ctx.principal.scopes.has(wider))) return;
  throw new Problem("missing_scope", `This needs a key with the scope ${scope}.`, { more: { required_scope: scope } });
}

/** What the platform does to one tenant's things, it does with all that the tenant may do, and in its own name. */
export function onBehalfOf(ctx: Context, tenantId: string): Context {
  requireScope(ctx, "admin");
  return { ...ctx, principal: { ...ctx.principal, tenantId, scopes: new Set(tenantScopes) } };
}
