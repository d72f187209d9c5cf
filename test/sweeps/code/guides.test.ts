import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { lexer, type Token, walkTokens } from "marked";
import { describe, expect, test } from "vitest";
import { failureDetails } from "#acquisition/orders/failure-details";
import { rungNames } from "#connections/carrier-accounts/rungs";
import { carrierAccountStatuses } from "#connections/carrier-accounts/table";
import { fencesOf, guideFolder, plainText, slugOf } from "#dev/guide-pages";
import { closeReasons } from "#events/live/close-reasons";
import { RETRY_DELAYS_MS } from "#events/webhook-endpoints/retry-policy";
import { findingKinds } from "#findings/kinds";
import { ruleNames } from "#inventory/routing/route-call";
import { problemCatalogue } from "#kernel/http/problem";
import { blocksOf, pastedBlocks, pasteTraps } from "../../e2e/guide-blocks.ts";
import { firstCells, guide, guides } from "./guide-text";

/** README, guides and architecture say what the code does: names and numbers are compared, links and paths resolved. */

/** Modules whose types are those of Workers, which Node's do not know. */
const load = async <Module>(path: string): Promise<Module> => await import(/* @vite-ignore */ path);

const { scopes } = await load<{ scopes: readonly string[] }>("#kernel/http/scope");
const { signatureHeaders } = await load<{
  signatureHeaders(secrets: readonly string[], id: string, now: number, body: string): Promise<Record<string, string>>;
}>("#events/webhook-endpoints/signature");

const root = resolve(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const documents = ["README.md", "CHANGELOG.md", "src/ARCHITECTURE.md"]
  .filter((path) => existsSync(join(root, path)))
  .concat([...guides.keys()].map((name) => relative(root, join(guideFolder, `${name}.md`))));

describe("links and paths", () => {
  const tokensOf = (path: string): Token[] => {
    const found: Token[] = [];
    walkTokens(lexer(read(path)), (token) => {
      found.push(token);
    });
    return found;
  };
  const anchorsOf = (path: string): string[] =>
    tokensOf(path).flatMap((token) => (token.type === "heading" ? [slugOf(plainText(token.tokens))] : []));

  test.each(documents)("%s: every link leads somewhere", (path) => {
    const links = tokensOf(path).flatMap((token) => (token.type === "link" ? [String(token.href)] : []));
    const dead = links.filter((href) => {
      if (/^https?:/.test(href)) return false;
      const [file = "", anchor] = href.split("#");
      const target = file === "" ? path : relative(root, resolve(root, dirname(path), file));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test.each(documents)("%s: every path of the repository exists", (path) => {
    if (path === "CHANGELOG.md") return;
    const named = [...read(path).matchAll(/`((?:src|test|migrations)\/[\w./-]+)`/g)].map(([, each = ""]) => each);
    expect(named.filter((each) => !existsSync(join(root, each)))).toEqual([]);
  });

  test("src/ARCHITECTURE.md: every folder and file it names exists", () => {
    const named = [...read("src/ARCHITECTURE.md").matchAll(/`([a-z-]+(?:\/[\w.-]+)*\/|[a-z-]+\/[\w./-]+\.ts)`/g)];
    const paths = named.map(([, path = ""]) => path).filter((path) => !/^(src|test)\//.test(path));
    expect(paths.length).toBeGreaterThan(20);
    const homes = ["", ...readdirSync(join(root, "src")).map((group) => `${group}/`)];
    const missing = paths.filter((path) => !homes.some((home) => existsSync(join(root, "src", home, path))));
    expect(missing).toEqual([]);
  });

  test("there are links to look at", () => {
    const links = documents.flatMap(tokensOf).filter(({ type }) => type === "link");
    expect(links.length).toBeGreaterThan(50);
  });
});

describe("what is pasted into a shell", () => {
  const pages = documents.map((path) => [path, read(path)] as const);

  test.each(pages)("%s: bash and zsh read it alike", (_, markdown) => {
    expect(pastedBlocks(markdown).flatMap(pasteTraps)).toEqual([]);
  });

  test("traps are found", () => {
    const traps = ["ls # all", "curl $B/v1/x?a=b", "ls *.ts", "echo !!", "field data[0]", "$ ls", "show …"];
    expect(traps.filter((line) => pasteTraps(line).length === 0)).toEqual([]);
    expect(pasteTraps(`curl "$B/x?a=b" -d '{"a": ["b*"]}' "\${N: -4}"\nF() { node -p "x.$1"; }`)).toEqual([]);
  });

  test("every page sets its shell up in the same words", () => {
    const setup = blocksOf(guide("quickstart"))[0]?.commands;
    const pagesWithCommands = [...guides].filter(([, markdown]) => blocksOf(markdown).length > 0);
    expect(pagesWithCommands.length).toBeGreaterThan(8);
    for (const [name, markdown] of pagesWithCommands) expect.soft(blocksOf(markdown)[0]?.commands, name).toBe(setup);
  });
});

test("README.md is short, and its pictures are small", () => {
  expect(statSync(join(root, "README.md")).size).toBeLessThanOrEqual(10_000);
  const pictures = [...read("README.md").matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path = ""]) => path);
  expect(pictures.filter((path) => statSync(join(root, path)).size > 60_000)).toEqual([]);
});

test("README.md has every folder of src on its map", () => {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const map = read("README.md").split("## Map of the code")[1] ?? "";
  expect(folders.map(({ name }) => name).filter((name) => !map.includes(`\`${name}/\``))).toEqual([]);
});

describe("names and numbers", () => {
  test("errors: every code, with its status", () => {
    const described = [...guide("errors").matchAll(/^### (\w+)\n\n\*\*(\d+)\.\*\* /gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    const all = Object.entries(problemCatalogue).map(([code, { status }]) => [code, status]);
    expect(described.toSorted()).toEqual(all.toSorted());
  });

  test("errors: every code of an order's item", () => {
    const codes = Object.keys(failureDetails).filter((code) => !Object.hasOwn(problemCatalogue, code));
    expect(codes.filter((code) => !guide("errors").includes(`\`${code}\``))).toEqual([]);
  });

  test("authentication: every scope", () => {
    expect(firstCells(guide("authentication"), "Scopes")).toEqual([...scopes]);
  });

  test("live events: every close code", () => {
    const listed = [...guide("live-events").matchAll(/^\| (4\d{3}) \| `([a-z_]+)` \|/gm)];
    expect(listed.map(([, code, reason]) => [Number(code), reason])).toEqual(
      Object.entries(closeReasons).map(([reason, { code }]) => [code, reason]),
    );
  });

  test("routing: every rule, in order", () => {
    expect(firstCells(guide("routing"), "The rules, in order")).toEqual([...ruleNames]);
  });

  test("own Twilio account: every rung and every status", () => {
    expect(firstCells(guide("own-twilio-account"), "Verify")).toEqual([...rungNames, ...carrierAccountStatuses]);
  });

  test("drawings and pictures are small, and each is shown", () => {
    const figures = readdirSync(join(root, "src/docs/figures"));
    const shown = [...guides.values()].flatMap((markdown) =>
      [...markdown.matchAll(/!\[[^\]]+\]\(\.\.\/figures\/([^)]+)\)/g)].map(([, name]) => name),
    );
    expect(figures.toSorted()).toEqual(shown.toSorted());
    const limitOf = (name: string): number => (name.endsWith(".svg") ? 10_000 : 60_000);
    expect(figures.filter((name) => statSync(join(root, "src/docs/figures", name)).size > limitOf(name))).toEqual([]);
  });

  test("operations: every finding and every job, with its schedule", () => {
    expect(firstCells(guide("operations"), "Findings")).toEqual(Object.keys(findingKinds));
    const periods = {
      minute: "* * * * *",
      "10 minutes": "*/10 * * * *",
      "15 minutes": "*/15 * * * *",
      "20 minutes": "*/20 * * * *",
    };
    const listed = [
      ...guide("operations").matchAll(/^\| `([a-z-]+)` \| (minute|10 minutes|15 minutes|20 minutes|hour) \|/gm),
    ];
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
      /^(operations|events)\/(?!.*openapi).*\.ts$|^jobs\.ts$/.test(path),
    );
    const jobs = files.flatMap((path) => [
      ...read(`src/${path}`).matchAll(/\bname: "([a-z-]+)",\s+description\b[^;]*?cron: "([^"]+)"/g),
    ]);
    expect(jobs.length).toBeGreaterThan(8);
    const scheduled = listed.map(([, name, period = ""]) => [name, Reflect.get(periods, period) ?? "40 * * * *"]);
    expect(scheduled.toSorted()).toEqual(jobs.map(([, name, cron]) => [name, cron]).toSorted());
  });

  test("deploy: every setting", () => {
    const settings = [...read("src/kernel/values/config.ts").matchAll(/^ {4}([A-Z][A-Z_]+): /gm)].map(
      ([, name]) => name,
    );
    expect(settings.length).toBeGreaterThan(15);
    expect(firstCells(guide("deploy"), "Settings").toSorted()).toEqual(settings.toSorted());
  });

  test("deploy: every queue and bucket of wrangler.toml", () => {
    const config = read("wrangler.toml");
    const names = [...config.matchAll(/^(?:queue|dead_letter_queue|bucket_name) = "([^"]+)"/gm)].map(
      ([, name = ""]) => name,
    );
    const missing = new Set(names.filter((name) => !guide("deploy").includes(`create ${name}\n`)));
    expect([names.length > 5, ...missing]).toEqual([true]);
  });

  test("sandbox: every fault and operation", () => {
    const source = read("src/twilio-sandbox/account/faults.ts");
    const faults = firstCells(guide("sandbox"), "Inject a fault");
    expect(faults.length).toBeGreaterThan(8);
    expect(faults.filter((kind) => !source.includes(kind))).toEqual([]);
  });

  /** Folder, constant, and the beginning of the row that names its value. */
  const bounds: readonly [folder: string, constant: string, row: string][] = [
    ["kernel/http", "MAX_PAGE_SIZE", "rows in a page of a list"],
    ["kernel/http", "DEFAULT_PAGE_SIZE", "rows in a page of a list"],
    ["acquisition/search", "MAX_RESULTS", "search results"],
    ["acquisition/orders", "MAX_ITEMS", "numbers in an order"],
    ["acquisition/orders", "MAX_ITEMS_IN_REQUEST", "numbers in an order"],
    ["acquisition/orders", "MAX_QUANTITY", "numbers picked by an order's `criteria`"],
    ["acquisition/number-state", "MAX_UNCONFIRMED_ATTEMPTS", "attempts of unknown outcome for one item"],
    ["acquisition/number-state", "MAX_THROTTLED_ATTEMPTS", "times that a busy Twilio turns one item away"],
    ["carriers", "MAX_FAILURES", "failures of Twilio in a row, per account and isolate"],
    ["inventory/bulk-jobs", "MAX_NUMBERS", "numbers in a bulk job or its CSV file"],
    ["acquisition/imports", "MAX_NUMBERS", "numbers that an import or a detachment names"],
    ["acquisition/imports", "MAX_PAGE_OF_CARRIER", "numbers of a carrier account in a page"],
    ["inventory/bulk-jobs", "MAX_TAGS", "tags of a number"],
    ["inventory/phone-numbers", "MAX_METADATA_KEYS", "metadata of a number"],
    ["inventory/agents", "MAX_FORCED", "numbers taken off an agent"],
    ["inventory/agents", "MISSES_THAT_COUNT", "checks that an agent misses in a row"],
    ["inventory/agents", "MAX_PARAMETER", "a parameter of an agent"],
    ["inventory/routing", "MAX_AGENTS", "agents that share a number's calls"],
    ["inventory/routing", "MAX_CALLERS", "callers with an agent of their own"],
    ["inventory/routing", "MAX_HOPS", "numbers that loops are followed over"],
    ["traffic/inbound", "MAX_LATE_TEXT", "text of a message in that queue"],
    ["traffic/usage", "MAX_DAYS", "days in a period of usage"],
    ["kernel/values", "MAX_FINGERPRINTS", "fingerprints of requests kept per call or message"],
    ["events/live", "MAX_SUBJECTS", "subjects of a live connection"],
    ["connections/carrier-accounts", "MAX_ACCOUNTS", "Twilio accounts that a tenant connects"],
    ["events/webhook-endpoints", "MAX_ENDPOINTS", "webhook endpoints of a tenant"],
    ["events/webhook-endpoints", "MAX_PENDING", "deliveries on their way to one endpoint"],
    ["events/webhook-endpoints", "MAX_REDELIVERED_IDS", "events in one redelivery"],
    ["events/webhook-endpoints", "MAX_RANGE", "events in one redelivery"],
    ["connections/sip-trunks", "MAX_TRUNKS", "SIP trunks of a tenant"],
    ["connections/sip-trunks", "MAX_GATEWAYS", "gateways of a SIP trunk"],
    ["operations/job-runs", "MAX_FAILED_SLICES", "failed runs in a row"],
    ["operations/sync", "MAX_MISSING", "numbers that a sync may miss"],
  ];

  test.each(bounds)("limits: %s %s", (folder, constant, row) => {
    const files = readdirSync(join(root, "src", folder)).filter((name) => name.endsWith(".ts"));
    const values = files.flatMap((name) => {
      const value = new RegExp(`const ${constant} = ([\\d_]+);`).exec(read(`src/${folder}/${name}`))?.[1];
      return value ? [Number(value.replaceAll("_", ""))] : [];
    });
    const described = guide("limits")
      .split("\n")
      .find((line) => line.startsWith(`| ${row}`));
    expect(values).toHaveLength(1);
    expect(described).toMatch(new RegExp(`(^|[^\\d,])${values[0]?.toLocaleString("en-US")}([^\\d]|$)`));
  });

  test("webhooks: the waits between attempts", () => {
    const units: [string, number][] = [
      [" h", 3_600_000],
      [" min", 60_000],
      [" s", 1_000],
    ];
    const words = RETRY_DELAYS_MS.map((ms) => {
      const [unit, size] = units.find(([, length]) => ms >= length) ?? ["", 1];
      return `${ms / size}${unit}`;
    });
    expect(guide("webhooks")).toContain(`${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);
  });
});

describe("the code that verifies webhooks", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw3Hq2PqXG8xk=";
  const body = '{"type":"order.created"}';
  const signed = () => signatureHeaders([secret], "evt_1", Date.now(), body);
  const code = (language: string, part: string): string =>
    fencesOf(guide("webhooks")).find((fence) => fence.language === language && fence.text.includes(part))?.text ?? "";

  test("in TypeScript takes what we sign, and nothing else", async () => {
    const javaScript = stripTypeScriptTypes(code("ts", "isFromPlatform"));
    const { isFromPlatform } = await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(javaScript)}`
    );
    const headers = await signed();
    expect(isFromPlatform(secret, headers, body)).toBe(true);
    expect(isFromPlatform(secret, headers, `${body} `)).toBe(false);
    expect(isFromPlatform(secret, { ...headers, "webhook-timestamp": "1" }, body)).toBe(false);
  });

  const hasPython = spawnSync("python3", ["--version"]).status === 0;

  test.skipIf(!hasPython)("in Python takes what we sign, and nothing else", async () => {
    const call = (headers: object, text: string): string => {
      const program = `${code("python", "is_from_platform")}
import json, sys
secret, headers, body = json.load(sys.stdin)
print(is_from_platform(secret, headers, body.encode()))`;
      return spawnSync("python3", ["-c", program], {
        input: JSON.stringify([secret, headers, text]),
        encoding: "utf8",
      }).stdout.trim();
    };
    const headers = await signed();
    expect([call(headers, body), call(headers, `${body} `)]).toEqual(["True", "False"]);
  });
});
