import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSkipped, openStage, type Stage, violations } from "./stage.ts";

/** Numbers come from another carrier: checked, prepared, submitted, refused, corrected, and moved. */

const pdf = { name: "bill.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\ntrailer\n%%EOF\n") };
const address = {
  street: "500 W MADISON ST",
  street_2: "STE 800",
  city: "CHICAGO",
  state: "IL",
  postal_code: "60661",
};

describe.skipIf(isSkipped)("porting in the console", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const step = (page: Page, name: RegExp) =>
    page.getByRole("navigation", { name: "Steps", exact: true }).getByRole("link", { name, exact: true });
  const inDialog = (page: Page, name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true });
  const saved = (page: Page) => page.getByText("All changes are saved.").waitFor();
  const idIn = (page: Page): string => /prt_\w+/.exec(page.url())?.[0] ?? "";
  /** A draft that lacks nothing but its documents. */
  const draftOf = async (phoneNumbers: readonly string[], more: object = {}): Promise<string> => {
    const { status, body } = await stage.api("POST", "/v1/porting-requests", {
      losing_carrier: { name: "Example Telephone" },
      customer: { type: "business", name: "ACME INCORPORATED" },
      authorized_person: { name: "Ada Lovelace", email: "ada@example.com" },
      service_address: address,
      billing_telephone_number: phoneNumbers[0],
      account_number: "0012345678901",
      bill: { customer_name: "ACME INCORPORATED", date: new Date().toISOString().slice(0, 10), address },
      phone_numbers: phoneNumbers,
      ...more,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return body.id;
  };
  const upload = (page: Page, files: (typeof pdf)[]) => page.locator("input[type=file]").setInputFiles(files);
  /** Moves the request's port at Twilio. */
  const moveAtTwilio = async (page: Page, path: string, body: object = {}) => {
    const { body: request } = await stage.api("GET", `/v1/porting-requests/${idIn(page)}`);
    await stage.sandbox("POST", `/sandbox/ports/${request.carrier.request_id}${path}`, body);
  };

  test("from pasted numbers to numbers in service: each finding stands at its field, and some are fixed by a click", async () => {
    const { page } = await stage.signedIn("/porting/check");
    await page.getByLabel("Phone numbers").fill("(312) 555-0140\n+13125550141, +13125559902");
    await button(page, "Check numbers").click();
    await page.getByText("Twilio has answered for all 3 numbers.").waitFor();
    await page.getByText("Not portable to Twilio").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, "Port these 2 numbers").click();
    await page.getByLabel("Present carrier").fill("Example Telephone");
    await page.getByLabel("Account owner").fill("Acme Corporation");
    await page.getByLabel("Billing telephone number (BTN)").fill("312 555 0140");
    await page.getByLabel("Account number").fill("XXXX78901");
    await page.getByText("Letters X hide a part of the account number").first().waitFor();
    await page.getByLabel("Account number").fill("0012345678901");
    await saved(page);
    await step(page, /Address/).click();
    await page.getByLabel("House number and street").fill("500 W Madison St");
    await page.getByText(/Still missing: city, state, ZIP code/).waitFor();
    await page.reload();
    expect(await page.getByLabel("House number and street").inputValue()).toBe("500 W Madison St");
    await page.getByLabel("City").fill("Chicago");
    await page.getByLabel("State").fill("IL");
    await page.getByLabel("ZIP code").fill("60661");
    await page.getByLabel("First and last name").fill("Ada Lovelace");
    await page.getByLabel("E-mail address").fill("ada@example.com");
    await saved(page);
    await step(page, /Documents/).click();
    await page.getByLabel("Name on the bill").fill("ACME INCORPORATED");
    await page.getByLabel("Date of the bill").fill(new Date().toISOString().slice(0, 10));
    await button(page, "Copy the service address").click();
    await upload(page, [pdf, { ...pdf, name: "fake.pdf", buffer: Buffer.from("no PDF") }]);
    await page.getByText("document_type_mismatch").waitFor();
    await page.getByText("bill.pdf", { exact: true }).waitFor();
    await saved(page);
    await step(page, /Review/).click();
    await button(page, "Apply this fix").first().click();
    await page.getByText("Everything is there. You can submit it.").waitFor();
    await page.getByText("It stays one request with 2 numbers.").waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, "Submit the request").click();
    await inDialog(page, "Submit the request").click();
    await page.getByRole("heading", { name: "Under review", exact: true }).waitFor();
    expect((await stage.api("GET", `/v1/porting-requests/${idIn(page)}`)).body.customer.name).toBe("ACME INCORPORATED");
    await page.getByText("In review").waitFor();
    for (const title of ["Waiting for a signature", "With your present carrier", "Date confirmed", "Done"]) {
      await moveAtTwilio(page, "/next");
      await page.getByRole("heading", { name: title, exact: true }).waitFor();
    }
    await page.getByRole("grid", { name: "Numbers", exact: true }).getByRole("link").nth(1).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("what the carrier refuses is corrected and submitted again", async () => {
    const id = await draftOf(["+13125550150", "+13125550151"]);
    const { page } = await stage.signedIn(`/porting/${id}/edit?step=documents`);
    await upload(page, [pdf]);
    await page.getByText("bill.pdf", { exact: true }).waitFor();
    await step(page, /Review/).click();
    await page.getByText("Everything is there. You can submit it.").waitFor();
    await button(page, "Submit the request").click();
    await inDialog(page, "Submit the request").click();
    await page.getByRole("heading", { name: "Under review", exact: true }).waitFor();
    await page.getByText("In review").waitFor();
    await moveAtTwilio(page, "", {
      phone_numbers: ["+13125550150"],
      number_status: "rejected",
      rejection_reason: "INVALID_PIN",
    });
    await page.getByText("PIN is wrong.").waitFor();
    await page.getByRole("link", { name: "Correct it", exact: true }).click();
    await step(page, /Carrier/).click();
    await page.getByLabel("Transfer PIN").fill("004217");
    await saved(page);
    await step(page, /Review/).click();
    await button(page, "Submit the correction").click();
    await inDialog(page, "Submit the correction").click();
    await page.getByRole("heading", { name: "Under review", exact: true }).waitFor();
  });

  test("two people edit one request: other fields merge, and for the same field one of them chooses", async () => {
    const id = await draftOf(["+13125550160"]);
    const { page } = await stage.signedIn(`/porting/${id}/edit?step=account`);
    const owner = page.getByLabel("Account owner");
    await owner.waitFor();
    await stage.api("PATCH", `/v1/porting-requests/${id}`, { name: "From elsewhere" });
    await owner.fill("Acme Inc");
    await saved(page);
    const { body: merged } = await stage.api("GET", `/v1/porting-requests/${id}`);
    expect([merged.name, merged.customer.name]).toEqual(["From elsewhere", "Acme Inc"]);
    let hasRaced = false;
    await page.route(`**/v1/porting-requests/${id}`, async (route) => {
      if (route.request().method() === "PATCH" && !hasRaced) {
        hasRaced = true;
        const customer = { type: "business", name: "Theirs LLC" };
        await stage.api("PATCH", `/v1/porting-requests/${id}`, { customer });
      }
      await route.continue();
    });
    await owner.fill("Mine Corporation");
    await button(page, "Keep mine").click();
    await saved(page);
    expect((await stage.api("GET", `/v1/porting-requests/${id}`)).body.customer.name).toBe("Mine Corporation");
  });

  test("an operator moves a port on with the keyboard alone, and the customer reads why", async () => {
    const id = await draftOf(["+18335550170"], { name: "Vanity line", billing_telephone_number: undefined });
    const customer = await stage.signedIn(`/porting/${id}/edit?step=documents`);
    await upload(customer.page, [pdf]);
    await customer.page.getByText("bill.pdf", { exact: true }).waitFor();
    await customer.page.getByRole("combobox", { name: "Kind of document", exact: true }).click();
    await customer.page.getByRole("option", { name: "Signed letter of authorization", exact: true }).click();
    await upload(customer.page, [{ ...pdf, name: "letter.pdf" }]);
    await customer.page.getByText("letter.pdf", { exact: true }).waitFor();
    await step(customer.page, /Review/).click();
    await customer.page.getByText("Everything is there. You can submit it.").waitFor();
    await button(customer.page, "Submit the request").click();
    await inDialog(customer.page, "Submit the request").click();
    await customer.page.getByRole("heading", { name: "Under review", exact: true }).waitFor();

    const { page } = await stage.signedIn("/board", { key: stage.platform.dev.admin_token });
    await page.getByRole("button", { name: /Vanity line/ }).focus();
    await page.keyboard.press("m");
    await inDialog(page, "Sent to the carrier in process").press("Enter");
    await page.getByLabel("Reason").waitFor();
    await page.keyboard.type("Sent as order 4711.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await customer.page.getByText("Sent as order 4711.").waitFor();
    await customer.page.getByRole("heading", { name: "With your present carrier", exact: true }).waitFor();
    await page.getByRole("button", { name: /Vanity line/ }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("c");
    await page.getByRole("dialog").getByRole("textbox").fill("They are slow.");
    await inDialog(page, "Comment").click();
    await page.getByText("Internal comment written.").waitFor();
    expect(await violations(page)).toEqual([]);
    const { body: timeline } = await stage.api("GET", `/v1/porting-requests/${id}/timeline`);
    expect(JSON.stringify(timeline)).not.toContain("They are slow.");

    await page.getByRole("button", { name: /Vanity line/ }).focus();
    await page.keyboard.press("m");
    await inDialog(page, "Report a refusal exception").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Reason", exact: true }).fill("They refused it.");
    await dialog.getByRole("combobox", { name: "Code", exact: true }).click();
    await page.getByRole("option", { name: "Account number does not match", exact: true }).click();
    await dialog.getByText("Copy the account number from a bill").waitFor();
    expect(await violations(page)).toEqual([]);
    await inDialog(page, "Report a refusal").click();
    await customer.page.getByText("Copy the account number from a bill").waitFor();
  });
});
