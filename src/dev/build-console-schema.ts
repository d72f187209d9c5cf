import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readOpenApiDocuments } from "./build-openapi.ts";
import { root } from "./settings.ts";

/** The types that the console's calls are checked against, made from the OpenAPI document. */

const schemaPath = join(root, "src/console/api/schema.d.ts");

/** openapi-typescript needs TypeScript 5: both are in the workspace of the generated clients. */
const fromWorkspace = ["openapi-typescript", "typescript"];
interface Generator {
  readonly default: (document: string) => Promise<unknown>;
  readonly astToString: (ast: unknown) => string;
}
const workspace = pathToFileURL(join(root, "test/clients/typescript/package.json")).href;

const dropped = new Set(["description", "summary", "example", "examples", "headers", "x-codeSamples"]);
/** Objects whose keys are names that the API chose, so none of them is dropped. */
const maps = new Set(["properties", "paths", "schemas", "responses", "parameters"]);

/** The document without texts, examples and headers, and with only the responses of success. */
function essence(value: unknown, keyOfValue = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => essence(item));
  if (typeof value !== "object" || value === null) return value;
  const isMap = maps.has(keyOfValue);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isMap || !dropped.has(name))
      .filter(([name]) => keyOfValue !== "responses" || !/^[345]|default/.test(name))
      .map(([name, item]) => [name, essence(item, isMap ? "" : name)]),
  );
}

/** The text of `schema.d.ts` for the API as it is now. */
async function makeConsoleSchema(): Promise<string> {
  registerHooks({
    resolve: (name, context, next) =>
      next(name, fromWorkspace.includes(name) ? { ...context, parentURL: workspace } : context),
  });
  const { default: openapiTypescript, astToString }: Generator = await import(String(fromWorkspace[0]));
  const { whole } = await readOpenApiDocuments();
  const document = essence({ ...whole, webhooks: {}, components: { ...whole.components, responses: {} } });
  return `// Made by \`npm run generate\` from the OpenAPI document.\n${astToString(await openapiTypescript(JSON.stringify(document)))}`;
}

/** With `--check` the file is compared instead of written. */
if (import.meta.main) {
  const text = await makeConsoleSchema();
  if (!process.argv.includes("--check")) writeFileSync(schemaPath, text);
  else if (readFileSync(schemaPath, "utf8") !== text) {
    console.error("src/console/api/schema.d.ts differs from the OpenAPI document. Run: npm run generate");
    process.exitCode = 1;
  }
}
