import type { MiddlewareHandler } from "hono";
import { pointerTo } from "#kernel/http/field-errors";
import type { AppEnv, Router } from "#kernel/http/http";
import { type FieldError, invalidField, Problem } from "#kernel/http/problem";

/** What the registered operations take, as far as it must be known before one of them is reached. */

interface Contract {
  readonly method: string;
  readonly path: RegExp;
  readonly queryFields: readonly string[];
  readonly takesBody: boolean;
}

function contractsOf(app: Router): Contract[] {
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== "route") return [];
    const { method, path, request } = definition.route;
    const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
    const queryFields = request?.query && "shape" in request.query ? Object.keys(request.query.shape) : [];
    return [{ method: method.toUpperCase(), path: pattern, queryFields, takesBody: request?.body !== undefined }];
  });
}

/** The fields that a body has, as far as it says something; `[""]` when it is no object. */
function fieldsOf(text: string): string[] {
  if (text.trim() === "") return [];
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [""];
  } catch {
    return [""];
  }
}

/** Why a body with these fields is refused, with what its sender may have meant. */
function bodyRefused(fields: readonly string[], queryFields: readonly string[]): Problem {
  const errors = fields.map((field): FieldError => {
    if (field === "") return { in: "body", pointer: "", detail: "Must be empty." };
    const detail = queryFields.includes(field) ? `Send it in the query: ?${field}=…` : "This field is not known.";
    return { in: "body", pointer: pointerTo([field]), detail };
  });
  const [parameter, ...more] = queryFields;
  const takes = more.length === 0 ? `parameter ${parameter}` : `parameters ${queryFields.join(", ")}`;
  const instead = parameter === undefined ? "" : ` It takes the query ${takes}.`;
  return new Problem("validation_failed", `This operation takes no body.${instead}`, { errors });
}

/** For "wrong method" instead of "no such path", and for what is sent to operations that would not look at it. */
export function contracts(app: Router) {
  let known: Contract[] | undefined;
  const at = (path: string): Contract[] => {
    known ??= contractsOf(app);
    return known.filter((contract) => contract.path.test(path));
  };
  const refuseUnasked: MiddlewareHandler<AppEnv> = async (c, next) => {
    const [field] = Object.keys(c.req.query());
    const hasBody = c.req.raw.body !== null;
    if (field !== undefined || hasBody) {
      const contract = at(c.req.path).find(({ method }) => method === c.req.method);
      if (field !== undefined && contract?.queryFields.length === 0) {
        throw invalidField("query", `/${field}`, "This field is not known.");
      }
      if (hasBody && contract?.takesBody === false) {
        const fields = fieldsOf(await c.req.text());
        if (fields.length > 0) throw bodyRefused(fields, contract.queryFields);
      }
    }
    await next();
  };
  return { methodsAt: (path: string): string[] => at(path).map(({ method }) => method), refuseUnasked };
}
