import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf, type Json } from "#dev/api";
import { PATIENCE_MS } from "../support/eventually";
import { cleanAway, newStateDir, type Platform, startPlatform } from "./platform.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const isHere = existsSync(executablePath);
const browserTest = test.skipIf(!isHere && !process.env.CI);
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const state = newStateDir();
let platform: Platform | undefined;
let browser: Browser | undefined;

beforeAll(async () => {
  if (!isHere && !process.env.CI) return;
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  platform = await startPlatform(state.path);
});

afterAll(async () => {
  await browser?.close();
  if (platform) cleanAway(platform);
  state.remove();
});

const api = (method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> => {
  if (!platform) throw new Error("There is no platform.");
  return callerOf(platform.dev.base_url, platform.dev.api_key)(method, path, body);
};

const permissions = ["view", "upload", "correct"];

/** A link to a new draft of a port, whose visitors may do everything. */
async function newLink(): Promise<{ request: string; url: string }> {
  const made = await api("POST", "/v1/porting-requests", { phone_numbers: ["+13125550100", "+13125550101"] });
  const request = `/v1/porting-requests/${made.body.id}`;
  return { request, url: (await api("POST", `${request}/share-links`, { permissions })).body.url };
}

interface Device {
  readonly colorScheme?: "light" | "dark";
  readonly javaScriptEnabled?: boolean;
  readonly width?: number;
}

/** A browser of a visitor. The complaints are what the page asked for elsewhere, or was denied. */
async function visit(url: string, { colorScheme = "light", javaScriptEnabled = false, width = 360 }: Device = {}) {
  if (!browser) throw new Error("There is no browser.");
  const context = await browser.newContext({
    viewport: { width, height: 740 },
    colorScheme,
    javaScriptEnabled,
    bypassCSP: javaScriptEnabled,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on("request", (request) => {
    const own = [url, `${url}/documents`, `${url}/corrections`];
    if (!own.includes(request.url().split("?")[0] ?? "")) complaints.push(request.url());
  });
  page.on("console", (message) => complaints.push(message.text()));
  const response = await page.goto(url);
  return { page, complaints, status: response?.status() };
}

/** What axe finds wrong with the page. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    const axe = Reflect.get(globalThis, "axe") as {
      run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    };
    const { violations: found } = await axe.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

browserTest("a visitor on a phone sends the missing bill without a script", async () => {
  const { request, url } = await newLink();
  const { page, complaints, status } = await visit(url);
  expect(status).toBe(200);
  await page.getByRole("heading", { name: "Being prepared", level: 1, exact: true }).waitFor();
  const bill = Buffer.from(`%PDF-1.4\n${" ".repeat(300_000)}\n%%EOF\n`);
  const input = page.getByLabel("Latest bill: choose the file");
  await input.setInputFiles({
    name: "not-a-bill.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("<p>hello</p>"),
  });
  await page.getByRole("button", { name: "Send latest bill", exact: true }).click();
  await page.getByRole("alert").getByText("The file is not what its name says").waitFor();
  await page
    .getByLabel("Latest bill: choose the file")
    .setInputFiles({ name: "März.pdf", mimeType: "application/pdf", buffer: bill });
  await page.getByRole("button", { name: "Send latest bill", exact: true }).click();
  await page.getByRole("status").getByText("The document has arrived").waitFor();
  expect(await page.getByRole("heading", { name: "Latest bill", exact: true }).count()).toBe(0);
  expect(complaints.filter((text) => !text.includes("422"))).toEqual([]);
  const { data } = (await api("GET", `${request}/documents`)).body;
  expect(data).toMatchObject([{ kind: "bill", filename: "März.pdf", bytes: bill.length, origin: "link" }]);
});

browserTest("a visitor on a phone enters missing fields without a script, and is told which is wrong", async () => {
  const { request, url } = await newLink();
  const { page, complaints } = await visit(url);
  await page.getByLabel("Account number").fill("00#12");
  await page.getByLabel("E-mail address").fill("ada@example.com");
  await page.getByRole("button", { name: "Send what you entered", exact: true }).click();
  const alert = page.getByRole("alert");
  await alert.getByRole("link", { name: "First and last name", exact: true }).click();
  expect(await page.getByLabel("Account number").inputValue()).toBe("");
  expect(await page.getByLabel("E-mail address").inputValue()).toBe("ada@example.com");
  await page.getByLabel("First and last name").fill("Ada Müller");
  await page.getByLabel("Account number").fill("0012");
  await page.getByRole("button", { name: "Send what you entered", exact: true }).click();
  await page.getByRole("status").getByText("It has arrived").waitFor();
  expect(await page.getByLabel("E-mail address").count()).toBe(0);
  expect(complaints.filter((text) => !text.includes("422"))).toEqual([]);
  const { authorized_person, secrets } = (await api("GET", request)).body;
  expect(authorized_person).toEqual({ name: "Ada Müller", email: "ada@example.com", phone: null });
  expect(secrets.account_number).toBe(true);
});

browserTest.each(["light", "dark"] as const)(
  "axe finds nothing wrong with the pages in %s, and nothing is wider than a phone",
  async (colorScheme) => {
    const { request, url } = await newLink();
    const { page } = await visit(url, { colorScheme, javaScriptEnabled: true, width: 320 });
    await page.getByLabel("City").fill("Chicago");
    await page.getByRole("button", { name: "Send what you entered", exact: true }).click();
    await page.getByRole("alert").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    for (const { id } of (await api("GET", `${request}/share-links`)).body.data)
      await api("DELETE", `${request}/share-links/${id}`);
    await page.goto(url);
    await page.getByRole("heading", { name: "This link does not work", exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
  },
  60_000,
);

browserTest("on paper the page has no forms", async () => {
  const { page } = await visit((await newLink()).url);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("button", { name: "Send latest bill", exact: true }).isVisible()).toBe(false);
  await page.getByRole("heading", { name: "Latest bill", exact: true }).waitFor();
});
