import { env } from "cloudflare:workers";
import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";

/** The statements that the program sends to the database. */

export interface Query {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Every statement sent since the last look, by its text. */
const sent = new Map<string, Query>();

/** Has the test's statements and the program's noted from now on; `vi.restoreAllMocks()` ends it. */
export function noteStatements(): void {
  const prototype = Object.getPrototypeOf(env.DB.prepare("select 1"));
  const { bind } = prototype;
  vi.spyOn(prototype, "bind").mockImplementation(function (this: unknown, ...params: unknown[]) {
    const sql = String(Reflect.get(Object(this), "statement"));
    sent.set(sql, { sql, params });
    return Reflect.apply(bind, this, params);
  });
}

export const statement = ({ sql, params }: Query) => env.DB.prepare(sql).bind(...params);

/** The statements that some work sends, each text once. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Query[]> {
  sent.clear();
  await work();
  const queries = [...sent.values()];
  sent.clear();
  return queries;
}

/** The rows that the database reads for what some work sends, which is something. */
export async function rowsReadBy(work: () => Promise<unknown>): Promise<number> {
  const queries = await statementsOf(work);
  if (queries.length === 0) throw new Error("No statement was sent.");
  const costs = await Promise.all(queries.map(async (query) => (await statement(query).all()).meta.rows_read));
  return costs.reduce((all, cost) => all + cost, 0);
}

interface Counter {
  readonly now: () => number;
  /** Does some work. From then on `now` counts what this invocation sends, without what the objects that it calls send. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Counts what the test and the program send to the database from now on, as D1 does; `vi.restoreAllMocks()` ends it. */
export function countStatements(): Counter {
  let sent = 0;
  let isOneInvocation = false;
  const invocation = new AsyncLocalStorage<true>();
  const spyOn = (prototype: Record<string, () => unknown>, name: string, size: (args: unknown[]) => number) => {
    const original = prototype[name];
    if (!original) throw new Error(`There is no ${name}.`);
    vi.spyOn(prototype, name).mockImplementation(function (this: unknown, ...args: unknown[]) {
      if (!isOneInvocation || invocation.getStore()) sent += size(args);
      return Reflect.apply(original, this, args);
    });
  };
  spyOn(Object.getPrototypeOf(env.DB), "batch", ([statements]) => (Array.isArray(statements) ? statements.length : 0));
  const statements = Object.getPrototypeOf(env.DB.prepare("select 1"));
  for (const name of ["all", "run", "raw", "first"]) spyOn(statements, name, () => 1);
  return {
    now: () => sent,
    during: (work) => {
      isOneInvocation = true;
      return invocation.run(true, work);
    },
  };
}
