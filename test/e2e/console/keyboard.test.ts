import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { isSkipped, openStage, type Stage } from "./stage.ts";

/** The ways through the console once more, without a mouse: Tab, Enter, arrows and shortcuts alone. */

const address = { street: "500 W Madison St", city: "Chicago", state: "IL", postal_code: "60661" };

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  while (!(await target.evaluate((element) => element === document.activeElement))) await page.keyboard.press("Tab");
}

async function enterOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

describe.skipIf(isSkipped)("the console by keyboard alone", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name, exact: true });
  const inDialog = (page: Page, name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true });
  /** The radio buttons of one group are one stop of Tab; arrows choose. */
  const choose = async (page: Page, name: string | RegExp) => {
    const wanted = page.getByRole("radio", { name, exact: true });
    await wanted.waitFor();
    if (await wanted.isChecked()) return;
    await tabTo(page, page.getByRole("radio", { checked: true }).first());
    while (!(await wanted.isChecked())) await page.keyboard.press("ArrowDown");
  };

  test("from the sign-in to a first number that rings", async () => {
    const { page, complaints } = await stage.visit();
    await page.goto(`${stage.platform.dev.base_url}/console/start`);
    await typeInto(page, page.getByLabel("API key"), stage.platform.dev.api_key);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "First number", exact: true }).waitFor();
    await enterOn(page, button(page, "Buy").first());
    await enterOn(page, inDialog(page, "Buy"));
    await enterOn(page, button(page, "Create agent"));
    await enterOn(page, button(page, "Let Hello message answer"));
    await enterOn(page, button(page, "Place a test call"));
    await page.getByRole("heading", { name: "The TwiML that the platform answered", exact: true }).waitFor();
    await page.getByRole("region", { name: "Calls to the number, live", exact: true }).getByText("completed").waitFor();
    expect(complaints).toEqual([]);
  });

  test("an own account is connected, its number imported, found in the palette, and detached", async () => {
    const { sandbox } = stage;
    const { body: made } = await sandbox("POST", "/sandbox/accounts", {});
    const { body: account } = await sandbox("GET", `/sandbox/accounts/${made.sid}`);
    const voice_url = "https://ivr.example.com/answer";
    await sandbox("POST", `/sandbox/accounts/${made.sid}/numbers`, { phone_number: "+14155550135", voice_url });
    const { page } = await stage.signedIn("/");
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    for (const key of ["g", "w"]) await page.keyboard.press(key);
    await enterOn(
      page,
      page
        .locator("main")
        .getByRole("link", { name: /^Connect/ })
        .first(),
    );
    await typeInto(page, page.getByLabel("Name"), "Acme");
    await typeInto(page, page.getByLabel("Account SID"), made.sid);
    await typeInto(page, page.getByRole("textbox", { name: "Auth token", exact: true }), account.auth_token);
    await enterOn(page, button(page, "Connect"));
    await page.getByText("Everything works.").waitFor();
    await enterOn(page, link(page, "Import numbers").first());
    await choose(page, "Import all numbers of the account");
    await enterOn(page, button(page, "Show what will change"));
    await page.getByText(voice_url).first().waitFor();
    await enterOn(page, button(page, "Import 1 number"));
    await page.getByText("1 of 1 numbers").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Type a page").waitFor();
    await page.keyboard.type("+1 (415) 555-0135");
    await page.getByText("/numbers/+14155550135").waitFor();
    await page.keyboard.press("Enter");
    await enterOn(page, button(page, "Detach"));
    await page.getByRole("dialog").getByText("Goes back as it was").waitFor();
    await enterOn(page, inDialog(page, "Detach"));
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    const numbers = `/2010-04-01/Accounts/${made.sid}/IncomingPhoneNumbers.json`;
    const authorization = `Basic ${btoa(`${made.sid}:${account.auth_token}`)}`;
    const atTwilio = await fetch(stage.platform.dev.sandbox_url + numbers, { headers: { authorization } });
    expect(await atTwilio.json()).toMatchObject({ incoming_phone_numbers: [{ voice_url }] });
  });

  test("a trunk is made and verified, and a link leads to the rung that failed", async () => {
    const { page } = await stage.signedIn("/");
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    for (const key of ["g", "t"]) await page.keyboard.press(key);
    await enterOn(
      page,
      page
        .locator("main")
        .getByRole("link", { name: /Create/ })
        .first(),
    );
    await choose(page, /SIP servers that agents dial/);
    await typeInto(page, page.getByLabel("Name", { exact: false }).first(), "Office");
    await typeInto(page, page.getByLabel("Host"), "127.0.0.1");
    await typeInto(page, page.getByLabel("Port", { exact: true }), "9");
    await enterOn(page, button(page, "Create trunk"));
    await page.waitForURL(/\/trunks\/trk_/);
    await enterOn(page, button(page, "Verify now"));
    const failed = page.locator(".rung.failed").first();
    await failed.locator(".rung-hint").waitFor();
    await enterOn(page, failed.getByRole("link").first());
    await page.locator(".rung.failed.targeted").waitFor();
    expect(new URL(page.url()).hash).not.toBe("");
  });

  test("a port gets its bill, is submitted, and moves", async () => {
    const { api, sandbox } = stage;
    const phone_numbers = ["+13125550144", "+13125550145"];
    const { body: port } = await api("POST", "/v1/porting-requests", {
      losing_carrier: { name: "Old Line" },
      customer: { type: "business", name: "Acme Incorporated" },
      authorized_person: { name: "Ada Lovelace", email: "ada@example.com" },
      service_address: address,
      billing_telephone_number: phone_numbers[0],
      bill: { customer_name: "Acme Incorporated", address, date: new Date().toISOString().slice(0, 10) },
      phone_numbers,
    });
    const { page } = await stage.signedIn(`/porting/${port.id}/edit`);
    const step = (name: RegExp) =>
      page.getByRole("navigation", { name: "Steps", exact: true }).getByRole("link", { name, exact: true });
    await enterOn(page, step(/Carrier/));
    await typeInto(page, page.getByLabel("Account number"), "0012345678");
    await page.getByText("All changes are saved.").waitFor();
    await enterOn(page, step(/Documents/));
    const chooser = page.waitForEvent("filechooser");
    await enterOn(page, page.locator("button", { hasText: "Choose files" }));
    const buffer = Buffer.from("%PDF-1.4\n%%EOF\n");
    await (await chooser).setFiles({ name: "bill.pdf", mimeType: "application/pdf", buffer });
    await page.getByText("bill.pdf", { exact: true }).waitFor();
    await enterOn(page, step(/Review/));
    await page.getByText("Everything is there. You can submit it.").waitFor();
    await enterOn(page, button(page, "Submit the request"));
    await enterOn(page, inDialog(page, "Submit the request"));
    await page.getByRole("heading", { name: "Under review", exact: true }).waitFor();
    const sid = await eventually(async () => {
      const { body } = await api("GET", `/v1/porting-requests/${port.id}`);
      expect(body.carrier.request_id).toEqual(expect.any(String));
      return body.carrier.request_id;
    });
    for (const title of ["Waiting for a signature", "With your present carrier", "Date confirmed", "Done"]) {
      await sandbox("POST", `/sandbox/ports/${sid}/next`);
      await page.getByRole("heading", { name: title, exact: true }).waitFor();
    }
  });
});
