import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { isSkipped, openStage, type Stage } from "./stage.ts";

/** Pages that miss no change, whenever it comes: before the feed is open, between two sessions, while a list is read. */

const destination = { kind: "say", message: "Hi" };

/** Holds what a page asks of these paths: the requests, or the answers that the server has given. */
async function hold(page: Page, paths: string, what: "requests" | "answers") {
  const [gate, first] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route(paths, async (route) => {
    const answer = what === "answers" ? { response: await route.fetch() } : null;
    first.resolve();
    await gate.promise;
    await (answer ? route.fulfill(answer) : route.continue());
  });
  return { letGo: gate.resolve, isHeld: first.promise };
}

describe.skipIf(isSkipped)("pages that follow the feed", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  const newAgent = async (name: string): Promise<string> =>
    (await stage.api("POST", "/v1/agents", { name, destination })).body.id;
  const rename = async (id: string, name: string): Promise<void> => {
    const { status } = await stage.api("PATCH", `/v1/agents/${id}`, { name });
    expect(status).toBe(200);
  };
  const signInTo = async (page: Page, path: string): Promise<void> => {
    const { base_url, api_key } = stage.platform.dev;
    await page.goto(`${base_url}/console/sign-in?next=${path}#key=${api_key}`);
  };
  const agentNamed = (page: Page, name: string) => page.getByRole("gridcell", { name, exact: true });

  test("what changes before the feed is open reaches a list that was read before", async () => {
    const id = await newAgent("Desk");
    const { page } = await stage.visit();
    const { letGo, isHeld } = await hold(page, "**/v1/live/tickets", "requests");
    await signInTo(page, "/agents");
    await isHeld;
    await agentNamed(page, "Desk").waitFor();
    await rename(id, "Front desk");
    await newAgent("Night desk");
    letGo();
    await agentNamed(page, "Front desk").waitFor();
    await page.getByRole("button", { name: /^1 new or changed/ }).click();
    await agentNamed(page, "Night desk").waitFor();
  });

  test("what changes while the session is over reaches the page when it goes on with another one", async () => {
    const id = await newAgent("Sales");
    const { page, context } = await stage.signedIn("/agents");
    await agentNamed(page, "Sales").waitFor();
    const { letGo, isHeld } = await hold(page, "**/v1/live/tickets", "requests");
    await context.clearCookies();
    await page.getByRole("link", { name: "Orders", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("API key").fill(stage.platform.dev.api_key);
    await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await agentNamed(page, "Sales").waitFor();
    await isHeld;
    await rename(id, "Sales team");
    letGo();
    await agentNamed(page, "Sales team").waitFor();
  });

  test("what changes while a list is being read is in the list, and counts as new only if the list lacks it", async () => {
    const id = await newAgent("Support");
    const { page } = await stage.visit();
    const heard: string[] = [];
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(String(payload))));
    await signInTo(page, "/");
    await page.locator("[data-feed=live]").waitFor({ state: "attached" });
    const { letGo, isHeld } = await hold(page, "**/v1/agents?*", "answers");
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await isHeld;
    await rename(id, "Support team");
    const added = await newAgent("Support at night");
    await eventually(async () => expect(heard.some((text) => text.includes(added))).toBe(true));
    letGo();
    await agentNamed(page, "Support team").waitFor();
    await page.getByRole("button", { name: /^1 new or changed/ }).click();
    await agentNamed(page, "Support at night").waitFor();
    await page.getByRole("button", { name: /new or changed/ }).waitFor({ state: "hidden" });
  });

  test("a list that was left before a row's answer came is read again when it is shown", async () => {
    const id = await newAgent("Billing");
    const { page } = await stage.signedIn("/agents");
    await agentNamed(page, "Billing").waitFor();
    const { letGo, isHeld } = await hold(page, `**/v1/agents/${id}`, "answers");
    await newAgent("Billing at night");
    await page.getByRole("button", { name: /^1 new or changed/ }).waitFor();
    await rename(id, "Billing team");
    await isHeld;
    await page.getByRole("link", { name: "Orders", exact: true }).click();
    await page.getByRole("heading", { name: "Orders", exact: true }).waitFor();
    const answered = page.waitForResponse((response) => response.url().endsWith(id));
    letGo();
    await answered;
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await agentNamed(page, "Billing at night").waitFor();
    await agentNamed(page, "Billing team").waitFor();
  });
});
