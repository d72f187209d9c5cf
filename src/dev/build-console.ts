import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "./settings.ts";

/** Builds the console (`src/console`) with Vite. A build is kept until its sources or the libraries change. */

const source = join(root, "src/console");
const kept = join(root, "dist/console");
/** No build takes this long. */
const STALE_DRAFT_MS = 60 * 60 * 1_000;

/** The console's files, by path below the root of the site. */
export async function buildConsole(): Promise<Record<string, Buffer>> {
  const target = join(kept, digestOfSources());
  if (!existsSync(target)) await buildInto(target);
  return Object.fromEntries(
    filesBelow(target).map((path) => [`console/${path}`, readFileSync(join(target, path))] as const),
  );
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

function digestOfSources(): string {
  const hash = createHash("sha256");
  const paths = filesBelow(source).map((path) => join(source, path));
  for (const path of [...paths, join(root, "package-lock.json"), import.meta.filename]) {
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/** Vite and React's plugin are imported only when there is something to build. */
async function buildInto(target: string): Promise<void> {
  const [{ build }, { default: react }] = await Promise.all([import("vite"), import("@vitejs/plugin-react")]);
  const draft = `${target}.${randomUUID()}`;
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, ".gitignore"), "*\n");
  // Vite takes React's development files for any other value, such as the one that Vitest sets.
  const { NODE_ENV: before } = process.env;
  process.env.NODE_ENV = "production";
  try {
    await build({
      root: source,
      configFile: false,
      base: "/console/",
      logLevel: "warn",
      plugins: [react()],
      build: { outDir: draft, emptyOutDir: true, assetsDir: "assets", target: "es2022", assetsInlineLimit: 0 },
    });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
  removeOlder(basename(target));
  try {
    renameSync(draft, target);
  } catch (error) {
    // Another process has built the same meanwhile.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

/** Removes the other builds, and the drafts that a killed process left. Another process may just have made this one. */
function removeOlder(current: string): void {
  for (const name of readdirSync(kept)) {
    const path = join(kept, name);
    const isBuild = /^[0-9a-f]{16}$/.test(name) && name !== current;
    const isLeft =
      /^[0-9a-f]{16}\./.test(name) &&
      Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > STALE_DRAFT_MS;
    if (isBuild || isLeft) rmSync(path, { recursive: true, force: true });
  }
}
