import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { bufferPlugin } from "./buffer-plugin.ts";
import { root } from "./settings.ts";

/** The parts of an OpenAPI document that the builds read. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components?: { readonly responses?: Readonly<Record<string, OpenApiResponse>> };
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}

interface OpenApiResponse {
  readonly $ref?: string;
  /** Each failure is an example by the name of its code. */
  readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, unknown>> }>>;
}

/**
 * The document is built from the Worker's modules in Node, so what they import from the Workers runtime is replaced.
 */
const withoutRuntime: Plugin = {
  name: "without-runtime",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^cloudflare:/ }, ({ path }) => ({ path, namespace: "runtime" }));
    onLoad({ filter: /.*/, namespace: "runtime" }, () => ({
      contents: "module.exports = { DurableObject: class {} };",
    }));
  },
};

async function makeDocuments(): Promise<OpenApiDocuments> {
  const outfile = join(root, `dist/openapi/${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: ["src/openapi/document.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["workerd", "worker", "browser"],
    plugins: [withoutRuntime, bufferPlugin],
    logLevel: "error",
    // Bundled CommonJS packages require modules of Node.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const { openApiDocument, withoutWebhooks } = await import(pathToFileURL(outfile).href).finally(() => rmSync(outfile));
  const whole = openApiDocument();
  return { whole, withoutWebhooks: withoutWebhooks(whole) };
}

interface OpenApiDocuments {
  readonly whole: OpenApiDocument;
  readonly withoutWebhooks: OpenApiDocument;
}

let made: Promise<OpenApiDocuments> | undefined;

/** The OpenAPI document of the contracts in `src`, and the one without `webhooks`; made once in a process. */
export function readOpenApiDocuments(): Promise<OpenApiDocuments> {
  made ??= makeDocuments();
  return made;
}

export const readOpenApi = async (): Promise<OpenApiDocument> => (await readOpenApiDocuments()).whole;

/** The operations that can answer each problem code, in the order of the document. */
export function operationsByProblem({ paths, components }: OpenApiDocument): Map<string, string[]> {
  const resolve = (response: OpenApiResponse): OpenApiResponse =>
    (response.$ref && components?.responses?.[response.$ref.split("/").at(-1) ?? ""]) || response;
  const found = new Map<string, string[]>();
  for (const { operationId, responses } of Object.values(paths).flatMap((path) => Object.values(path))) {
    const contents = Object.values(responses).flatMap((response) => Object.entries(resolve(response).content ?? {}));
    const codes = contents.flatMap(([type, { examples = {} }]) =>
      type.includes("problem") ? Object.keys(examples) : [],
    );
    for (const code of new Set(codes)) found.set(code, [...(found.get(code) ?? []), operationId]);
  }
  return found;
}

if (import.meta.main) console.log(JSON.stringify(await readOpenApi()));
