import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSkipped, openStage, type Stage, screenshot, type Visit, violations } from "./stage.ts";

/** Each page of the console in both themes: axe finds nothing serious, and no request leaves the origin. */

const themes = ["light", "dark"] as const;
const PHONE = { width: 390, height: 780 };
const DESKTOP = { width: 1280, height: 800 };

/** Something of each kind for the pages to show, and their addresses. */
async function furnish({ api, sandbox }: Stage): Promise<Record<string, string>> {
  const made = async (path: string, body: unknown) => {
    const answer = await api("POST", path, body);
    expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  const agent = await made("/v1/agents", {
    name: "Front desk",
    destination: { kind: "dial", phone_number: "+14155550100" },
  });
  const numbers = ["+14155550150", "+14155550151", "+14155550152"];
  const order = await made("/v1/orders", { items: numbers.map((phone_number) => ({ phone_number })) });
  const number = order.items[0].phone_number_id;
  await made(`/v1/phone-numbers/${number}/assign`, { agent_id: agent.id });
  await sandbox("POST", "/sandbox/calls", { to: numbers[0], callbacks: ["ringing", "completed"] });
  await sandbox("POST", "/sandbox/messages", { to: numbers[0], body: "Hello" });
  await made("/v1/reservations", { phone_number: "+14155550160" });
  await made("/v1/webhook-endpoints", { url: "http://127.0.0.1:9/hooks" });
  const port = await made("/v1/porting-requests", { phone_numbers: ["+13125550100", "+13125550101"] });
  const { body: account } = await sandbox("POST", "/sandbox/accounts", {});
  const { body: secrets } = await sandbox("GET", `/sandbox/accounts/${account.sid}`);
  const own = await made("/v1/carrier-accounts", {
    name: "Acme",
    account_sid: account.sid,
    auth_token: secrets.auth_token,
  });
  return {
    overview: "/",
    start: "/start",
    numbers: "/numbers",
    number: `/numbers/${number}`,
    "number-routing": `/numbers/${number}?tab=routing`,
    "number-history": `/numbers/${number}?tab=history`,
    buy: "/buy?country=US&area_code=415",
    reservations: "/reservations",
    orders: "/orders",
    order: `/orders/${order.id}`,
    agents: "/agents",
    agent: `/agents/${agent.id}`,
    "new-agent": "/agents/new",
    calls: "/calls",
    messages: "/messages",
    "bulk-jobs": "/bulk-jobs",
    regulatory: "/regulatory",
    porting: "/porting",
    port: `/porting/${port.id}`,
    "port-wizard": `/porting/${port.id}/edit`,
    trunks: "/trunks",
    "new-trunk": "/trunks/new",
    accounts: "/accounts",
    account: `/accounts/${own.id}`,
    import: `/accounts/${own.id}/import`,
    events: "/events",
    webhooks: "/webhooks",
    keys: "/keys",
    findings: "/findings",
    usage: "/usage",
    settings: "/settings",
  };
}

const readScopes = ["numbers", "agents", "accounts", "trunks", "porting", "webhooks", "keys", "events", "calls"].map(
  (family) => `${family}:read`,
);

const operatorPages = {
  platform: "/",
  tenants: "/tenants",
  board: "/board",
  jobs: "/jobs",
  sync: "/sync",
  health: "/health",
  "platform-findings": "/findings",
};

/** Until the page has its title and all that it waits for. */
async function shown(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll("[aria-label='Loading…']").length === 0);
}

/** The requests of a page that change something, as far as it has sent them. */
function changesOf(page: Page): string[] {
  const changes: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    // A ticket opens the feed; a simulation and a quote only answer.
    const isReading = request.method() === "GET" || /\/(tickets|simulate|quote)$/.test(pathname);
    if (pathname.startsWith("/v1/") && !isReading) changes.push(`${request.method()} ${pathname}`);
  });
  return changes;
}

/**
 * Presses the buttons that the page has switched off, but for those of `known` labels: by mouse, by Enter and by Space.
 * Each must say why, to screen readers and in an announcement. Returns their labels.
 */
async function pressSwitchedOff(page: Page, known: ReadonlySet<string>): Promise<string[]> {
  const labels: string[] = [];
  for (const button of await page.locator("main button[aria-disabled=true]").all()) {
    const label = (await button.getAttribute("aria-label")) ?? String(await button.textContent()).trim();
    if (known.has(label) || labels.includes(label)) continue;
    labels.push(label);
    const reason = await button.getAttribute("aria-description");
    expect(reason, label).toBeTruthy();
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page
      .getByRole("alert")
      .filter({ hasText: String(reason) })
      .first()
      .waitFor();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Space");
  }
  return labels;
}

/** The buttons that send a request and are not switched off. */
const switchedOn = (page: Page): Promise<string[]> =>
  page
    .locator("main .mantine-Button-group > button:first-child:not([aria-disabled=true])")
    .evaluateAll((buttons) => buttons.map((button) => button.textContent));

/** Until the page has the theme. People who want less motion, as this browser says, see it at once. */
const hasTheme = (page: Page, colorScheme: string): Promise<unknown> =>
  page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();

describe.skipIf(isSkipped)("pages of the console", () => {
  let stage: Stage;
  let pages: Readonly<Record<string, string>>;
  beforeAll(async () => {
    stage = await openStage();
    pages = await furnish(stage);
  });
  afterAll(() => stage?.close());

  async function inspect({ page, complaints }: Visit, pages: Readonly<Record<string, string>>): Promise<void> {
    const found: string[] = [];
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${stage.platform.dev.base_url}/console${path}`);
      await shown(page);
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme });
        await hasTheme(page, colorScheme);
        found.push(...(await violations(page)).map((text) => `${name}, ${colorScheme}: ${text}`));
        for (const [device, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
          await page.setViewportSize(size);
          await screenshot(page, `${name}-${device}-${colorScheme}`);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (overflow > 0) found.push(`${name}, ${device}: scrolls sideways by ${overflow} pixels`);
        }
        await page.setViewportSize(DESKTOP);
      }
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  }

  test("all pages of a tenant", async () => {
    await inspect(await stage.signedIn("/"), pages);
  });

  test("a button that a missing scope switches off sends nothing, by mouse, key or palette, and says why", async () => {
    const { base_url, admin_token, tenant_id } = stage.platform.dev;
    const { body: reader } = await stage.api(
      "POST",
      `/v1/tenants/${tenant_id}/api-keys`,
      { name: "reader", scopes: readScopes },
      admin_token,
    );
    const { page } = await stage.signedIn("/", { key: reader.key });
    const changes = changesOf(page);
    const pressed = new Set<string>();
    const working: string[] = [];
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${base_url}/console${path}`);
      await shown(page);
      for (const label of await pressSwitchedOff(page, pressed)) pressed.add(label);
      working.push(...(await switchedOn(page)).map((label) => `${name}: ${label}`));
    }
    expect(working).toEqual([]);
    expect([...pressed]).toEqual(expect.arrayContaining(["Release", "Hold", "Submit", "Create a key", "Create trunk"]));
    await page.goto(`${base_url}/console${pages.number}`);
    await page.getByRole("button", { name: "Release", exact: true }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Type a page, an action or an id…").fill("Release");
    await page.getByText("Your API key lacks the scope numbers:write.").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Your API key lacks the scope numbers:write.").waitFor();
    // Keys of a table's rows.
    const { body: free } = await stage.api("GET", "/v1/available-phone-numbers?country=US&limit=1");
    const { body: hold } = await stage.api("POST", "/v1/reservations", { phone_number: free.data[0].phone_number });
    await page.goto(`${base_url}/console/reservations?${new URLSearchParams({ phone_number: hold.phone_number })}`);
    await page.getByRole("button", { name: "Extend", exact: true }).first().waitFor();
    await page.getByRole("grid").focus();
    await page.keyboard.press("h");
    await page.getByRole("alert").getByText("Your API key lacks the scope numbers:write.").waitFor();
    expect(changes).toEqual([]);
  });

  test("all pages of the platform's operator", async () => {
    await inspect(await stage.signedIn("/", { key: stage.platform.dev.admin_token }), operatorPages);
  });
});
