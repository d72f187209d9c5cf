import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Puts together what the Worker serves as static files: the pages of `src/docs`, with Swagger UI from its npm package. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = join(root, "dist/assets");
const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "docs-assets"), { recursive: true });
for (const page of ["docs.html", "_headers"]) cpSync(join(root, "src/docs", page), join(out, page));
for (const file of ["docs.css", "docs.js"]) cpSync(join(root, "src/docs", file), join(out, "docs-assets", file));
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"]) {
  cpSync(join(swagger, file), join(out, "docs-assets", file));
}
