import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf, type Json } from "#dev/api";
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
}, 90_000);

afterAll(async () => {
  await browser?.close();
  if (platform) cleanAway(platform);
  state.remove();
});

/** Opens a page, and notes what it asks for and what goes wrong in it. */
async function open(path: string): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
  if (!browser || !platform) throw new Error("There is neither a browser nor a platform.");
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
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
  await page.locator("#problems").waitFor();
  return { page, asked, complaints };
}

browserTest("/docs/api shows every operation and every problem, with nothing from another host", async () => {
  const { page, asked, complaints } = await open("/docs/api");
  const described = { ...document.paths, ...document.webhooks };
  const operations = Object.values<Json>(described).flatMap((path) => Object.values<Json>(path));
  expect(operations.length).toBeGreaterThan(20);
  await page
    .locator(".opblock")
    .nth(operations.length - 1)
    .waitFor();
  const summaries = await page.locator(".opblock-summary-description").allInnerTexts();
  expect(summaries.toSorted()).toEqual(operations.map(({ summary }) => summary).toSorted());

  const rows = await page.locator("#problems tbody tr").allInnerTexts();
  expect(document["x-problems"].length).toBeGreaterThan(20);
  expect(rows.map((row) => row.split("\t"))).toEqual(
    document["x-problems"].map(({ code, status, title }: Json) => [code, String(status), title]),
  );

  const hosts = new Set(asked.filter((url) => !url.startsWith("data:")).map((url) => new URL(url).origin));
  expect([...hosts]).toEqual([platform?.dev.base_url]);
  expect(complaints).toEqual([]);
});

/** Opens the page and gives it a key to send. */
async function openWithKey(key: string): ReturnType<typeof open> {
  const opened = await open("/docs/api");
  const { page } = opened;
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.locator(".auth-container input").fill(key);
  await page.locator(".auth-btn-wrapper").getByRole("button", { name: "Apply credentials" }).click();
  await page.locator(".auth-btn-wrapper").getByRole("button", { name: "Close" }).click();
  return opened;
}

/** Sends an operation with whatever the page has filled in; says what it answered. */
async function tryOut(page: Page, operationId: string): Promise<{ status: number; text: string }> {
  const block = page.locator(`.opblock[id$="-${operationId}"]`);
  await block.locator(".opblock-summary-control").click();
  await block.getByRole("button", { name: "Try it out" }).click();
  await block.getByRole("button", { name: "Execute" }).click();
  const answer = block.locator(".live-responses-table .response");
  await answer.waitFor();
  const status = Number.parseInt((await answer.locator(".response-col_status").textContent()) ?? "", 10);
  return { status, text: (await answer.textContent()) ?? "" };
}

browserTest("/docs/api opens an operation and tries it out with a key", async () => {
  const { page, complaints } = await openWithKey(platform?.dev.api_key ?? "");
  const { status, text } = await tryOut(page, "whoAmI");
  expect(status).toBe(200);
  expect(text).toContain(platform?.dev.tenant_id);
  expect(complaints).toEqual([]);
});

browserTest(
  "/docs/api fills in nothing that makes a search with many filters fail",
  async () => {
    const { page, complaints } = await openWithKey(platform?.dev.api_key ?? "");
    for (const id of ["searchAvailablePhoneNumbers", "listPhoneNumbers", "listCalls", "listMessages"]) {
      expect.soft(await tryOut(page, id), id).toMatchObject({ status: 200 });
    }
    expect(complaints).toEqual([]);
  },
  90_000,
);
