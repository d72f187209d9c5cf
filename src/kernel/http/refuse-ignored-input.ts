import type { Context as HonoContext } from "hono";
import { fieldNamesOf, pointerTo, unknownField } from "./field-errors";
import type { AppEnv } from "./http";
import { utf8Text } from "./input-text";
import type { Operation } from "./operation";
import { type FieldError, invalidField, Problem } from "./problem";

/**
 * Throws `validation_failed` for a query or a body that the operation would ignore. A caller that expects a field to
 * soften the effect must not get the whole effect.
 */
export async function refuseIgnoredInput(c: HonoContext<AppEnv>, contract: Operation): Promise<void> {
  if (contract.query === undefined) {
    const [field] = Object.keys(c.req.query());
    if (field !== undefined) throw invalidField("query", pointerTo([field]), "This operation has no query parameters.");
  }
  if (contract.body === undefined && contract.upload === undefined && hasBody(c)) {
    const fields = bodyFieldsOf(utf8Text(await c.req.arrayBuffer()));
    if (fields.length > 0) throw ignoredBodyProblem(fields, fieldNamesOf(contract.query?.()));
  }
}

/** A client that sends no body with a POST says so by its length. */
const hasBody = ({ req }: HonoContext<AppEnv>): boolean =>
  req.header("content-length") !== "0" && req.raw.body !== null;

/** Returns the names of a body's fields: none for an empty body, `[""]` for a body that is not a JSON object. */
function bodyFieldsOf(text: string | undefined): string[] {
  if (text?.trim() === "") return [];
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [""];
  } catch {
    return [""];
  }
}

function ignoredBodyProblem(fields: readonly string[], queryFields: readonly string[]): Problem {
  const errors = fields.map((field): FieldError => {
    if (field === "") return { in: "body", pointer: "", detail: "Must be empty." };
    const detail = queryFields.includes(field) ? `Send it in the query: ?${field}=…` : unknownField(field, []);
    return { in: "body", pointer: pointerTo([field]), detail };
  });
  const [parameter, ...more] = queryFields;
  const names = more.length === 0 ? `parameter ${parameter}` : `parameters ${queryFields.join(", ")}`;
  const instead = parameter === undefined ? "" : ` It takes the query ${names}.`;
  return new Problem("validation_failed", `This operation takes no body.${instead}`, { errors });
}
