import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerOf } from "#dev/api";
import { eventually } from "../../support/eventually.ts";
import { isSkipped, openStage, type Stage } from "./stage.ts";

/** What people do in the console, from the search of a number to a port, each by mouse, and by keyboard alone. */

const address = { street: "500 W Madison St", city: "Chicago", state: "IL", postal_code: "60661" };

describe.skipIf(isSkipped)("ways through the console", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  test("search, hold, see the countdown, buy, assign, ring, see the call arrive; another browser sees it, too", async () => {
    const { api, sandbox } = stage;
    const destination = { kind: "dial", phone_number: "+14155550100" };
    await api("POST", "/v1/agents", { name: "Front desk", destination });
    const watcher = await stage.signedIn("/numbers");
    await watcher.page.getByText("No numbers yet").waitFor();

    const { page, complaints } = await stage.signedIn("/buy?country=US&area_code=415");
    const row = page.getByRole("grid", { name: "Numbers for sale", exact: true }).getByRole("row").nth(1);
    await row.getByRole("button", { name: "Hold", exact: true }).click();
    await row.getByRole("timer").waitFor();
    expect(await row.getByRole("timer").textContent()).toMatch(/^1[45]:\d\d$/);
    await row.getByRole("button", { name: /^Add / }).click();
    await page.getByRole("button", { name: "Buy 1 number", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Buy 1 number", exact: true }).click();

    await watcher.page.getByRole("button", { name: /1 new or changed/ }).click();
    await watcher.page.getByRole("grid").getByRole("row").nth(1).waitFor();

    await page.goto(`${stage.platform.dev.base_url}/console/numbers`);
    await page.getByRole("grid").getByRole("link").first().click();
    await page.locator("[aria-labelledby=who-answers]").getByRole("combobox").click();
    await page.getByRole("option", { name: "Front desk", exact: true }).click();
    await page.getByRole("button", { name: "Assign", exact: true }).click();
    await page.getByText("Front desk").first().waitFor();

    const [number] = (await api("GET", "/v1/phone-numbers")).body.data;
    expect(number.agent_id).not.toBeNull();
    await watcher.page.goto(`${stage.platform.dev.base_url}/console/calls`);
    await watcher.page.getByRole("heading", { name: "Calls", level: 1, exact: true }).waitFor();
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

  test("numbers of an own Twilio account: connect, see what will change, import, detach", async () => {
    const { api, sandbox } = stage;
    const { body: made } = await sandbox("POST", "/sandbox/accounts", {});
    const { body: account } = await sandbox("GET", `/sandbox/accounts/${made.sid}`);
    const voice_url = "https://ivr.example.com/answer";
    await sandbox("POST", `/sandbox/accounts/${made.sid}/numbers`, { phone_number: "+14155550134", voice_url });

    const { page, complaints } = await stage.signedIn("/accounts/new");
    await page.getByLabel("Name").fill("Acme");
    await page.getByLabel("Account SID").fill(made.sid);
    await page.getByRole("textbox", { name: "Auth token", exact: true }).fill("0".repeat(32));
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("failed").first().waitFor();
    const [connected] = (await api("GET", "/v1/carrier-accounts")).body.data;
    await api("PATCH", `/v1/carrier-accounts/${connected.id}`, { auth_token: account.auth_token });
    await page.getByText("Everything works.").waitFor();

    await page.getByRole("link", { name: "Import numbers", exact: true }).first().click();
    await page.getByRole("radio", { name: "Import all numbers of the account", exact: true }).check();
    await page.getByRole("button", { name: "Show what will change", exact: true }).click();
    await page.getByText("1 number will be imported").waitFor();
    await page.getByText(voice_url).first().waitFor();
    await page.getByRole("button", { name: "Import 1 number", exact: true }).click();
    await page.getByText("1 of 1 numbers").waitFor();
    const [imported] = (await api("GET", `/v1/phone-numbers?carrier_account_id=${connected.id}`)).body.data;
    expect(imported).toMatchObject({ phone_number: "+14155550134", acquisition_method: "imported" });

    const detached = await api("POST", `/v1/phone-numbers/${imported.id}/detach`, {});
    expect(detached.status).toBe(200);
    const numbers = `/2010-04-01/Accounts/${made.sid}/IncomingPhoneNumbers.json`;
    const authorization = `Basic ${btoa(`${made.sid}:${account.auth_token}`)}`;
    const atTwilio = await fetch(stage.platform.dev.sandbox_url + numbers, { headers: { authorization } });
    const { incoming_phone_numbers } = (await atTwilio.json()) as { incoming_phone_numbers: { voice_url: string }[] };
    expect(incoming_phone_numbers).toMatchObject([{ voice_url }]);
    expect(complaints).toEqual([]);
  });

  test("a trunk whose server does not answer says on which rung, and what to do", async () => {
    const { page, complaints } = await stage.signedIn("/trunks/new");
    await page.getByRole("radio", { name: /SIP servers that agents dial/ }).check();
    await page.getByLabel("Name", { exact: false }).first().fill("Office");
    await page.getByLabel("Host").fill("127.0.0.1");
    await page.getByLabel("Port", { exact: true }).fill("9");
    await page.getByRole("button", { name: "Create trunk", exact: true }).click();
    await page.waitForURL(/\/trunks\/trk_/);
    await page.getByRole("button", { name: "Verify now", exact: true }).click();
    await page.locator(".rung.failed .rung-hint").first().waitFor();
    expect(complaints).toEqual([]);
  });

  test("a port goes from a draft to completed under the eyes of its page", async () => {
    const { api, sandbox } = stage;
    const phone_numbers = ["+13125550140", "+13125550141"];
    const { body: port } = await api("POST", "/v1/porting-requests", {
      losing_carrier: { name: "Old Line" },
      customer: { type: "business", name: "Acme Incorporated" },
      service_address: address,
      billing_telephone_number: phone_numbers[0],
      bill: { customer_name: "Acme Incorporated", address, date: new Date().toISOString().slice(0, 10) },
      account_number: "0012345678",
      phone_numbers,
    });
    const { page, complaints } = await stage.signedIn(`/porting/${port.id}/edit`);
    await page.getByRole("link", { name: /Address and person/ }).click();
    await page.getByLabel("First and last name").fill("Ada Lovelace");
    await page.getByLabel("E-mail address").fill("ada@example.com");
    await page.getByText("All changes are saved.").waitFor();
    await page.getByRole("link", { name: /Documents/ }).click();
    const bill = { name: "bill.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") };
    await page.locator("input[type=file]").first().setInputFiles(bill);
    await page.getByText("bill.pdf").first().waitFor();
    await page.getByRole("link", { name: /Review and submit/ }).click();
    await page.getByText("Everything is there. You can submit it.").waitFor();
    await page.getByRole("button", { name: "Submit the request", exact: true }).click();
    await page.getByRole("dialog").getByRole("button").last().click();
    await page.waitForURL(new RegExp(`/porting/${port.id}$`));
    const sid = await eventually(async () => {
      const { body } = await sandbox("GET", "/sandbox/ports");
      const [first] = body.ports ?? body.data ?? body;
      return first.sid ?? first.port_in_request_sid;
    });
    for (let step = 0; step < 4; step += 1) await sandbox("POST", `/sandbox/ports/${sid}/next`);
    await page.locator("h1 ~ *, h1").getByText("completed").first().waitFor();
    expect(complaints).toEqual([]);
  });

  test("what belongs to another tenant is not found, and the page says what that can mean", async () => {
    const { base_url, admin_token } = stage.platform.dev;
    const admin = callerOf(base_url, admin_token);
    const { body: other } = await admin("POST", "/v1/tenants", { name: "Other" });
    const { body: key } = await admin("POST", `/v1/tenants/${other.id}/api-keys`, { name: "other" });
    const { body: agent } = await stage.api("POST", "/v1/agents", {
      name: "Mine",
      destination: { kind: "say", message: "Hi" },
    });
    const { page } = await stage.signedIn(`/agents/${agent.id}`, { key: key.key });
    await page.getByText("not_found").first().waitFor();
    expect(await page.getByText("Mine").count()).toBe(0);
  });

  test("by keyboard alone: to the numbers, along the rows, select, and through the palette to a page", async () => {
    const { page } = await stage.signedIn("/");
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await page.getByRole("heading", { name: "Numbers", exact: true }).waitFor();
    const grid = page.getByRole("grid");
    await grid.waitFor();
    await grid.focus();
    await page.keyboard.press("x");
    await page.getByText("1 number selected").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("1 number selected").first().waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/numbers\/num_/);
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Type a page").waitFor();
    await page.keyboard.type("Reservations");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Reservations", exact: true }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Go to Numbers").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });
});
