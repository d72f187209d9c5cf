import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(import.meta.dirname, "../..");
const out = join(root, "dist/assets");
const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

const files: Readonly<Record<string, string>> = {
  "docs.html": join(root, "src/docs/docs.html"),
  _headers: join(root, "src/docs/_headers"),
  "docs-assets/docs.css": join(root, "src/docs/docs.css"),
  "docs-assets/docs.js": join(root, "src/docs/docs.js"),
  "docs-assets/swagger-ui.css": join(swagger, "swagger-ui.css"),
  "docs-assets/swagger-ui-bundle.js": join(swagger, "swagger-ui-bundle.js"),
  "docs-assets/favicon-32x32.png": join(swagger, "favicon-32x32.png"),
};

/**
 * Puts together what the Worker serves as static files: the pages of `src/docs`, with Swagger UI from its npm package.
 * Only what differs is replaced, in one stroke each, so nobody who serves the files meanwhile sees them half.
 */
export function buildAssets(): void {
  for (const [name, source] of Object.entries(files)) {
    const target = join(out, name);
    const content = readFileSync(source);
    if (existsSync(target) && readFileSync(target).equals(content)) continue;
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

if (import.meta.main) buildAssets();
