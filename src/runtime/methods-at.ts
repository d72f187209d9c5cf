import type { Operation } from "#kernel/http/operation";

const patterns = new WeakMap<Operation, RegExp>();

function patternOf(operation: Operation): RegExp {
  const pattern = patterns.get(operation) ?? new RegExp(`^${operation.path.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
  patterns.set(operation, pattern);
  return pattern;
}

/** The methods of a path, for a request that no operation answers. Empty for a path that does not exist. */
export const methodsAt = (operations: readonly Operation[], path: string): string[] =>
  operations.filter((operation) => patternOf(operation).test(path)).map(({ method }) => method.toUpperCase());
