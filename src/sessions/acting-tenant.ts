import { invalidField, Problem } from "#kernel/http/problem";
import type { Scope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { requireTenant, tenantOf } from "#tenants/queries";
import type { TenantRow } from "#tenants/wire";

/**
 * The tenant that a session of the platform is to act for; for null the platform itself. Throws `missing_scope` for
 * keys without `admin`.
 */
export async function tenantToActFor(
  ctx: Context,
  ownScopes: ReadonlySet<Scope>,
  tenantId: string | null,
): Promise<TenantRow> {
  if (!ownScopes.has("admin")) {
    throw new Problem("missing_scope", "Only keys of the platform with the scope admin act for tenants.", {
      more: { required_scope: "admin" },
    });
  }
  if (tenantId === null) return await tenantOf(ctx, PLATFORM_TENANT_ID);
  if (tenantId === PLATFORM_TENANT_ID) {
    throw invalidField("body", "/tenant_id", "Must be another tenant than the platform, for which it is null.");
  }
  const tenant = await requireTenant(ctx, tenantId);
  if (tenant.status !== "closed") return tenant;
  throw new Problem(
    "illegal_transition",
    `The tenant ${tenantId} is closed, so no session acts for it. Reopen it first.`,
  );
}
