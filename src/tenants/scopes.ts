import { lazily, z } from "#kernel/http/schema";
import { platformScopes, type Scope, scopeFamilies, scopes, tenantScopes } from "#kernel/http/scope";

const shorthands = scopeFamilies.map((family) => `${family}:*` as const);

/** Scopes in a request: single ones, or `numbers:*` for all scopes of a family. */
export const scopeList = lazily(() =>
  z
    .array(z.enum([...scopes, ...shorthands]))
    .min(1)
    .max(50)
    .transform((names): Scope[] => {
      const named = new Set<string>(names);
      const isNamed = (scope: Scope): boolean => named.has(scope);
      const isOfFamily = (scope: Scope): boolean => named.has(`${scope.split(":")[0]}:*`);
      // A family's shorthand grants what tenants may have, never a scope of the platform.
      return scopes.filter((scope) => isNamed(scope) || (isOfFamily(scope) && !isPlatformScope(scope)));
    }),
);

/** Whether only keys of the platform tenant can have the scope. */
export const isPlatformScope = (scope: Scope): boolean => platformScopes.some((reserved) => reserved === scope);

/** The scopes of a key that names none: everything that a tenant may do. */
export const defaultScopes: Scope[] = [...tenantScopes];

/** The scopes of a stored key. Names that are no scopes any more are ignored. */
export function readScopes(text: string): ReadonlySet<Scope> {
  const names: unknown = JSON.parse(text);
  if (!Array.isArray(names)) throw new Error("The scopes of a stored key are no list.");
  return new Set(scopes.filter((scope) => names.includes(scope)));
}
