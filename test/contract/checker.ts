import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import type { Documents, OpenApi, Operation, Parameter, Schema } from "./documents.ts";

/** Holds requests and answers against Twilio's OpenAPI documents, and is stricter than Twilio, who ignores what it does not know. */

export interface Checker {
  /** The operation that the request is, or why it is none, and everything that is wrong with it. */
  request(request: Request): Promise<{ operationId: string | null; complaints: string[] }>;
  answer(request: Request, answer: Response): Promise<Complaint[]>;
}

export interface Complaint {
  readonly operationId: string;
  /** JSON pointer into the body, with `*` for an index. */
  readonly at: string;
  /** The JSON Schema keyword that is broken, `undeclared` or `missing` for a member, or `status`. */
  readonly rule: string;
  readonly value: unknown;
}

interface Found {
  readonly document: OpenApi;
  readonly operation: Operation;
  /** Pointer to the operation in its document. */
  readonly pointer: string;
  readonly pathValues: Readonly<Record<string, string>>;
}

const formats: Readonly<Record<string, RegExp | true>> = {
  "phone-number": /^\+[1-9]\d{1,14}$/,
  "iso-country-code": /^[A-Z]{2}$/,
  "http-method": /^(GET|POST)$/,
  "date-time-rfc-2822": /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/,
  currency: /^[A-Z]{3}$/i,
  "phone-number-capabilities": true,
  "phone-number-price": true,
  "uri-map": true,
};

const escaped = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
/** Two versions of an API have the same server. */
const idOf = ({ servers, paths }: OpenApi): string =>
  `${servers[0]?.url}/${Object.keys(paths)[0]?.split("/")[1]}/openapi.json`;

export function createChecker(documents: Partial<Documents>): Checker {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, verbose: true });
  addFormats.default(ajv);
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  for (const document of Object.values(documents)) ajv.addSchema({ ...document, $id: idOf(document) });

  function schemaAt(found: Found, pointer: string): ValidateFunction {
    const validate = ajv.getSchema(`${idOf(found.document)}#${found.pointer}${pointer}`);
    return validate ?? expect.unreachable(`There is no schema at ${found.pointer}${pointer}.`);
  }
  const resolved = (document: OpenApi, schema: Schema): Schema => {
    const name = schema.$ref?.replace("#/components/schemas/", "");
    return name === undefined ? schema : resolved(document, document.components.schemas[name] ?? {});
  };

  function valuesBySchema(found: Found, text: readonly string[], schema: Schema): unknown {
    const { type, items } = resolved(found.document, schema);
    if (type === "array") return text.map((one) => valuesBySchema(found, [one], items ?? {}));
    const [value = ""] = text;
    if (text.length > 1) return text;
    if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
    if (type === "boolean" && /^(true|false)$/.test(value)) return value === "true";
    return value;
  }

  function checkValue(found: Found, what: string, pointer: string, text: readonly string[], schema: Schema): string[] {
    const validate = schemaAt(found, pointer);
    if (validate(valuesBySchema(found, text, schema))) return [];
    return (validate.errors ?? []).map(({ message }) => `${what} ${JSON.stringify(text)} ${message}`);
  }

  function checkParameters(found: Found, query: URLSearchParams): string[] {
    const declared = (found.operation.parameters ?? []).map((parameter, index) => ({ parameter, index }));
    const complaints = [...new Set(query.keys())]
      .filter((name) => !declared.some(({ parameter }) => parameter.in === "query" && parameter.name === name))
      .map((name) => `query ${name} is not declared`);
    const given = ({ name, in: where }: Parameter): string[] => {
      if (where === "query") return query.getAll(name);
      const value = found.pathValues[name];
      return where === "path" && value !== undefined ? [value] : [];
    };
    for (const { parameter, index } of declared) {
      const text = given(parameter);
      const what = `${parameter.in} ${parameter.name}`;
      if (text.length > 0) {
        complaints.push(...checkValue(found, what, `/parameters/${index}/schema`, text, parameter.schema));
      } else if (parameter.required) complaints.push(`${what} is missing`);
    }
    return complaints;
  }

  function checkBody(found: Found, contentType: string | null, body: string): string[] {
    const content = found.operation.requestBody?.content;
    if (!content) return body === "" && contentType === null ? [] : ["a body is not declared"];
    const [type = ""] = (contentType ?? "").split(";");
    const schema = content[type]?.schema;
    if (!schema) return [`content type ${type} is not one of ${Object.keys(content)}`];
    if (type === "application/json") return checkJson(found, schema, JSON.parse(body));
    const { properties = {}, required = [] } = resolved(found.document, schema);
    const form = new URLSearchParams(body);
    const pointer = `/requestBody/content/${escaped(type)}/schema/properties/`;
    return [
      ...required.filter((name) => !form.has(name)).map((name) => `form ${name} is missing`),
      ...[...new Set(form.keys())].flatMap((name) => {
        const property = properties[name];
        if (!property) return [`form ${name} is not declared`];
        return checkValue(found, `form ${name}`, pointer + escaped(name), form.getAll(name), property);
      }),
    ];
  }

  /** Twilio's schemas of some JSON bodies are empty: these are not checked. */
  function checkJson(found: Found, schema: Schema, body: unknown): string[] {
    if (Object.keys(resolved(found.document, schema).properties ?? {}).length === 0) return [];
    const validate = schemaAt(found, `/requestBody/content/${escaped("application/json")}/schema`);
    validate(body);
    return [
      ...(validate.errors ?? []).map(({ instancePath, message }) => `body ${instancePath} ${message}`),
      ...members(found.document, schema, body, "")
        .filter(({ rule }) => rule === "undeclared")
        .map(({ at }) => `body ${at} is not declared`),
    ];
  }

  function checkAuthorization({ document, operation }: Found, header: string | null): string[] {
    const schemes = (operation.security ?? []).flatMap((one) => Object.keys(one));
    const isBasic = schemes.some((name) => document.components.securitySchemes[name]?.scheme === "basic");
    if (!isBasic) return ["the operation does not take Basic credentials"];
    const [, encoded = ""] = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(header ?? "") ?? [];
    return /^AC[0-9a-f]{32}:.+$/.test(atob(encoded)) ? [] : ["authorization is not Basic account:token"];
  }

  return {
    request: async (request) => {
      const url = new URL(request.url);
      const found = find(documents, request.method, url);
      if (!found)
        return { operationId: null, complaints: [`${request.method} ${url.origin}${url.pathname} is unknown`] };
      const complaints = [
        ...checkAuthorization(found, request.headers.get("authorization")),
        ...checkParameters(found, url.searchParams),
        ...checkBody(found, request.headers.get("content-type"), await request.clone().text()),
      ];
      return { operationId: found.operation.operationId, complaints };
    },

    answer: async (request, answer) => {
      const found = find(documents, request.method, new URL(request.url));
      if (!found) throw new Error(`${request.url} is in no document.`);
      const { operationId, responses } = found.operation;
      const text = await answer.clone().text();
      const complain = (at: string, rule: string, value: unknown): Complaint => ({ operationId, at, rule, value });
      const declared = responses[answer.status];
      if (!declared) return [complain("", "status", answer.status)];
      const schema = declared.content?.["application/json"]?.schema;
      if (!schema) return text === "" ? [] : [complain("", "undeclared", text)];
      const body: unknown = JSON.parse(text);
      const validate = schemaAt(found, `/responses/${answer.status}/content/${escaped("application/json")}/schema`);
      validate(body);
      return [
        ...(validate.errors ?? []).map(({ instancePath, keyword, data }: ErrorObject) =>
          complain(instancePath.replaceAll(/\/\d+(?=\/|$)/g, "/*"), keyword, data),
        ),
        ...members(found.document, schema, body, "").map(({ at, rule, value }) => complain(at, rule, value)),
      ];
    },
  };

  /** Members that are there and not declared, and the other way round: JSON Schema itself minds neither. */
  function members(document: OpenApi, schema: Schema, value: unknown, at: string): Omit<Complaint, "operationId">[] {
    const { properties, items } = resolved(document, schema);
    if (Array.isArray(value)) return items ? value.flatMap((one) => members(document, items, one, `${at}/*`)) : [];
    if (typeof value !== "object" || value === null || !properties) return [];
    const given = new Map(Object.entries(value));
    const names = new Set([...given.keys(), ...Object.keys(properties)]);
    return [...names].flatMap((name) => {
      const property = properties[name];
      if (!property) return [{ at: `${at}/${name}`, rule: "undeclared", value: given.get(name) }];
      if (!given.has(name)) return [{ at: `${at}/${name}`, rule: "missing", value: undefined }];
      return members(document, property, given.get(name), `${at}/${name}`);
    });
  }
}

/** The operation behind a URL; of two paths that fit, the one that names more of it. */
function find(documents: Partial<Documents>, method: string, url: URL): Found | null {
  const fitting = Object.values(documents).flatMap((document: OpenApi) =>
    Object.entries(document.paths).flatMap(([path, item]): Found[] => {
      const operation = { get: item.get, post: item.post, put: item.put, patch: item.patch, delete: item.delete }[
        method.toLowerCase()
      ];
      const servers = item.servers ?? document.servers;
      const pathValues = match(path, url.pathname);
      if (!operation || !pathValues || !servers.some((server) => server.url === url.origin)) return [];
      return [{ document, operation, pathValues, pointer: `/paths/${escaped(path)}/${method.toLowerCase()}` }];
    }),
  );
  const open = ({ pathValues }: Found): number => Object.keys(pathValues).length;
  return fitting.toSorted((a, b) => open(a) - open(b))[0] ?? null;
}

function match(template: string, pathname: string): Record<string, string> | null {
  const names: string[] = [];
  const pattern = template
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!part.startsWith("{")) return RegExp.escape(part);
      names.push(part.slice(1, -1));
      return "([^/]+)";
    })
    .join("");
  const values = new RegExp(`^${pattern}$`).exec(pathname)?.slice(1);
  return values ? Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(values[i] ?? "")])) : null;
}
