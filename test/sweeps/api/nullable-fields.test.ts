import { expect, test } from "vitest";
import { app } from "#app";
import type { z } from "#kernel/http/schema";
import { references } from "#openapi/references";
import { type Json, openApiDocument } from "../../support/api";

/** The schemas that check bodies and describe answers, beside their schemas in the document. */

const { paths, components } = openApiDocument();

/** The variants of a schema of the document: each part of its unions, and the components behind references. */
function variants(schema: Json): Json[] {
  if (schema === undefined) return [];
  if (schema.$ref) return variants(components.schemas[schema.$ref.split("/").at(-1)]);
  const unions: Json[] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return unions.length > 0 ? unions.flatMap(variants) : [schema];
}

const isNull = ({ type }: Json): boolean => type === "null";

/** Whether the document lets null through: as a type, and as a value where the values are listed. */
const admitsNull = (schema: Json): boolean =>
  variants(schema).some(
    ({ type, enum: values }) =>
      (type === undefined || [type].flat().includes("null")) && (values?.includes(null) ?? true),
  );

interface Pair {
  readonly where: string;
  readonly schema: z.ZodType;
  readonly documented: Json;
}

/** The schema without the layers that say whether a value may be missing, be null or have a default. */
function coreOf(schema: Json): Json {
  const { type, innerType, getter, in: given, out } = schema.def;
  if (innerType) return coreOf(innerType);
  if (type === "lazy") return coreOf(getter());
  if (type === "pipe") return coreOf(given.def.type === "transform" ? out : given);
  return schema;
}

/** Each property below a schema, beside the document's. A component is looked at once. */
function propertiesOf({ where, schema, documented }: Pair, seen: Set<unknown>): Pair[] {
  const core = coreOf(schema);
  if (seen.has(core)) return [];
  seen.add(core);
  const { shape, element, valueType, options } = core.def;
  const documentedHere = variants(documented).filter((one) => !isNull(one));
  const inner = (pairs: readonly Pair[]): Pair[] => pairs.flatMap((pair) => propertiesOf(pair, seen));
  if (shape) {
    const pairs = Object.entries<z.ZodType>(shape).map(([name, one]) => ({
      where: `${where}.${name}`,
      schema: one,
      documented: documentedHere.find(({ properties }) => properties && name in properties)?.properties[name],
    }));
    return [...pairs, ...inner(pairs)];
  }
  if (element) return inner([{ where: `${where}[]`, schema: element, documented: documentedHere[0]?.items }]);
  if (valueType) {
    const pair = { where: `${where}.*`, schema: valueType, documented: documentedHere[0]?.additionalProperties };
    return [pair, ...inner([pair])];
  }
  if (!options) return [];
  const kinds = options.filter((one: Json) => coreOf(one).def.type !== "null");
  return inner(
    kinds.map((one: z.ZodType, at: number) => ({
      where,
      schema: one,
      documented:
        kinds.length === 1 ? documented : documentedHere.length === kinds.length ? documentedHere[at] : undefined,
    })),
  );
}

const content = (part: Json): Json => part?.content?.["application/json"]?.schema;

const bodies = app.operations.flatMap(({ id, method, path, body }): Pair[] =>
  body === undefined
    ? []
    : [
        {
          where: id,
          schema: typeof body === "function" ? body() : body,
          documented: content(paths[path][method].requestBody),
        },
      ],
);

const answers = references.flatMap(({ operations }) =>
  Object.entries(operations).flatMap(([id, { success }]): Pair[] => {
    const { path, method } = app.operations.find((one) => one.id === id) ?? expect.fail(`${id} is no operation`);
    return Object.entries(success).flatMap(([status, { schema }]): Pair[] =>
      schema === undefined
        ? []
        : [{ where: `${id} ${status}`, schema, documented: content(paths[path][method].responses[status]) }],
    );
  }),
);

test.each([
  ["body", bodies, 300],
  ["answer", answers, 500],
] as const)("the document says of each property of a %s whether it may be null", (_, roots, least) => {
  const properties = roots.flatMap((pair) => propertiesOf(pair, new Set()));
  expect(properties.length).toBeGreaterThan(least);
  const undocumented = properties.filter(({ documented }) => documented === undefined);
  expect(undocumented.map(({ where }) => where)).toEqual([]);
  const nullable = properties.filter(({ schema }) => schema.safeParse(null).success);
  expect(nullable.length).toBeGreaterThan(least / 10);
  for (const { where, schema, documented } of properties) {
    expect.soft(admitsNull(documented), where).toBe(schema.safeParse(null).success);
  }
});
