import { type Handler, Hono, type Context as HonoContext, type TypedResponse } from "hono";
import { HTTPException } from "hono/http-exception";
import type { StatusCode } from "hono/utils/http-status";
import type { JSONParsed } from "hono/utils/types";
import { type AppEnv, ctxOf, ifMatchHeader, requireValid } from "./http";
import type { Answer, Operation } from "./operation";
import type { FieldError } from "./problem";
import { refuseIgnoredInput } from "./refuse-ignored-input";
import type { z } from "./schema";
import { requireAccess } from "./scope";

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

/**
 * Answers a request in another media type than JSON, before the router validates query and body. Returns `undefined`
 * for a request that the handler must answer.
 */
export type AlternativeAnswer = (c: HonoContext<AppEnv>) => Promise<Response> | undefined;

export class Router extends Hono<AppEnv> {
  readonly operations: Operation[] = [];

  operation<O extends Operation>(contract: O, handler: OperationHandler<O>, instead?: AlternativeAnswer): this {
    this.operations.push(contract);
    const serve = handler as Handler<AppEnv>;
    this.on([contract.method], [honoPath(contract.path)], async (c, next) => {
      if (contract.access !== null) {
        await refuseIgnoredInput(c, contract);
        requireAccess(ctxOf(c), contract.access);
      }
      const answer = instead?.(c);
      if (answer) return await answer;
      await validate(c, contract);
      return await serve(c, next);
    });
    return this;
  }

  /** Serves another router's operations. */
  include(router: Router): this {
    this.operations.push(...router.operations);
    this.route("/", router);
    return this;
  }
}

export const createRouter = (): Router => new Router();

const honoPath = (path: string): string => path.replaceAll(/\{([^}]+)\}/g, ":$1");

const builtSchemas = new WeakMap<() => z.ZodType, z.ZodType>();

/** Returns the schema, built on first use. */
function schemaOf(schema: z.ZodType | (() => z.ZodType)): z.ZodType {
  if (typeof schema !== "function") return schema;
  const known = builtSchemas.get(schema) ?? schema();
  builtSchemas.set(schema, known);
  return known;
}

/** Validates each part of the request that the contract describes, and stores the parsed values for `c.req.valid()`. */
async function validate(c: HonoContext<AppEnv>, contract: Operation): Promise<void> {
  const keep = (
    target: "query" | "param" | "header" | "json",
    at: FieldError["in"],
    schema: z.ZodType | (() => z.ZodType),
    value: unknown,
  ) => {
    const valid = requireValid(schemaOf(schema), value, at);
    if (typeof valid === "object" && valid !== null) c.req.addValidatedData(target, valid);
  };
  if (contract.query) keep("query", "query", contract.query, queryOf(c));
  c.req.addValidatedData("param", c.req.param());
  if (contract.headers) keep("header", "header", contract.headers, c.req.header());
  if (contract.conditional) keep("header", "header", ifMatchHeader(), c.req.header());
  if (contract.body) keep("json", "body", contract.body, await readJson(c));
}

/** Returns the query's fields. A field that occurs several times becomes a list. */
const queryOf = (c: HonoContext<AppEnv>): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );

const jsonType = /^application\/([a-z-.]+\+)?json(;\s*[a-zA-Z0-9-]+=([^;]+))*$/i;

/** Parses the body as JSON. A request without a body and without a content type counts as `{}`. */
async function readJson(c: HonoContext<AppEnv>): Promise<unknown> {
  const type = c.req.header("content-type");
  if (type === undefined && (await c.req.text()) === "") return {};
  if (type === undefined || !jsonType.test(type)) throw new HTTPException(415);
  try {
    return await c.req.json();
  } catch {
    throw new HTTPException(400);
  }
}
