import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSkipped, openStage, type Stage } from "./stage.ts";

/** The pages of numbers, as the people use them who run many: by selection, by CSV, by keyboard, and one by one. */

interface OwnNumber {
  readonly id: string;
  readonly phone_number: string;
}

describe.skipIf(isSkipped)("numbers in the console", () => {
  let stage: Stage;
  let numbers: readonly OwnNumber[];
  let agentId: string;
  const readNumber = async (id: string) => (await stage.api("GET", `/v1/phone-numbers/${id}`)).body;

  beforeAll(async () => {
    stage = await openStage();
    const { api } = stage;
    const destination = { kind: "dial", phone_number: "+14155550100" };
    agentId = (await api("POST", "/v1/agents", { name: "Reception", destination })).body.id;
    const offers = (await api("GET", "/v1/available-phone-numbers?country=US&area_code=503&limit=5")).body.data;
    const items = offers.slice(0, 5).map(({ phone_number }: OwnNumber) => ({ phone_number }));
    const order = (await api("POST", "/v1/orders", { items })).body;
    numbers = order.items.map(
      ({ phone_number, phone_number_id }: { phone_number: string; phone_number_id: string }) => ({
        id: phone_number_id,
        phone_number,
      }),
    );
    expect(numbers).toHaveLength(5);
    for (const { id } of numbers) await api("PATCH", `/v1/phone-numbers/${id}`, { tags: ["suite"] });
  });
  afterAll(() => stage?.close());

  test("a range is selected by keyboard, and the palette acts on it", async () => {
    const { page, context } = await stage.signedIn("/numbers?tag=suite");
    const grid = page.getByRole("grid", { name: "Numbers", exact: true });
    await grid.getByRole("row").nth(5).waitFor();
    await grid.focus();
    for (const key of ["Home", "x", "j", "j", "Shift+X"]) await page.keyboard.press(key);
    await page.getByText("3 numbers selected").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Type a page, an action or an id…").fill("Assign an agent");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Assign an agent: 3 numbers", exact: true });
    await dialog.getByRole("combobox", { name: "Agent", exact: true }).fill("Reception");
    await page.getByRole("option", { name: "Reception", exact: true }).first().click();
    await dialog.getByText("3 would succeed").waitFor();
    await dialog.getByRole("button", { name: "Assign an agent: 3 numbers", exact: true }).click();
    await page.getByText("3 of 3 done").waitFor();
    const { data } = (await stage.api("GET", `/v1/phone-numbers?tag=suite&agent_id=${agentId}`)).body;
    expect(data).toHaveLength(3);
    await grid.getByText("Reception").nth(2).waitFor();
    await context.close();
  });

  test("a CSV file shows what each line would do, and changes what it can", async () => {
    const [number] = numbers;
    const { page, context } = await stage.signedIn("/numbers/csv");
    const lines = ["phone_number,friendly_name", `${number?.phone_number},From a file`, "+19995550100,Nothing"];
    await page.getByRole("textbox", { name: "CSV", exact: true }).fill(lines.join("\n"));
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await page.getByText("1 line would succeed, 1 would fail.").waitFor();
    expect((await readNumber(number?.id ?? "")).friendly_name).not.toBe("From a file");
    await page.getByRole("button", { name: "Run 1 line", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Run 1 line", exact: true }).click();
    await page.waitForURL(/\/bulk-jobs\/blk_/);
    await page.getByText("1 succeeded, 1 failed, 0 pending").waitFor();
    expect((await readNumber(number?.id ?? "")).friendly_name).toBe("From a file");
    await context.close();
  });

  test("the simulator answers before a plan is saved, and a conflict shows before it overwrites", async () => {
    const { id } = numbers[1] ?? { id: "" };
    const plan = async () => (await stage.api("GET", `/v1/phone-numbers/${id}/routing`)).body.plan;
    const { page, context } = await stage.signedIn(`/numbers/${id}?tab=routing`);
    const blocked = page.getByRole("combobox", { name: "Callers that are rejected", exact: true });
    const simulator = page.getByRole("region", { name: "Simulator", exact: true });
    const save = page.getByRole("button", { name: "Save plan", exact: true });
    await blocked.fill("+1415*");
    await blocked.press("Enter");
    await simulator.getByRole("textbox", { name: "Caller", exact: true }).fill("+14155550199");
    await simulator.getByText("Result: Rejected").waitFor();
    expect((await stage.api("GET", `/v1/phone-numbers/${id}/routing`)).status).toBe(404);
    await save.click();
    await page.getByText("Version 1 is in force since").waitFor();
    expect((await plan()).blocked_callers).toEqual(["+1415*"]);

    await blocked.fill("anonymous");
    await blocked.press("Enter");
    await stage.api("PUT", `/v1/phone-numbers/${id}/routing`, { blocked_callers: ["+1900*"] });
    await page.getByText("Another person or program changed the plan while you edited it.").waitFor();
    await save.click();
    await page.getByRole("alert").getByText("stale_version").waitFor();
    expect((await plan()).blocked_callers).toEqual(["+1900*"]);
    await page.getByRole("button", { name: "Continue with mine on top of it", exact: true }).click();
    await save.click();
    await page.getByText("Version 3 is in force since").waitFor();
    expect((await plan()).blocked_callers).toEqual(["+1415*", "anonymous"]);
    await context.close();
  });

  test("a name that changed meanwhile is not overwritten unseen", async () => {
    const { id } = numbers[2] ?? { id: "" };
    const { page, context } = await stage.signedIn(`/numbers/${id}`);
    const name = page.getByRole("textbox", { name: "Name", exact: true });
    await page.getByRole("button", { name: "Change the name", exact: true }).click();
    await name.fill("Mine");
    await stage.api("PATCH", `/v1/phone-numbers/${id}`, { friendly_name: "Theirs" });
    await name.press("Enter");
    await page.getByText("another person or program made a change meanwhile").waitFor();
    expect((await readNumber(id)).friendly_name).toBe("Theirs");
    await page.getByText("Theirs", { exact: true }).waitFor();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await page.route(`**/v1/phone-numbers/${id}`, async (route) => {
      if (route.request().method() === "PATCH") await held;
      await route.continue();
    });
    await name.press("Enter");
    // The page shows it before the API has it.
    await page.getByRole("button", { name: "Change the name", exact: true }).waitFor();
    await page.getByText("Mine", { exact: true }).waitFor();
    expect((await readNumber(id)).friendly_name).toBe("Theirs");
    letGo();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect((await readNumber(id)).friendly_name).toBe("Mine");
    await context.close();
  });

  test("a release can be taken back before it happens, and restored after", async () => {
    const { id } = numbers[4] ?? { id: "" };
    await stage.api("POST", `/v1/phone-numbers/${id}/unassign`);
    const { page, context } = await stage.signedIn(`/numbers/${id}`);
    const release = page.getByRole("button", { name: "Release", exact: true });
    await release.click();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText("Release: not done").waitFor();
    expect((await readNumber(id)).status).toBe("active");
    await release.click();
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await release.waitFor();
    expect((await readNumber(id)).status).toBe("active");
    await context.close();
  });
});
