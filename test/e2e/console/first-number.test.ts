import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSkipped, openStage, type Stage } from "./stage.ts";

/** From a search to a call that arrives live, as a person does it. */

describe.skipIf(isSkipped)("a number's way through the console", { timeout: 240_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.close());

  test("search, hold, see the countdown, buy, assign, ring, see the call arrive; another browser sees it, too", async () => {
    const { api, sandbox } = stage;
    const destination = { kind: "dial", phone_number: "+14155550100" };
    await api("POST", "/v1/agents", { name: "Front desk", destination });
    const watcher = await stage.signedIn("/numbers");
    await watcher.page.getByText("No numbers yet").waitFor();

    const { page, complaints } = await stage.signedIn("/buy?country=US&area_code=415");
    const row = page.getByRole("grid", { name: "Numbers for sale" }).getByRole("row").nth(1);
    await row.getByRole("button", { name: "Hold", exact: true }).click();
    await row.getByRole("timer").waitFor();
    expect(await row.getByRole("timer").textContent()).toMatch(/^1[45]:\d\d$/);
    await row.getByRole("button", { name: /^Add / }).click();
    await page.getByRole("button", { name: "Buy 1 number", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Buy 1 number" }).click();

    await watcher.page.getByRole("button", { name: /1 new or changed/ }).click();
    await watcher.page.getByRole("grid").getByRole("row").nth(1).waitFor();

    await page.goto(`${stage.platform.dev.base_url}/console/numbers`);
    await page.getByRole("grid").getByRole("link").first().click();
    await page.locator("[aria-labelledby=who-answers]").getByRole("combobox").click();
    await page.getByRole("option", { name: "Front desk" }).click();
    await page.getByRole("button", { name: "Assign", exact: true }).click();
    await page.getByText("Front desk").first().waitFor();

    const [number] = (await api("GET", "/v1/phone-numbers")).body.data;
    expect(number.agent_id).not.toBeNull();
    await watcher.page.goto(`${stage.platform.dev.base_url}/console/calls`);
    await watcher.page.getByRole("heading", { name: "Calls", level: 1 }).waitFor();
    await watcher.page.locator("[data-feed=live]").waitFor();
    await sandbox("POST", "/sandbox/calls", { to: number.phone_number, callbacks: ["ringing", "completed"] });
    await watcher.page.getByRole("button", { name: /new or changed/ }).click();
    await watcher.page.getByRole("grid").getByRole("row").nth(1).getByText("Front desk").waitFor();
    expect([...complaints, ...watcher.complaints]).toEqual([]);
  });

  test("a feed that was cut says so, comes back by itself and has missed nothing", async () => {
    const { page, context } = await stage.signedIn("/numbers");
    await page.locator("[data-feed=live]").waitFor();
    await context.setOffline(true);
    await page.locator("[data-feed=stale]").waitFor();
    await page.getByText("The live connection is lost.").waitFor();
    const order = await stage.api("POST", "/v1/orders", { items: [{ phone_number: "+14155550170" }] });
    expect(order.status).toBe(201);
    await context.setOffline(false);
    await page.locator("[data-feed=live]").waitFor();
    await page.getByRole("button", { name: /new or changed/ }).waitFor();
  });
});
