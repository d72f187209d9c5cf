import "./use-own-typescript.js";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// `node generate.js URL FOLDER` generates both clients of the document at URL.
const [url, folder] = process.argv.slice(2);

const { createClient } = await import("@hey-api/openapi-ts");
const { default: openapiTypescript, astToString } = await import("openapi-typescript");

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "schema.ts"), astToString(await openapiTypescript(new URL(url))));
await createClient({
  input: url,
  output: join(folder, "hey-api"),
  plugins: ["@hey-api/client-fetch", "@hey-api/sdk", "@hey-api/typescript"],
  logs: { level: "silent" },
});
