import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";

/** Twilio's own OpenAPI documents. They come in one npm package, of which nine files are kept in a git-ignored folder. */

const spec = "@twilio/cli-core@9.0.0";
const integrity = "FPHm5gXAUwM2oATmQi3AGYPFz4Urg5G5/vDkpUu5WqNuwueQaS93HwXjdX1OM+miuq0LMimdfbXDTLEp4Nsjfg==";
const files = {
  api: "twilio_api_v2010.json",
  pricing: "twilio_pricing_v1.json",
  numbers: "twilio_numbers_v2.json",
  messaging: "twilio_messaging_v1.json",
  trunking: "twilio_trunking_v1.json",
  voice: "twilio_voice_v1.json",
  routes: "twilio_routes_v2.json",
  accounts: "twilio_accounts_v1.json",
  porting: "twilio_numbers_v1.json",
} as const;
/** Named by what is in it, so that one more file means another folder. */
const folder = resolve(import.meta.dirname, `../../.cache/twilio-openapi-9.0.0-${Object.keys(files).join("-")}`);

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema; readonly examples?: Record<string, unknown> }>>;

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathItem = Partial<Record<Method, Operation>> & { readonly servers?: readonly { readonly url: string }[] };

export interface OpenApi {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, { readonly type: string; readonly scheme?: string }>>;
  };
}

export type Documents = Readonly<Record<keyof typeof files, OpenApi>>;

/** `null` where the package cannot be had, which is said loudly; in CI that is a failure. */
export function loadDocuments(): Documents | null {
  try {
    if (!existsSync(folder)) download();
  } catch (error) {
    const { CI } = process.env;
    const message = `${spec} cannot be had: NOTHING IS CHECKED AGAINST TWILIO'S DOCUMENTS. ${String(error)}`;
    if (CI && CI !== "false") throw new Error(message);
    // Not console.error: the runner keeps to itself what a file without failures prints.
    writeSync(2, `\n*** SKIPPED: ${message}\n\n`);
    return null;
  }
  const read = (name: string): OpenApi => JSON.parse(readFileSync(join(folder, name), "utf8"), withoutVainNullable);
  return {
    api: read(files.api),
    pricing: read(files.pricing),
    numbers: read(files.numbers),
    messaging: read(files.messaging),
    trunking: read(files.trunking),
    voice: read(files.voice),
    routes: read(files.routes),
    accounts: read(files.accounts),
    porting: read(files.porting),
  };
}

/** `nullable` without a `type` says nothing (OpenAPI 3.0.3, clarified), and ajv does not let it pass. */
function withoutVainNullable(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("nullable" in value) || "type" in value) return value;
  const { nullable: __, ...said } = value;
  return said;
}

/** Two test files may be at it at once, so each unpacks in a folder of its own and the first to rename it wins. */
function download(): void {
  mkdirSync(resolve(folder, ".."), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    const options = { cwd: work, encoding: "utf8", stdio: "pipe", timeout: 300_000 } as const;
    const tarball = execFileSync("npm", ["pack", spec, "--silent"], options).trim().split("\n").at(-1) ?? "";
    const digest = createHash("sha512")
      .update(readFileSync(join(work, tarball)))
      .digest("base64");
    if (digest !== integrity) throw new Error(`The package is not the one we know: its SHA-512 is ${digest}.`);
    const inPackage = "package/src/services/twilio-api";
    execFileSync("tar", ["-xzf", tarball, ...Object.values(files).map((name) => `${inPackage}/${name}`)], options);
    try {
      renameSync(join(work, inPackage), folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
