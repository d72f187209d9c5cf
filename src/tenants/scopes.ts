import { z } from "@hono/zod-openapi";
import { type Scope, scopeFamilies, scopes, tenantScopes } from "#kernel/http/scope";

const shorthands = scopeFamilies.map((family) => `${family}:*` as const);

/** Scopes as a caller names them: each by itself, or `numbers:*` for all of a family. */
export const scopeList = z
  .array(z.enum([...scopes, ...shorthands]))
  .min(1)
  .max(50)
  .transform((names): Scope[] => {
    const named = new Set<string>(names);
    return scopes.filter((scope) => named.has(scope) || named.has(`${scope.split(":")[0]}:*`));
  });

/** Everything a tenant may do. */
export const defaultScopes: Scope[] = [...tenantScopes];

const stored = z.array(z.string());

/** The scopes of a stored key; one that no longer exists gives nothing. */
export function readScopes(text: string): ReadonlySet<Scope> {
  const names = new Set(stored.parse(JSON.parse(text)));
  return new Set(scopes.filter((scope) => names.has(scope)));
}
