import { lazily, z } from "#kernel/http/schema";
import { type Scope, scopeFamilies, scopes, tenantScopes } from "#kernel/http/scope";

const shorthands = scopeFamilies.map((family) => `${family}:*` as const);

/** Scopes in a request: single ones, or `numbers:*` for all scopes of a family. */
export const scopeList = lazily(() =>
  z
    .array(z.enum([...scopes, ...shorthands]))
    .min(1)
    .max(50)
    .transform((names): Scope[] => {
      const named = new Set<string>(names);
      return scopes.filter((scope) => named.has(scope) || named.has(`${scope.split(":")[0]}:*`));
    }),
);

/** The scopes of a key that names none: everything that a tenant may do. */
export const defaultScopes: Scope[] = [...tenantScopes];

const stored = lazily(() => z.array(z.string()));

/** The scopes of a stored key. Names that are no scopes any more are ignored. */
export function readScopes(text: string): ReadonlySet<Scope> {
  const names = new Set(stored().parse(JSON.parse(text)));
  return new Set(scopes.filter((scope) => names.has(scope)));
}
