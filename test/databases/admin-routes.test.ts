import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "#app";
import worker from "#index";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { Operation } from "#kernel/http/operation";
import { BASE } from "../support/api";
import { bindings } from "./contests";

/** Everything that the platform may read is read in all databases, or found in the one that has it. */

const isOpenToAdmin = ({ access }: Operation): boolean =>
  access !== null && ("all" in access ? access.all : access.any).includes("admin");

const reads = app.operations.filter((operation) => operation.method === "get" && isOpenToAdmin(operation));

/** The databases that a request of the admin reads. */
async function databasesReadBy(path: string): Promise<string[]> {
  const read = new Set<string>();
  const watched = (name: string, binding: D1Database) =>
    watchedDatabase(binding, (_, send) => {
      read.add(name);
      return send();
    });
  const settings = { ...env, DB: watched("DB", bindings[0]), DB_2: watched("DB_2", bindings[1]) } as Env;
  const execution = createExecutionContext();
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
    headers: { authorization: `Bearer ${env.ADMIN_TOKEN}` },
  } as RequestInit<never>);
  const response = await worker.fetch(request, settings, execution);
  await response.body?.cancel();
  await waitOnExecutionContext(execution);
  return [...read].sort();
}

/** The reasons why ports fail are a table of the code. */
const lists = reads.filter(({ id, path }) => !path.includes("{") && id !== "getPortingReasons");
const named = reads.filter(({ path }) => path.includes("{"));

test("the sweep sees the platform's operations", () => {
  expect(lists.length).toBeGreaterThanOrEqual(7);
  expect(named.length).toBeGreaterThanOrEqual(12);
});

test.for([...lists.map(({ path }) => path), "/v1/findings?tenant_id=all"])(
  "the platform's GET %s reads all databases",
  async (path) => {
    expect(await databasesReadBy(path)).toEqual(["DB", "DB_2"]);
  },
);

test.for(named.map(({ path }) => path))("the platform's GET %s is looked for in all databases", async (path) => {
  expect(await databasesReadBy(path.replaceAll(/\{[^}]+\}/g, "none"))).toEqual(["DB", "DB_2"]);
});
