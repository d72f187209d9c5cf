import type { Context } from "#kernel/ports/context";
import { isoTimeOrNull } from "#kernel/values/time";
import type { Access } from "./operation";
import { Problem } from "./problem";

export const scopeFamilies = ["numbers", "agents", "accounts", "trunks", "porting", "webhooks", "keys"] as const;

/** The scopes that a tenant's API key can have. */
export const tenantScopes = [
  ...scopeFamilies.flatMap((name) => [`${name}:read`, `${name}:write`] as const),
  "events:read",
  // Callers and texts are personal data, so a key for the inventory does not see them.
  "calls:read",
] as const;

/** The scopes that only keys of the platform tenant can have. */
export const platformScopes = ["porting:operate", "admin"] as const;

export const scopes = [...tenantScopes, ...platformScopes] as const;

export type Scope = (typeof scopes)[number];

/** The scope that implies this one: `…:write` implies the `…:read` of its family. */
const impliedBy = (scope: Scope): Scope | undefined =>
  scopes.find((wider) => wider === scope.replace(":read", ":write"));

/** Whether a key with the scopes `held` may use `scope`. */
export function hasScope(held: ReadonlySet<Scope>, scope: Scope): boolean {
  const wider = impliedBy(scope);
  return held.has(scope) || (wider !== undefined && held.has(wider));
}

/** Throws `missing_scope`, with the scope in `required_scope`. */
export function requireScope(ctx: Context, scope: Scope): void {
  if (hasScope(ctx.principal.scopes, scope)) return;
  throw new Problem(
    "missing_scope",
    `This needs a key with the scope ${scope}. GET /v1/me shows the scopes of your key.`,
    { more: { required_scope: scope } },
  );
}

/** The same, but keys of the platform need no other scope. */
export function requireScopeOrAdmin(ctx: Context, scope: Scope): void {
  if (!ctx.principal.scopes.has("admin")) requireScope(ctx, scope);
}

/** The same, but keys of the platform that carry out ports need no other scope. */
export function requireScopeOrOperator(ctx: Context, scope: Scope): void {
  if (!ctx.principal.scopes.has("porting:operate")) requireScopeOrAdmin(ctx, scope);
}

/** Throws `tenant_suspended` or `tenant_closed` for a key of a tenant that may not use the API now. */
export function requireActive({ principal: { inactive } }: Context): void {
  if (!inactive) return;
  const since = isoTimeOrNull(inactive.since);
  const why = inactive.reason === null ? "" : ` Its reason: ${inactive.reason}.`;
  const { status } = inactive;
  throw new Problem(
    `tenant_${status}`,
    `The platform ${status} your tenant${since === null ? "" : ` at ${since}`}.${why} Ask the platform to ${
      status === "suspended" ? "resume" : "reopen"
    } it. GET /v1/me works meanwhile.`,
    { more: { reason: inactive.reason, since } },
  );
}

/** Enforces an operation's contract: the problem names the first scope that is missing. */
export function requireAccess(ctx: Context, access: NonNullable<Access>): void {
  if ("all" in access) for (const scope of access.all) requireScope(ctx, scope);
  else if (!access.any.some((scope) => hasScope(ctx.principal.scopes, scope))) requireScope(ctx, access.any[0]);
}

/** The platform acts for one tenant with all of a tenant's scopes. The events still name the platform as the actor. */
export function onBehalfOf(ctx: Context, tenantId: string): Context {
  requireScope(ctx, "admin");
  return { ...ctx, principal: { ...ctx.principal, tenantId, scopes: new Set(tenantScopes) } };
}
