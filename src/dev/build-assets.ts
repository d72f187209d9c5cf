import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildGuides } from "./build-guides.ts";
import { readOpenApi } from "./build-openapi.ts";

const root = join(import.meta.dirname, "../..");
const out = join(root, "dist/assets");
const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

const copies: Readonly<Record<string, string>> = {
  "docs/api.html": join(root, "src/docs/docs.html"),
  _headers: join(root, "src/docs/_headers"),
  "docs-assets/docs.css": join(root, "src/docs/docs.css"),
  "docs-assets/docs.js": join(root, "src/docs/docs.js"),
  "docs-assets/swagger-ui.css": join(swagger, "swagger-ui.css"),
  "docs-assets/swagger-ui-bundle.js": join(swagger, "swagger-ui-bundle.js"),
  "docs-assets/favicon-32x32.png": join(swagger, "favicon-32x32.png"),
};

/**
 * Builds what the Worker serves as static files: the guides, and the API reference with Swagger UI from its npm
 * package. Replaces only files that differ, each in one step, so that a running server never serves half a file.
 */
export async function buildAssets(): Promise<void> {
  const files: Record<string, string | Buffer> = {
    ...(await buildGuides()),
    "openapi.json": JSON.stringify(await readOpenApi()),
  };
  for (const [name, source] of Object.entries(copies)) files[name] = readFileSync(source);
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
