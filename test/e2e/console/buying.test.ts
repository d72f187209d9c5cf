import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startExampleAgent } from "#dev/example-agent";
import { isSkipped, openStage, type Stage, violations } from "./stage.ts";

/** From a search to a number that rings, and what happens when a number is lost on the way. */

describe.skipIf(isSkipped)("buying in the console", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  const cartOf = (page: Page) => page.getByRole("region", { name: "Cart", exact: true });
  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const inDialog = (page: Page, name: string) =>
    page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  const numberIn = async (areaCode: string): Promise<string> => {
    const { body } = await stage.api("GET", `/v1/available-phone-numbers?country=US&area_code=${areaCode}&limit=50`);
    return body.data[0].phone_number;
  };

  test("with the keyboard alone: search, hold, see the countdown, put into the cart, see the price, buy", async () => {
    const { page } = await stage.signedIn("/");
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.getByRole("heading", { name: "Search and buy", exact: true }).waitFor();
    await page.getByRole("link", { name: "United States", exact: true }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("United S");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("grid", { name: "Numbers for sale", exact: true }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("503");
    // The list of all numbers has some of Portland too: the row at the top says that the filter's list is there.
    const first = page.locator("[role=row][aria-rowindex='2']", { hasText: "+1 503" });
    await page.locator("[role=grid]:not([aria-busy])", { has: first }).waitFor();
    const isOnTable = () => page.evaluate(() => document.activeElement?.getAttribute("role") === "grid");
    while (!(await isOnTable())) await page.keyboard.press("Tab");
    await page.keyboard.press("h");
    await page.getByRole("timer").first().waitFor();
    for (const key of ["x", "j", "x"]) await page.keyboard.press(key);
    const cart = cartOf(page);
    await cart.getByText("$2.30").waitFor();
    expect(await cart.getByRole("timer").textContent()).toMatch(/^1[45]:\d\d$/);
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await cart.getByText("$2.30").waitFor();
    await cart.getByRole("button", { name: "Buy 2 numbers", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.closest("[role=dialog]"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("All numbers are yours.").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("while another search is on its way, a key holds none of the numbers of the search before", async () => {
    const { page } = await stage.signedIn("/buy?country=US&area_code=213");
    const [gate, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route(/available-phone-numbers\?.*contains=55/, async (route) => {
      asked.resolve();
      await gate.promise;
      await route.continue();
    });
    const requests: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST") requests.push(request.url());
    });
    await page.getByText("+1 213").first().waitFor();
    await page.getByLabel("Contains").fill("55");
    await asked.promise;
    const grid = page.getByRole("grid", { name: "Numbers for sale", exact: true });
    await grid.press("h");
    gate.resolve();
    await page.locator("[role=grid]:not([aria-busy])").waitFor();
    expect(requests).toEqual([]);
    await grid.press("h");
    await page.getByRole("timer").first().waitFor();
  });

  test("when Twilio sells a number elsewhere during the order, the same search offers others, one click each", async () => {
    const number = await numberIn("206");
    const { page } = await stage.signedIn("/buy?country=US&area_code=206");
    await button(page, `Add ${number} to the cart`).click();
    await stage.sandbox("POST", "/sandbox/faults", {
      kind: "not_available",
      operation: "buy",
      phone_number: number,
    });
    await cartOf(page).getByRole("button", { name: "Buy 1 number", exact: true }).click();
    await inDialog(page, "Buy 1 number");
    await page.getByText("1 number was not bought").waitFor();
    const others = page.getByRole("group", { name: `Alternatives to ${number}`, exact: true });
    await others.getByRole("button", { name: "Buy instead", exact: true }).first().click();
    await inDialog(page, "Buy 1 number");
    await page.getByText("All numbers are yours.").waitFor();
  });

  test("a number in the cart that is gone says so before money, and is replaced with one click", async () => {
    const number = await numberIn("312");
    const { page } = await stage.signedIn("/buy?country=US&area_code=312");
    await button(page, `Add ${number} to the cart`).click();
    await stage.sandbox("POST", "/sandbox/gone", { phone_number: number });
    await page.reload();
    await cartOf(page)
      .getByRole("group", { name: `Alternatives to ${number}`, exact: true })
      .getByRole("button")
      .first()
      .click();
    await cartOf(page).getByRole("button", { name: "Buy 1 number", exact: true }).click();
    await inDialog(page, "Buy 1 number");
    await page.getByText("All numbers are yours.").waitFor();
  });

  test("a hold that another browser makes is counted, shown on request, extended and let go", async () => {
    const number = await numberIn("702");
    const { page } = await stage.signedIn(`/reservations?phone_number=${encodeURIComponent(number)}`);
    await page.getByText("No reservation matches").waitFor();
    await stage.api("POST", "/v1/reservations", { phone_number: number, ttl_seconds: 120 });
    await button(page, /^1 new/).click();
    const row = page.getByRole("row").filter({ hasText: "702" });
    await row.getByRole("button", { name: "Extend", exact: true }).click();
    await row.getByText(/^1[45]:\d\d$/).waitFor();
    await row.getByRole("button", { name: "Cancel hold", exact: true }).click();
    await row.getByText("canceled").waitFor();
  });

  test("an agent's form shows the server's words at the field, and keeps what is typed over another's change", async () => {
    const { page } = await stage.signedIn("/agents/new");
    await page.getByLabel("Name").fill("Relay desk");
    await page.getByRole("radio", { name: "Conversation relay", exact: true }).click();
    await page.getByLabel("WebSocket address").fill("https://agents.example.com");
    await button(page, "Create agent").click();
    await page.getByText("Must begin with wss://.").first().waitFor();
    await page.getByLabel("WebSocket address").fill("wss://127.0.0.1:9/relay");
    await button(page, "Create agent").click();
    await page.getByRole("heading", { name: "Relay desk", exact: true }).waitFor();
    await page
      .getByRole("region", { name: "Check", exact: true })
      .getByText(/Checked/)
      .waitFor();
    expect(await violations(page)).toEqual([]);
    const [id = ""] = /agt_\w+/.exec(page.url()) ?? [];
    await page.getByLabel("Name").fill("Mine");
    await stage.api("PATCH", `/v1/agents/${id}`, { name: "Theirs" });
    await page.getByText("Another person changed this agent while you edited it").waitFor();
    await button(page, "Keep mine, and save over it").click();
    await button(page, "Save changes").click();
    await page.getByRole("heading", { name: "Mine", exact: true }).waitFor();
    const { body: numbers } = await stage.api("GET", "/v1/phone-numbers?status=active&limit=1");
    await stage.api("POST", `/v1/phone-numbers/${numbers.data[0].id}/assign`, { agent_id: id });
    await page.getByRole("region", { name: "Numbers that use it", exact: true }).getByRole("link").first().waitFor();
    await button(page, "Delete agent").click();
    await inDialog(page, "Delete agent");
    await button(page, "Unassign and delete anyway").click();
    await page.getByRole("heading", { name: "Agents", exact: true }).waitFor();
    expect((await stage.api("GET", `/v1/agents/${id}`)).status).toBe(404);
  });

  test("an empty start leads to a voice agent on this machine that the sandbox talks with", async () => {
    const agent = await startExampleAgent(0);
    onTestFinished(() => agent.stop());
    const { page } = await stage.signedIn("/start");
    await button(page, "Buy").first().click();
    await inDialog(page, "Buy");
    await page.getByText("A voice agent on this machine").click();
    await page.getByLabel("WebSocket address").fill(`${agent.url}/media`);
    await button(page, "Create agent").click();
    await button(page, /^Let /).click();
    await button(page, "Place a test call").click();
    await page.getByRole("heading", { name: "The TwiML that the platform answered", exact: true }).waitFor();
    await page.getByText("Assigned agent").waitFor();
    await page.getByRole("heading", { name: "The conversation", exact: true }).waitFor();
    await page.getByRole("region", { name: "Calls to the number, live", exact: true }).getByText("completed").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
