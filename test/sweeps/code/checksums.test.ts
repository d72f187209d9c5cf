import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/**
 * **Invariant:** a migration that has landed is never edited, as a deployment may have applied it. `migrations/checksums.txt` has
 * the SHA-256 of each, in the form of `sha256sum`. A new migration adds its line: `cd migrations && sha256sum 0014_*.sql >> checksums.txt`.
 */

const folder = resolve(import.meta.dirname, "../../../migrations");
const checksumOf = (name: string): string =>
  createHash("sha256")
    .update(readFileSync(join(folder, name)))
    .digest("hex");

test("each migration has its checksum, and none has changed since it landed", () => {
  const recorded = readFileSync(join(folder, "checksums.txt"), "utf8").trimEnd().split("\n");
  const migrations = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  expect(migrations.length).toBeGreaterThan(10);
  expect(recorded).toEqual(migrations.sort().map((name) => `${checksumOf(name)}  ${name}`));
});
