import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../../../src");

/** The operations of each `routes.ts`, by their paths. */
const operations = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("routes.ts") && !path.startsWith("twilio-sandbox/"))
  .flatMap((file) =>
    [...readFileSync(join(src, file), "utf8").matchAll(/^\s*path: "(\/[^"]+)"/gm)].map(([, path = ""]) => ({
      file,
      path,
    })),
  );

/** Folders that have another name than the path, and why. */
const otherNames: Readonly<Record<string, string>> = {
  "acquisition/search": "finds /v1/available-phone-numbers and /v1/available-countries: two nouns of one search",
  "acquisition/regulatory": "keeps /v1/regulatory-requirements, -defaults and -claims: three nouns of one subject",
  "events/log": "serves /v1/events; the folders beside it serve parts of that path",
  "events/live": "/v1/events/stream is the live feed without a WebSocket",
  "inventory/assignments": "/assign and /unassign are its verbs",
  "inventory/bulk-jobs": "/v1/phone-numbers/bulk creates what /v1/bulk-jobs lists",
  "inventory/transfers": "/transfer is its verb, and /history goes back over transfers",
  "operations/job-runs": "/v1/jobs is what runs",
  "operations/sync": "adopts and releases the orphaned numbers that a sync finds, as findings",
  "operations/health": "/metrics is its report for Prometheus",
  tenants: "/v1/me and API keys belong to tenants",
  "acquisition/orders": "/restore buys a number again",
  "traffic/usage": "/v1/webhook-refusals counts webhooks",
};

const words = (text: string): string[] => text.split(/[-/]/);

test("each operation is implemented in a folder with a noun of its path, but for those that say why not", () => {
  expect(operations.length).toBeGreaterThan(90);
  const elsewhere = operations.flatMap(({ file, path }) => {
    const folder = dirname(file);
    const noun = words(folder).at(-1) ?? "";
    const nouns = path.split("/").filter((part) => part !== "" && !part.startsWith("{"));
    const isThere = nouns.some((one) => folder.endsWith(one) || words(one).includes(noun) || `${noun}s` === one);
    return isThere || folder in otherNames ? [] : [`${path} in ${file}`];
  });
  expect(elsewhere).toEqual([]);
});

test("no folder has a reason that it does not need", () => {
  const folders = new Set(operations.map(({ file }) => dirname(file)));
  expect(Object.keys(otherNames).filter((folder) => !folders.has(folder))).toEqual([]);
});
