import type { Answer, Operation } from "./operation";
import { z } from "./schema";

/**
 * Texts, examples and response schemas of operations: the part of the OpenAPI document that contracts do not hold. Each
 * folder with a `routes.ts` declares them in its `openapi.ts`, which only the document's build (src/openapi) imports.
 */

interface NamedExample {
  readonly summary: string;
  readonly value: unknown;
}

export interface DocumentedAnswer<Body = unknown> {
  readonly description: string;
  readonly schema?: z.ZodType<Body>;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, NamedExample>>;
  /** Other media types of the answer. */
  readonly files?: Readonly<Record<string, { readonly schema: z.ZodType; readonly example: unknown }>>;
}

interface OperationTexts {
  readonly summary: string;
  /** Describes the operation to a new reader. The document's build appends the required scope from the contract. */
  readonly description: string;
  readonly body?: unknown;
  /** Instead of `body`: an example for each variant of the body. */
  readonly bodies?: Readonly<Record<string, NamedExample>>;
  /** The CSV form of the body, for an operation that also accepts CSV. */
  readonly csvBody?: { readonly schema: z.ZodType; readonly example: string };
}

type Documented<A> = A extends Answer<infer Body> ? DocumentedAnswer<Exclude<Body, Response>> : never;

export type OperationReference<O extends Operation = Operation> = OperationTexts & {
  readonly success: { readonly [Status in keyof O["success"]]: Documented<O["success"][Status]> };
};

export interface Reference {
  readonly tag: string;
  readonly operations: Readonly<Record<string, OperationReference>>;
}

/** Declares the reference of one tag. `Operations` is the union of its contracts; the type requires a text for each. */
export const describe = <Operations extends Operation>(
  tag: string,
  operations: { readonly [O in Operations as O["id"]]: OperationReference<O> },
): Reference => ({ tag, operations });

export const answer = <Schema extends z.ZodType>(schema: Schema, description: string, example: unknown) => ({
  schema,
  description,
  example,
});

const pageFields = <Schema extends z.ZodType>(item: Schema) => ({
  data: z.array(item).openapi({ description: "The rows of this page." }),
  next_cursor: z
    .string()
    .nullable()
    .openapi({ description: "Send this as `cursor` to get the next page; null on the last page." }),
  has_more: z.boolean().openapi({ description: "Whether there is a next page." }),
});

/** The schema of a list's page. */
export const pageOf = <Schema extends z.ZodType>(item: Schema, name: string) =>
  z.object(pageFields(item)).openapi(name);

/** The schema of a list's page that has more fields besides its rows. */
export const pageWith = <Schema extends z.ZodType, More extends z.ZodRawShape>(
  item: Schema,
  name: string,
  more: More,
) => z.object({ ...pageFields(item), ...more }).openapi(name);
