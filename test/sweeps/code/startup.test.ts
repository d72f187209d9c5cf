import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { phoneMetadataModule } from "#dev/build-phone-metadata";

/**
 * What a new isolate does before its first request, counted: the Worker's module is evaluated in Node, with stand-ins for the
 * modules of Cloudflare. Milliseconds are measured by `npm run bench -- startup`.
 */

const root = resolve(import.meta.dirname, "../../..");
const folder = resolve(root, "dist/test/startup");

/** Counts schemas by zod's own hook, and errors by their constructors. It has a scope of its own beside the minified names. */
const counters = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
{
  const made = { schemas: [], errors: [], tables: [] };
  globalThis.madeAtStart = made;
  const NativeError = Error;
  const where = () => new NativeError().stack.split("\\n").slice(3, 8).map((line) => line.slice(0, 200));
  globalThis.__zod_globalConfig = { postProcessor: () => made.schemas.push(where()) };
  for (const name of ["Error", "TypeError", "RangeError", "SyntaxError", "EvalError", "DOMException"]) {
    globalThis[name] = new Proxy(globalThis[name], {
      construct: (target, given, own) => (made.errors.push(where()), Reflect.construct(target, given, own)),
      apply: (target, self, given) => (made.errors.push(where()), Reflect.apply(target, self, given)),
    });
  }
}`;

const cloudflare = `
export class DurableObject {}
export class WorkerEntrypoint {}
export const env = {};
export const waitUntil = () => {};
export const connect = () => {};`;

/** drizzle with a counter. */
const countedTables = `
export * from "drizzle-orm/sqlite-core";
import { sqliteTable as buildTable } from "drizzle-orm/sqlite-core";
export const sqliteTable = (name, ...rest) => (globalThis.madeAtStart.tables.push(name), buildTable(name, ...rest));`;

interface Evaluated {
  /** Where each was made. */
  readonly schemas: readonly (readonly string[])[];
  readonly errors: readonly (readonly string[])[];
  /** The names of the tables that drizzle built. */
  readonly tables: readonly string[];
}

interface Start {
  readonly made: Evaluated;
  /** The files that have code in the script. */
  readonly files: readonly string[];
  /** The modules of the runtime that the script loads at once. */
  readonly imports: readonly string[];
}

/** Bundles a module as a deployment does, and evaluates it in a process of its own. */
async function evaluate(entry: string, name: string): Promise<Start> {
  const outfile = resolve(folder, `${name}.mjs`);
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root },
    outfile,
    bundle: true,
    metafile: true,
    minify: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "buffer"],
    banner: { js: counters },
    footer: { js: "console.log(JSON.stringify(globalThis.madeAtStart));" },
    plugins: [
      {
        name: "cloudflare",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^cloudflare:/ }, ({ path }) => ({ path, namespace: "cloudflare" }));
          onLoad({ filter: /./, namespace: "cloudflare" }, () => ({ contents: cloudflare }));
          onResolve({ filter: /^drizzle-orm\/sqlite-core$/ }, ({ path, namespace }) =>
            namespace === "drizzle" ? undefined : { path, namespace: "drizzle" },
          );
          onLoad({ filter: /./, namespace: "drizzle" }, () => ({ contents: countedTables, resolveDir: root }));
        },
      },
    ],
    logLevel: "error",
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path] : [],
  );
  const imports = (output?.imports ?? []).flatMap(({ path, kind }) => (kind === "import-statement" ? [path] : []));
  return { made: JSON.parse(stdout), files, imports };
}

let worker: Start;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  worker = await evaluate('export * from "./src/index.ts"; export { default } from "./src/index.ts";', "worker");
});

test("the start builds no schema: each operation builds its own on first use", () => {
  expect(worker.made.schemas).toEqual([]);
});

test("the start makes no error: its stack would make V8 parse the whole script a second time", () => {
  expect(worker.made.errors).toEqual([]);
});

test("the start builds no table: drizzle builds each on first use", () => {
  expect(worker.made.tables).toEqual([]);
});

test("the counters count", async () => {
  const entry = `
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { z } from "zod";
export const made = [z.array(z.string()), new TypeError("x"), sqliteTable("things", { id: text("id") })];`;
  const { made } = await evaluate(entry, "counters");
  expect([made.schemas.length, made.errors.length, made.tables]).toEqual([2, 1, ["things"]]);
});

test("the script has no part of a library that the Worker never uses", () => {
  const unused = worker.files.filter((path) =>
    /zod\/v4\/(locales\/(?!en\.)|core\/compile|classic\/from-json-schema)/.test(path),
  );
  expect(unused).toEqual([]);
  expect(worker.files).toContain("node_modules/zod/v4/locales/en.js");
});

test("node:crypto is loaded when something needs it", () => {
  expect(worker.imports).toEqual(["node:buffer"]);
});

test("the numbering plans are those of the library", () => {
  const file = readFileSync(resolve(root, "src/kernel/values/phone-metadata.ts"), "utf8");
  expect(file === phoneMetadataModule(), "Run `npm run generate`.").toBe(true);
});
