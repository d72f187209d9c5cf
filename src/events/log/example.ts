import { toJSONSchema } from "zod";
import type { z } from "#kernel/http/schema";
import { idPrefixes } from "#kernel/values/ids";
import { type EventType, subjectTypeOf } from "./catalogue";
import { eventSchemas } from "./event-schemas";

/** Example events for the API's document, generated from the schemas of the catalogue. */

const exampleId = (prefix: string): string => `${prefix}_01k9m8x3zt5v7w9y2a4c6e8g0j`;
const exampleTime = "2026-11-22T10:00:00.000Z";

/** The id prefix of a subject type. The prefixes are named in camel case: `bulk_job` is `bulkJob`. */
function prefixOf(subjectType: string): string {
  const kind = subjectType.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return new Map<string, string>(Object.entries(idPrefixes)).get(kind) ?? subjectType;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** An example value of a schema: its own example, its first enum value, or one by its type. */
function exampleValue(schema: JsonSchema, name: string): unknown {
  const [example] = schema.examples ?? schema.enum ?? [schema.const];
  if (example !== undefined) return example;
  const [first] = schema.anyOf ?? [];
  if (first) return exampleValue(first, name);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(fieldOf));
    case "array":
      return typeof schema.items === "object" && !Array.isArray(schema.items) ? [exampleValue(schema.items, name)] : [];
    case "integer":
    case "number":
      return 3;
    case "boolean":
      return true;
    default:
      return schema.format === "date-time" ? exampleTime : name;
  }
}

const fieldOf = ([name, schema]: [string, z.core.JSONSchema._JSONSchema]): [string, unknown] => [
  name,
  typeof schema === "object" ? exampleValue(schema, name) : null,
];

/** An example event of this type, as the API shows it. */
export const exampleOf = (type: EventType) => ({
  seq: 42,
  id: exampleId(idPrefixes.event),
  type,
  occurred_at: exampleTime,
  actor: `key:${exampleId(idPrefixes.apiKey)}`,
  request_id: exampleId(idPrefixes.request),
  subject: { type: subjectTypeOf(type), id: exampleId(prefixOf(subjectTypeOf(type))) },
  data: exampleValue(toJSONSchema(eventSchemas[type]), "data"),
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
});

export const exampleEvent = exampleOf("reservation.created");
