import type { Handler, Context as HonoContext, TypedResponse } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import type { JSONParsed } from "hono/utils/types";
import { jsonMistake } from "#kernel/values/json-mistake";
import { lazily } from "#kernel/values/lazily";
import { answerPoll, ifMatchHeader, refuseIgnoredConditions } from "./etag";
import { HonoRoutes } from "./hono-routes";
import { type AppEnv, ctxOf } from "./http";
import { jsonText, requireDecodableQuery, utf8Text } from "./input-text";
import { digestsOf, openCursor } from "./list-cursor";
import { type Answer, isList, isPolled, type Operation } from "./operation";
import { readPathParameters } from "./path-parameters";
import { type FieldError, Problem } from "./problem";
import { refuseIgnoredInput } from "./refuse-ignored-input";
import { repeatAfterConflicts } from "./repeat-after-conflicts";
import { requireValid } from "./require-valid";
import type { z } from "./schema";
import { requireAccess, requireActive } from "./scope";

/** Registers operations, and enforces their contracts before their handlers run. */

type PathParameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [Key in Name]: string } & PathParameters<Rest>
  : unknown;

type Parsed<Part> = Part extends z.ZodType
  ? z.output<Part>
  : Part extends () => z.ZodType
    ? z.output<ReturnType<Part>>
    : never;

/** The parts of a request as `c.req.valid()` gives them to the handler. */
interface Input<O extends Operation> {
  out: { param: PathParameters<O["path"]> } & (O extends { query: infer Query } ? { query: Parsed<Query> } : unknown) &
    (O extends { headers: infer Headers } ? { header: Parsed<Headers> } : unknown) &
    (O extends { conditional: true } ? { header: { "if-match"?: string | undefined } } : unknown) &
    (O extends { body: infer Body } ? { json: Parsed<Body> } : unknown);
}

type JsonOf<Body, Status extends StatusCode> = [Body] extends [never]
  ? never
  : TypedResponse<JSONParsed<Body>, Status, "json">;

type Returned<Success extends Readonly<Record<number, Answer>>> = {
  [Status in keyof Success & StatusCode]: Success[Status] extends Answer<infer Body>
    ? JsonOf<Exclude<Body, Response>, Status> | Extract<Body, Response>
    : never;
}[keyof Success & StatusCode];

type OperationHandler<O extends Operation> = Handler<
  AppEnv,
  string,
  Input<O>,
  Promise<Returned<O["success"]>> | Returned<O["success"]>
>;

/** Answers a request whose body is of another media type than JSON, before the router validates query and body. */
export interface AlternativeAnswer {
  readonly mediaType: string;
  readonly answer: (c: HonoContext<AppEnv>) => Promise<Response>;
}

/** All paths without parameters: /v1/orders/quote is no order, whatever its method. */
const literalPaths = new Set<string>();

/** The requests whose body is a file. */
const uploads: { readonly method: string; readonly path: RegExp }[] = [];

const uploadPattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "[^/]+")}/?$`);

/** Whether the body of this request is a file that its handler reads as a stream, so nothing else may read it. */
export const isUpload = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  uploads.some((upload) => upload.method === method.toLowerCase() && upload.path.test(path));

interface Registration {
  readonly contract: Operation;
  readonly serve: Handler<AppEnv>;
  readonly instead: AlternativeAnswer | undefined;
}

/** Operations with their handlers. A list costs nothing when an isolate starts; only the app has Hono's routes. */
export class Router {
  readonly registered: Registration[] = [];

  operation<O extends Operation>(contract: O, handler: OperationHandler<O>, instead?: AlternativeAnswer): this {
    this.registered.push({ contract, serve: handler as Handler<AppEnv>, instead });
    return this;
  }
}

export const createRouter = (): Router => new Router();

export class App extends HonoRoutes<AppEnv> {
  readonly operations: Operation[] = [];

  /** Serves a router's operations. */
  include({ registered }: Router): this {
    for (const registration of registered) this.#register(registration);
    return this;
  }

  #register({ contract, serve, instead }: Registration): void {
    this.operations.push(contract);
    const hasParameters = contract.path.includes("{");
    const mediaTypes = ["application/json", ...(instead ? [instead.mediaType] : [])];
    const isPolledHere = lazily(() => isPolled(contract));
    const isListHere = lazily(() => isList(contract));
    if (!hasParameters) literalPaths.add(contract.path);
    if (contract.upload) uploads.push({ method: contract.method, path: uploadPattern(contract.path) });
    this.on([contract.method], [honoPath(contract.path)], async (c, next) => {
      if (hasParameters && literalPaths.has(c.req.path.replace(/\/$/, ""))) return await c.notFound();
      if (contract.access !== null) {
        if (!contract.whileInactive) requireActive(ctxOf(c));
        requireDecodableQuery(c.req.url);
        await refuseIgnoredInput(c, contract);
        refuseIgnoredConditions(c, contract);
        requireAccess(ctxOf(c), contract.access);
      }
      if (instead && mediaTypeOf(c) === instead.mediaType) return await instead.answer(c);
      await validate(c, contract, { mediaTypes, isList: isListHere() });
      const attempt = async () => (await serve(c, next)) as Response;
      const answered = contract.idempotent ? await attempt() : await repeatAfterConflicts(c, attempt);
      return isPolledHere() ? await answerPoll(c, answered) : answered;
    });
  }
}

const honoPath = (path: string): string => path.replaceAll(/\{([^}]+)\}/g, ":$1");

const builtSchemas = new WeakMap<() => z.ZodType, z.ZodType>();

/** Returns the schema, built on first use. */
function schemaOf(schema: z.ZodType | (() => z.ZodType)): z.ZodType {
  if (typeof schema !== "function") return schema;
  const known = builtSchemas.get(schema) ?? schema();
  builtSchemas.set(schema, known);
  return known;
}

/**
 * Validates each part of the request that the contract describes, and stores the parsed values for `c.req.valid()`. The
 * body may have one of the media types.
 */
async function validate(
  c: HonoContext<AppEnv>,
  contract: Operation,
  { mediaTypes, isList }: { readonly mediaTypes: readonly string[]; readonly isList: boolean },
): Promise<void> {
  const keep = (
    target: "query" | "param" | "header" | "json",
    at: FieldError["in"],
    schema: z.ZodType | (() => z.ZodType),
    value: unknown,
  ) => {
    const before = value === undefined ? "The body is empty. " : "";
    const valid = requireValid(schemaOf(schema), value === undefined ? {} : value, at, {
      readOnly: contract.readOnly,
      before,
    });
    if (typeof valid === "object" && valid !== null) c.req.addValidatedData(target, valid);
  };
  if (contract.query) keep("query", "query", contract.query, queryOf(c));
  if (isList) openList(c, contract);
  c.req.addValidatedData("param", readPathParameters(c.req.param()));
  if (contract.headers) keep("header", "header", contract.headers, c.req.header());
  if (contract.conditional) keep("header", "header", ifMatchHeader(), c.req.header());
  if (contract.body) keep("json", "body", contract.body, await readJson(c, mediaTypes));
}

/** Stores which list the request names, and replaces its cursor by the position in that list. */
function openList(c: HonoContext<AppEnv>, contract: Operation): void {
  const query: { readonly cursor?: string } = c.req.valid("query" as never);
  const list = digestsOf(contract, c.req.param(), query);
  c.set("list", list);
  if (query.cursor !== undefined) {
    c.req.addValidatedData("query", { ...query, cursor: openCursor(list, query.cursor) });
  }
}

/** Returns the query's fields. A field that occurs several times becomes a list. */
const queryOf = (c: HonoContext<AppEnv>): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );

const jsonType = /^application\/([a-z-.]+\+)?json(;\s*[a-zA-Z0-9-]+=([^;]+))*$/i;

const mediaTypeOf = (c: HonoContext<AppEnv>): string | undefined =>
  c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();

function unsupportedType(type: string | undefined, mediaTypes: readonly string[]): Problem {
  const sent = type === undefined ? "The body has no Content-Type." : `The Content-Type is "${type.slice(0, 100)}".`;
  return new Problem("unsupported_media_type", `${sent} Send ${mediaTypes.join(" or ")}.`);
}

const BRACE = 0x7b;

/** An object's brace comes first in nearly every body, which is then not decoded for this. */
const isBlank = (bytes: ArrayBuffer): boolean => new Uint8Array(bytes)[0] !== BRACE && utf8Text(bytes)?.trim() === "";

/** Parses the body as JSON. An empty body is `undefined`, whatever its type: `curl -d ""` sends one as a form. */
async function readJson(c: HonoContext<AppEnv>, mediaTypes: readonly string[]): Promise<unknown> {
  if (isBlank(await c.req.arrayBuffer())) return undefined;
  const type = c.req.header("content-type");
  if (type === undefined || !jsonType.test(type)) throw unsupportedType(type, mediaTypes);
  const text = await jsonText(c.req);
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("malformed_json", `The body is not JSON: ${jsonMistake(text)}.`);
  }
}
