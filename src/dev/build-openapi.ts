import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./settings.ts";

/** As much of an OpenAPI document as builds read. */
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

/** `cloudflare:workers` for a program that only reads contracts: nothing is bound, and no object is made. */
const workers = "export const env = {}; export const waitUntil = () => {}; export class DurableObject {}";

/** The document that `/openapi.json` answers, from the app itself, bundled and run in this process. */
export async function readOpenApi(): Promise<OpenApiDocument> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "src/app.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["workerd", "worker", "browser"],
    write: false,
    logLevel: "error",
    plugins: [
      {
        name: "workers",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^cloudflare:/ }, ({ path }) => ({ path, namespace: "workers" }));
          onLoad({ filter: /.*/, namespace: "workers" }, () => ({ contents: workers }));
        },
      },
    ],
  });
  const file = join(root, `dist/openapi/${process.pid}.mjs`);
  mkdirSync(join(root, "dist/openapi"), { recursive: true });
  writeFileSync(file, outputFiles[0]?.contents ?? "");
  const { app } = await import(pathToFileURL(file).href).finally(() => rmSync(file));
  const log = console.log;
  console.log = () => undefined; // the app writes a line for each request
  try {
    return await (await app.request("/openapi.json")).json();
  } finally {
    console.log = log;
  }
}

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
