import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { apiReferenceFiles } from "./build-api-reference.ts";
import { buildConsole } from "./build-console.ts";
import { buildGuides } from "./build-guides.ts";
import { readOpenApiDocuments } from "./build-openapi.ts";

const root = join(import.meta.dirname, "../..");
const out = join(root, "dist/assets");

/**
 * Builds what the Worker serves as static files: the guides, the API reference with Scalar from its npm package, the
 * console, and the OpenAPI document. Replaces only files that differ, each in one step, so that a running server never
 * serves half a file.
 */
export async function buildAssets(): Promise<void> {
  const documents = await readOpenApiDocuments();
  const files: Record<string, string | Buffer> = {
    _headers: readFileSync(join(root, "src/docs/_headers")),
    ...(await buildGuides()),
    ...apiReferenceFiles(),
    ...(await buildConsole()),
    "openapi.json": JSON.stringify(documents.whole),
    "openapi-without-webhooks.json": JSON.stringify(documents.withoutWebhooks),
  };
  for (const [name, content] of Object.entries(files)) {
    const target = join(out, name);
    if (existsSync(target) && readFileSync(target).equals(Buffer.from(content))) continue;
    mkdirSync(dirname(target), { recursive: true });
    const draft = join(root, `dist/${process.pid}.draft`);
    writeFileSync(draft, content);
    renameSync(draft, target);
  }
  for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !Object.hasOwn(files, relative(out, path).replaceAll("\\", "/"))) rmSync(path);
  }
}

if (import.meta.main) await buildAssets();
