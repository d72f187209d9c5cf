import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./settings.ts";

const scalarPackage = join(dirname(fileURLToPath(import.meta.resolve("@scalar/api-reference"))), "..");
const bundle = join(scalarPackage, "dist/browser");
const { version } = JSON.parse(readFileSync(join(scalarPackage, "package.json"), "utf8"));

/** Where Scalar's files are served: with its version, so that browsers may keep them for good (src/docs/_headers). */
const scalar = `docs-assets/scalar/${version}`;

const isPart = (name: string): boolean => name.endsWith(".js");

/** The page `/docs/api` and everything it loads but the OpenAPI document, by the names they are served at. */
export function apiReferenceFiles(): Record<string, string | Buffer> {
  const page = readFileSync(join(root, "src/docs/api.html"), "utf8").replaceAll("{{scalar}}", `/${scalar}`);
  const chunks = readdirSync(join(bundle, "chunks")).filter(isPart);
  return {
    "docs/api.html": page,
    "docs-assets/api.css": readFileSync(join(root, "src/docs/api.css")),
    "docs-assets/api.js": readFileSync(join(root, "src/docs/api.js")),
    [`${scalar}/standalone.esm.js`]: readFileSync(join(bundle, "standalone.esm.js")),
    ...Object.fromEntries(
      chunks.map((name) => [`${scalar}/chunks/${name}`, readFileSync(join(bundle, "chunks", name))]),
    ),
  };
}
