import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../../../src");

/** From lowest to highest: a group, or a file at the root, may import from itself and from what stands before it. */
const groups = [
  "env.d.ts",
  "kernel",
  "sip",
  "carriers",
  "idempotency",
  "events",
  "tenants",
  "sessions",
  "runtime",
  "connections",
  "inventory",
  "acquisition",
  "porting",
  "findings",
  "traffic",
  "operations",
  "objects",
  "jobs.ts",
  "app.ts",
  "queues.ts",
  "index.ts",
  "openapi",
];

/** Programs of their own, which neither import from the product nor are imported by it. */
const apart = ["twilio-sandbox", "dev", "docs", "console"];

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, top: path.split("/")[0] ?? "", text: readFileSync(join(src, path), "utf8") }));

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  /** The imported file, from `src/` on; `null` for a package. */
  readonly target: string | null;
}

function importsOf({ path, text }: { readonly path: string; readonly text: string }): Import[] {
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"/gms)].map(([, type, from = ""]) => {
    const isOurs = from.startsWith("#") || from.startsWith(".");
    const file = from.startsWith("#") ? from.slice(1) : relative(src, resolve(src, path, "..", from));
    return { from, typeOnly: type !== undefined, target: isOurs ? `${file.replace(/\.ts$/, "")}.ts` : null };
  });
}

const groupOf = (path: string): string => path.split("/")[0] ?? "";
const rankOf = (top: string): number => groups.indexOf(top);

const product = files.filter(({ top }) => !apart.includes(top));

test("the sweep sees the product", () => {
  expect(product.length).toBeGreaterThan(60);
  expect(product.flatMap(importsOf).length).toBeGreaterThan(200);
});

test("every import leads to a file", () => {
  const paths = new Set(files.map(({ path }) => path.replace(/\.(tsx|d\.ts)$/, ".ts")));
  const astray = files.flatMap((file) =>
    importsOf(file).flatMap(({ target, from }) =>
      target === null || paths.has(target) || /\.(js|bin)\.ts$/.test(target) ? [] : [`${file.path} imports ${from}`],
    ),
  );
  expect(astray).toEqual([]);
});

test("every group has a rank, and every rank a group", () => {
  const tops = new Set(product.map(({ top }) => top));
  expect([...tops].filter((top) => !groups.includes(top))).toEqual([]);
  expect(groups.filter((group) => !tops.has(group))).toEqual([]);
});

/** The offline verifier of exports shares the hashing with the Worker. */
const shared = ["dev/verify-events.ts imports events"];

test("imports point down, and separate programs stay separate", () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .flatMap(({ target }) => (target === null ? [] : [groupOf(target)]))
      .filter((target) =>
        apart.includes(file.top) || apart.includes(target) ? target !== file.top : rankOf(target) > rankOf(file.top),
      )
      .map((target) => `${file.path} imports ${target}`),
  );
  expect(wrong).toEqual(shared);
});

test("files of the product do not import each other in a circle", () => {
  const targets = new Map(
    product.map((file) => [
      file.path,
      importsOf(file).flatMap(({ target, typeOnly }) => (target === null || typeOnly ? [] : [target])),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" > "));
    else if (!done.has(path)) {
      for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
      done.add(path);
    }
  };
  for (const path of targets.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

const offenders = (inFiles: (path: string) => boolean, pattern: RegExp): string[] =>
  product.filter(({ path }) => inFiles(path)).flatMap(({ path, text }) => (pattern.test(text) ? [path] : []));

test("only runtime/ and objects/ read the clock and randomness", () => {
  const mayRead = (path: string) => path.startsWith("runtime/") || path.startsWith("objects/");
  const readers = /\bDate\.now\b|\bMath\.random\b|getRandomValues|randomUUID/;
  expect(offenders(mayRead, readers).length).toBeGreaterThan(3);
  expect(offenders((path) => !mayRead(path), readers)).toEqual([]);
});

test("routes do not import drizzle, verbs do not import Hono, and tables are imported by their own folder only", () => {
  expect(offenders((path) => path.endsWith("routes.ts"), /from "drizzle-orm/)).toEqual([]);
  const outside = [
    "runtime/",
    "app.ts",
    "kernel/http/http.ts",
    "kernel/http/hono-routes.ts",
    "kernel/http/route-list.ts",
    "kernel/http/router.ts",
    "kernel/http/refuse-ignored-input.ts",
    "connections/carrier-accounts/signing-test.ts",
    "operations/porting-checks/webhook-routes.ts",
    "traffic/inbound/routes.ts",
    "traffic/inbound/verify-signature.ts",
  ];
  expect(offenders((path) => !outside.some((start) => path.startsWith(start)), /from "hono/)).toEqual([]);
  const borrowed = product.flatMap((file) =>
    importsOf(file)
      .filter(({ from, typeOnly }) => /^#.*\/table$/.test(from) && !typeOnly)
      .filter(({ target }) => target !== null && dirname(target) !== dirname(file.path))
      .map(({ from }) => `${file.path} imports ${from}`),
  );
  expect(borrowed).toEqual([]);
});

/** The Worker would carry what it never uses, and spend start-up time on it. */
test("only the OpenAPI document's build imports what only the document needs", () => {
  const builds = (path: string) =>
    path.startsWith("openapi/") ||
    /^events\/log\/(event-schemas|event-data|carrier-account-events|key-events|porting-events|porting-move-events)\.ts$/.test(
      path,
    ) ||
    /\/(\w+-)?(openapi|responses|example)(-\w+)?\.ts$/.test(path);
  const carried = product
    .filter(({ path }) => !builds(path))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ target, typeOnly }) => target !== null && !typeOnly && builds(target))
        .map(({ from }) => `${file.path} imports ${from}`),
    );
  expect(product.filter(({ path }) => builds(path)).length).toBeGreaterThan(40);
  expect(carried).toEqual([]);
});

/**
 * Rules are pure, and say so in their first line: `// Pure: no I/O, no clock, no randomness.` A rule takes the time and randomness
 * as arguments and returns its decision as a value. It imports types, other rules, and packages that only compute. A file that
 * has a `.rules.test.ts` of its own is such a rule, unless it does I/O through functions that it is given.
 */
const computingPackages = ["ipaddr.js", "canonicalize", "libphonenumber-js/max", "libphonenumber-js/core"];
const impure =
  /\b(await|async)\b|\bfetch\(|\bconsole\.\w+\(|\bscheduler\.|\bcrypto\.|cloudflare:|\bEnv\b|Date\.now|Math\.random|#runtime\//;

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
const saysPure = ({ text }: { readonly text: string }): boolean => text.startsWith("// Pure:");
const rulePaths: ReadonlySet<string | null> = new Set(product.filter(saysPure).map(({ path }) => path));
const isPure = (file: (typeof product)[number]): boolean =>
  !impure.test(withoutComments(file.text)) &&
  importsOf(file).every(
    ({ target, typeOnly, from }) => typeOnly || rulePaths.has(target) || computingPackages.includes(from),
  );

test("rules are pure: no I/O, no clock, no randomness", () => {
  const rules = product.filter(saysPure);
  expect(rules.length).toBeGreaterThan(60);
  expect(rules.filter((file) => !isPure(file)).map(({ path }) => path)).toEqual([]);
});

test("a rule with a test of its own says that it is pure", () => {
  const tested = readdirSync(resolve(src, "../test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".rules.test.ts"))
    .map((path) => path.replace(".rules.test.ts", ".ts"));
  const rules = product.filter((file) => tested.includes(file.path) && isPure(file));
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.filter((file) => !saysPure(file)).map(({ path }) => path)).toEqual([]);
});

/** Schemas of the API and of event payloads have the names of the resources that they describe. */
const describesResources = (path: string): boolean => /\/(responses|event-data|event-schemas)\.ts$/.test(path);

test("no two files export the same name, so a name has one meaning", () => {
  const exported = product
    .filter(({ path }) => !describesResources(path) && path !== "env.d.ts")
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm)].map(
        ([, name = ""]) => ({ name, path }),
      ),
    );
  expect(exported.length).toBeGreaterThan(1_000);
  const twice = [...Map.groupBy(exported, ({ name }) => name)]
    .filter(([, places]) => new Set(places.map(({ path }) => path)).size > 1)
    .map(([name, places]) => `${name}: ${places.map(({ path }) => path).join(", ")}`);
  expect(twice).toEqual([]);
});

test("carriers' words stay in their folder", () => {
  const allowed = (path: string) =>
    path.startsWith("carriers/") || path === "runtime/platform-carrier.ts" || path === "kernel/values/config.ts";
  const words = /incoming_phone_number|IncomingPhoneNumber|AvailablePhoneNumbers[.]|FriendlyName:|VoiceUrl|AccountSid/;
  expect(offenders((path) => !allowed(path), words)).toEqual([]);
});

/** Wrangler and openapi-typescript made them. */
const generated = ["env.d.ts", "console/api/schema.d.ts"];

test("no file is past 400 lines, and none is a heap of helpers", () => {
  expect(
    files
      .filter(({ path, text }) => !generated.includes(path) && text.split("\n").length > 400)
      .map(({ path }) => path),
  ).toEqual([]);
  expect(
    files
      .filter(({ path }) => /(^|\/)(utils?|helpers?|common|services?|index)(\/|\.ts$)/.test(path))
      .map(({ path }) => path)
      .sort(),
  ).toEqual(["index.ts", "twilio-sandbox/index.ts"]);
});

const migrations = resolve(src, "../migrations");
const migrationFiles = readdirSync(migrations)
  .filter((name) => name.endsWith(".sql"))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(migrations, name), "utf8") }));

test("migrations never rebuild or drop a table, and delete no rows by cascade", () => {
  expect(migrationFiles.length).toBeGreaterThanOrEqual(6);
  for (const { name, text } of migrationFiles) {
    const sql = text.replaceAll(/--.*$/gm, "");
    expect(sql, name).not.toMatch(/drop\s+table|__new_|on\s+delete\s+cascade|pragma/i);
    for (const [table] of sql.matchAll(/CREATE TABLE[\s\S]*?;/g)) expect(table, name).toMatch(/\)\s*STRICT/);
  }
});

test("migrations are numbered from 0001 without a gap, and each names the folder that owns it", () => {
  const owners = migrationFiles.map(({ name, text }, index) => {
    const number = String(index + 1).padStart(4, "0");
    expect(name).toMatch(new RegExp(`^${number}_[a-z0-9_]+\\.sql$`));
    const owner = /^-- Owner: ([a-z/-]+)\n/.exec(text)?.[1];
    expect(owner, `the first line of ${name}`).toBeDefined();
    return owner ?? "";
  });
  const folders = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(src, join(entry.parentPath, entry.name)));
  expect(owners.filter((owner) => !folders.includes(owner))).toEqual([]);
});

test("each table is created by one migration, of the group or folder whose table.ts declares it", () => {
  const newNames = new Map(
    migrationFiles.flatMap(({ text }) =>
      [...text.matchAll(/^ALTER TABLE (\w+) RENAME TO (\w+)/gim)].map(([, from = "", to = ""]) => [from, to] as const),
    ),
  );
  const created = migrationFiles.flatMap(({ text }) => {
    const owner = /^-- Owner: (.+)$/m.exec(text)?.[1] ?? "";
    return [...text.matchAll(/^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gim)].map(([, name = ""]) => {
      const table = newNames.get(name) ?? name;
      return { table, owner };
    });
  });
  expect(created.length).toBeGreaterThan(40);
  expect(new Set(created.map(({ table }) => table)).size).toBe(created.length);
  const declared = new Map(
    product
      .filter(({ path }) => path.endsWith("/table.ts"))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/lazyTable\(\s*"(\w+)"/g)].map(([, table = ""]) => [table, dirname(path)] as const),
      ),
  );
  const elsewhere = created.filter(({ table, owner }) => !`${declared.get(table)}/`.startsWith(`${owner}/`));
  expect(elsewhere).toEqual([]);
});
