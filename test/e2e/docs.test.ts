import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf, type Json } from "#dev/api";
import { eventually, PATIENCE_MS } from "../support/eventually";
import { cleanAway, newStateDir, type Platform, startPlatform } from "./platform.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const isHere = existsSync(executablePath);
if (!isHere && !process.env.CI) console.error(`SKIPPED: no browser at ${executablePath}; set CHROMIUM_PATH to one.`);

/** In CI a missing browser is a failure: there the page must have been looked at. */
const browserTest = test.skipIf(!isHere && !process.env.CI);

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
const state = newStateDir();
let platform: Platform | undefined;
let browser: Browser | undefined;
let document: Json;

beforeAll(async () => {
  if (!isHere && !process.env.CI) return;
  browser = await chromium.launch({ executablePath, args: [...quiet, "--disable-sync", "--no-first-run"] });
  platform = await startPlatform(state.path);
  document = (await callerOf(platform.dev.base_url)("GET", "/openapi.json")).body;
});

afterAll(async () => {
  await browser?.close();
  if (platform) cleanAway(platform);
  state.remove();
});

/** Opens a page, and notes what it asks for and what goes wrong in it. */
async function open(path: string): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
  if (!browser || !platform) throw new Error("There is neither a browser nor a platform.");
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()} answered ${response.status()}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`Content Security Policy: ${violatedDirective} blocked ${blockedURI}`),
    );
  });
  await page.goto(platform.dev.base_url + path);
  await page.getByRole("heading", { name: "PhoneManager API", exact: true }).waitFor();
  return { page, asked, complaints };
}

/** The id of an item in the navigation: `…/tag/orders/POST/v1/orders`. */
const itemsOf = (page: Page): Promise<string[]> =>
  page.locator("aside [data-sidebar-id]").evaluateAll((items) => items.map((item) => item.dataset.sidebarId ?? ""));

browserTest("/docs/api lists every operation and every webhook, with nothing from another host", async () => {
  const { page, asked, complaints } = await open("/docs/api");
  const closed = page.locator("aside").getByRole("button", { name: /^Open Group/ });
  for (const _ of document.tags) if ((await closed.count()) > 0) await closed.first().click();
  const methods = (paths: Json) =>
    Object.entries<Json>(paths).map(([path, item]) => [path, Object.keys(item)] as const);
  const operations = methods(document.paths).flatMap(([path, names]) =>
    names.map((name) => `${name.toUpperCase()}${path}`),
  );
  expect(operations.length).toBeGreaterThan(90);
  await eventually(async () => {
    const items = await itemsOf(page);
    expect(operations.filter((operation) => !items.some((item) => item.endsWith(`/${operation}`)))).toEqual([]);
  });
  const items = await itemsOf(page);
  const types = Object.keys(document.webhooks);
  const letters = (text: string) => text.replaceAll(/[^a-z]/g, "");
  expect(types.filter((type) => !items.some((item) => letters(item).endsWith(letters(type))))).toEqual([]);
  const hosts = new Set(asked.filter((url) => !/^(data|blob):/.test(url)).map((url) => new URL(url).origin));
  expect([...hosts]).toEqual([platform?.dev.base_url]);
  expect(complaints).toEqual([]);
});

browserTest("/docs/api finds an operation by its words, and shows its samples", async () => {
  const { page, complaints } = await open("/docs/api");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("restore a released");
  await page.getByText("/v1/phone-numbers/{phone_number_id}/restore").first().click();
  const operation = page
    .locator("section", { has: page.getByRole("heading", { name: "Restore a released number", exact: true }) })
    .last();
  await operation.getByText('curl -X POST "$BASE_URL').waitFor();
  expect(complaints).toEqual([]);
});

browserTest("/docs/api changes its colours with the button and with the system", async () => {
  const { page, complaints } = await open("/docs/api");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [light, dark] = ["rgb(255, 255, 255)", "rgb(16, 20, 29)"];
  await eventually(async () => expect(await background()).toBe(light));
  await page.emulateMedia({ colorScheme: "dark" });
  await eventually(async () => expect(await background()).toBe(dark));
  const button = page.getByRole("button", { name: "Switch between light and dark", exact: true });
  await button.click();
  await eventually(async () => expect(await background()).toBe(light));
  await button.click();
  await eventually(async () => expect(await background()).toBe(dark));
  expect(complaints).toEqual([]);
});

/** Opens the page, gives it a key, and sends an operation with whatever the page has filled in. */
async function tryOut(id: string): Promise<{ status: number; complaints: string[] }> {
  const found = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).flatMap(([method, { operationId, tags }]) =>
      operationId === id ? [`#tag/${tags[0].toLowerCase().replaceAll(" ", "-")}/${method.toUpperCase()}${path}`] : [],
    ),
  );
  const opened = await open("/docs/api");
  const { page } = opened;
  await page
    .getByPlaceholder("Token")
    .first()
    .fill(platform?.dev.api_key ?? "");
  await page.evaluate((hash) => location.assign(hash), found[0] ?? "");
  const operation = page.locator(`[id$="${found[0]?.slice(1)}"]`).last();
  await operation.getByRole("button", { name: /Test Request/ }).click();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname.startsWith("/v1/"));
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Send get/ })
    .click();
  const status = (await answered).status();
  await page.close();
  return { status, complaints: opened.complaints };
}

browserTest(
  "/docs/api sends operations with a key, and fills in nothing that makes a search fail",
  async () => {
    for (const id of ["whoAmI", "searchAvailablePhoneNumbers", "listPhoneNumbers", "listCalls", "listMessages"]) {
      expect.soft(await tryOut(id), id).toEqual({ status: 200, complaints: [] });
    }
  },
  120_000,
);

browserTest("the address in an error answer leads to its explanation", async () => {
  const { status, body } = await callerOf(platform?.dev.base_url ?? "")("GET", "/v1/me");
  expect([status, body.type]).toEqual([401, "/docs/errors#unauthenticated"]);
  const answer = await fetch(`${platform?.dev.base_url}/docs/errors`);
  expect(await answer.text()).toContain('id="unauthenticated"');
});

test("the OpenAPI document is served as a file that caches keep and revalidate", async () => {
  if (!platform) return;
  const url = `${platform.dev.base_url}/openapi.json`;
  const first = await fetch(url);
  const etag = first.headers.get("etag") ?? "";
  expect(first.headers.get("content-type")).toContain("application/json");
  expect(first.headers.get("cache-control")).toContain("max-age=300");
  expect(Object.keys((await first.json()).paths).length).toBeGreaterThan(70);
  const again = await fetch(url, { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});
