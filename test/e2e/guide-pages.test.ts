import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf } from "#dev/api";
import { readGuides } from "#dev/guide-pages";
import { eventually, PATIENCE_MS } from "../support/eventually";
import { cleanAway, newStateDir, type Platform, startPlatform } from "./platform.ts";

/** The guides as pages: served from our own origin, found by search, readable on a phone. */

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const isHere = existsSync(executablePath);
/** In CI a missing browser is a failure. */
const browserTest = test.skipIf(!isHere && !process.env.CI);

const guides = readGuides();
const state = newStateDir();
let platform: Platform;
let browser: Browser | undefined;

beforeAll(async () => {
  platform = await startPlatform(state.path);
  if (isHere || process.env.CI) {
    const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
    browser = await chromium.launch({ executablePath, args: [...quiet, "--disable-sync", "--no-first-run"] });
  }
});

afterAll(async () => {
  await browser?.close();
  if (platform) cleanAway(platform);
  state.remove();
});

const get = (path: string) => fetch(platform.dev.base_url + path);

test("each guide is a page, and Markdown at the same address with .md", async () => {
  for (const { name, title, markdown } of guides) {
    const page = await get(`/docs/${name}`);
    expect.soft([page.status, page.headers.get("content-type")], name).toEqual([200, "text/html; charset=utf-8"]);
    expect.soft(await page.text()).toContain(`<h1>${title}</h1>`);
    const source = await get(`/docs/${name}.md`);
    expect.soft([source.status, source.headers.get("content-type")]).toEqual([200, "text/markdown; charset=utf-8"]);
    expect.soft((await source.text()).startsWith(markdown.slice(0, 200))).toBe(true);
  }
});

test("the errors page says which operations give a code", async () => {
  const source = await (await get("/docs/errors.md")).text();
  expect(source).toMatch(/### number_cooling_off\n\n.*\n\nGiven by `createReservation`\.\n/);
  expect(source).toMatch(/### unauthenticated\n\n.*\n\nGiven by every operation that takes a key\.\n/);
  expect(source.match(/^Given by /gm)?.length).toBeGreaterThan(40);
});

test("a page that does not exist is a page that says so; other paths are the API's", async () => {
  const page = await get("/docs/nothing");
  expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  expect(await page.text()).toContain("This page does not exist");
  for (const path of ["/nothing", "/v1/nothing", "/openapi.json", "/health/live"]) {
    const asked = await fetch(platform.dev.base_url + path, { headers: { "sec-fetch-mode": "navigate" } });
    expect.soft(asked.headers.get("content-type"), path).toContain("json");
  }
});

test("/llms.txt lists every guide", async () => {
  const listed = [...(await (await get("/llms.txt")).text()).matchAll(/\]\((\/docs\/[\w-]+\.md)\)/g)];
  expect(listed.map(([, path]) => path)).toEqual(guides.map(({ name }) => `/docs/${name}.md`));
});

/** Opens a page, and notes whom it asks and what goes wrong in it. */
async function open(path: string, width = 1280): Promise<{ page: Page; hosts: Set<string>; complaints: string[] }> {
  if (!browser) throw new Error("There is no browser.");
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const hosts = new Set<string>();
  const complaints: string[] = [];
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()} answered ${response.status()}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(platform.dev.base_url + path);
  return { page, hosts, complaints };
}

browserTest("/docs leads to every guide and to the API reference, with nothing from another host", async () => {
  const { page, hosts, complaints } = await open("/docs");
  const targets = await page.locator(".cards a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(targets).toEqual([...guides.map(({ name }) => `/docs/${name}`), "/docs/api", "/llms.txt"]);
  expect([...hosts]).toEqual([platform.dev.base_url]);
  expect(complaints).toEqual([]);
});

browserTest("search finds a section, and the keyboard is enough for it", async () => {
  const { page, complaints } = await open("/docs/quickstart");
  await page.keyboard.press("/");
  await page.keyboard.type("verify signature");
  await page.locator(".results a").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/docs/webhooks#verify-the-signature");
  expect(complaints).toEqual([]);
});

browserTest("pages are as wide as a phone, with a menu", async () => {
  const { page } = await open("/docs/quickstart", 390);
  for (const { name } of guides) {
    await page.goto(`${platform.dev.base_url}/docs/${name}`);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(390);
  }
  await page.locator(".menu").click();
  await page.locator('.pages a[href="/docs/webhooks"]').click();
  await page.waitForURL("**/docs/webhooks");
});

browserTest("dark and light can be chosen, and the choice stays", async () => {
  const { page } = await open("/docs/quickstart");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.locator(".theme").click();
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.goto(`${platform.dev.base_url}/docs/agents`);
  expect(await background()).toBe(dark);
});

browserTest("the address in an error answer leads to its section", async () => {
  const { status, body } = await callerOf(platform.dev.base_url)("GET", "/v1/me");
  expect([status, body.type]).toEqual([401, "/docs/errors#unauthenticated"]);
  const { page, complaints } = await open(body.type);
  const target = page.locator("h3:target");
  expect(await target.textContent()).toContain("unauthenticated");
  await eventually(async () =>
    expect(await target.evaluate((heading) => heading.getBoundingClientRect().top)).toBeLessThan(900),
  );
  expect(complaints).toEqual([]);
});
