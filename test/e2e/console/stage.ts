import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { callerOf } from "#dev/api";
import { cleanAway, newStateDir, type Platform, root, startPlatform } from "../platform.ts";

/** What the browser tests of the console stand on: a platform with its sandbox, and Chromium. */

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const hasBrowser = existsSync(executablePath);
/** `.ci/run` installs Chromium and sets `CI`, so there nothing is ever skipped. */
export const isSkipped = !hasBrowser && !process.env.CI;
if (isSkipped)
  console.error(`SKIPPED: the console's browser tests, as ${executablePath} is missing. Set CHROMIUM_PATH.`);

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A slow machine takes its time to show a page. */
const PATIENCE_MS = 300_000;

interface Device {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests to other origins, errors of scripts, and what the Content-Security-Policy refused. */
  readonly complaints: string[];
}

export interface Stage {
  readonly platform: Platform;
  readonly browser: Browser;
  /** Calls the API with the demo tenant's key, or another one. */
  readonly api: (method: string, path: string, body?: unknown, key?: string) => ReturnType<ReturnType<typeof callerOf>>;
  readonly sandbox: ReturnType<typeof callerOf>;
  /** Opens a browser of its own, without a session. */
  readonly visit: (device?: Device) => Promise<Visit>;
  /** The same, signed in by the link of `npm start`, at a path below /console. */
  readonly signedIn: (path: string, options?: Device & { readonly key?: string }) => Promise<Visit>;
  readonly close: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const state = newStateDir();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const platform = await startPlatform(state.path);
  const { base_url, sandbox_url, api_key } = platform.dev;
  const visit = async ({ colorScheme = "light", width = 1280, height = 800 }: Device = {}): Promise<Visit> => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints: string[] = [];
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== base_url) complaints.push(request.url());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
    });
    return { page, context, complaints };
  };
  return {
    platform,
    browser,
    api: (method, path, body, key = api_key) => callerOf(base_url, key)(method, path, body),
    sandbox: callerOf(sandbox_url),
    visit,
    signedIn: async (path, { key = api_key, ...device } = {}) => {
      const visitor = await visit(device);
      const next = new URLSearchParams({ next: path });
      await visitor.page.goto(`${base_url}/console/sign-in?${next}#key=${key}`);
      await visitor.page.waitForURL(
        (url) =>
          url.pathname + url.search === `/console${path === "/" ? "" : path}` || url.pathname === `/console${path}`,
      );
      // Only for rest: a page misses nothing that happens before.
      if (key === api_key) await visitor.page.locator("[data-feed=live]").waitFor({ state: "attached" });
      return visitor;
    },
    close: async () => {
      await browser.close();
      cleanAway(platform);
      state.remove();
    },
  };
}

/** What axe finds wrong with the page, of serious and critical kind. */
export async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  // Through the debugger, as the page's policy allows no other scripts.
  await session.send("Runtime.evaluate", { expression: axeSource });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => id + ": " + nodes.slice(0, 5).map(({ html }) => html.slice(0, 300)).join(" | ")))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value;
}

/** Where screenshots of a run go: git ignores it. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(root, "dist/console-screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
