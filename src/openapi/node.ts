/** Parts of the OpenAPI document as the steps that rewrite it see them. */

export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Examples are data, in which nothing is a schema. */
export const isData = (key: string): boolean =>
  ["example", "examples", "x-codeSamples", "x-problems", "x-enumDescriptions"].includes(key);
