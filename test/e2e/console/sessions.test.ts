import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerOf } from "#dev/api";
import { eventually } from "../../support/eventually.ts";
import { isSkipped, openStage, type Stage, violations } from "./stage.ts";

/** Signing in and out of the console, and what a stranger's page can do with the session: nothing. */

describe.skipIf(isSkipped)("sessions of the console", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  test("a key that is typed in opens the console, and leaves no trace that scripts can read", async () => {
    const { page, context, complaints } = await stage.visit();
    const { base_url, api_key } = stage.platform.dev;
    await page.goto(`${base_url}/console/numbers?status=active`);
    await page.getByLabel("API key").fill("pm_test_wrong");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("alert").getByText("invalid_api_key").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("API key").fill(api_key);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Numbers", exact: true }).waitFor();
    expect(page.url()).toBe(`${base_url}/console/numbers?status=active`);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
    const readable = await page.evaluate(
      () => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }),
    );
    expect(readable).not.toContain(api_key);
    expect(readable).not.toContain(cookie?.value);
    expect(complaints).toEqual([]);
  });

  test("the link of npm start signs in with one click and leaves no key in the address", async () => {
    const { page } = await stage.signedIn("/");
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    expect(page.url()).not.toContain("key");
    await page.goBack().catch(() => null);
    expect(page.url()).not.toContain(stage.platform.dev.api_key);
  });

  test("signing out ends the session, and signing out everywhere ends those of other browsers too", async () => {
    const [here, there] = [await stage.signedIn("/numbers"), await stage.signedIn("/numbers")];
    await here.page.getByRole("button", { name: "Account: Demo", exact: true }).click();
    await here.page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
    await here.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    expect(await here.page.evaluate(async () => (await fetch("/v1/session")).status)).toBe(401);
    await there.page.getByRole("button", { name: "Account: Demo", exact: true }).click();
    await there.page.getByRole("menuitem", { name: "Sign out everywhere", exact: true }).click();
    await there.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  });

  test("a session that ends under a page is asked for again over the page, which then goes on", async () => {
    const { page, context } = await stage.signedIn("/numbers");
    await page.getByRole("heading", { name: "Numbers", exact: true }).waitFor();
    await page.locator("[data-filter]").fill("415");
    await context.clearCookies();
    await page.locator("[data-filter]").fill("4155");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("API key").fill(stage.platform.dev.api_key);
    await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await page.locator("[data-filter]").inputValue()).toBe("4155");
    await page.getByText("No number matches these filters").waitFor();
  });

  test("a page of another site changes nothing with the session, whatever kind of request it sends", async () => {
    const { page, context } = await stage.signedIn("/numbers");
    const { base_url } = stage.platform.dev;
    const before = await stage.api("GET", "/v1/agents");
    // The same host by another name is another site.
    const foreign = base_url.replace("127.0.0.1", "localhost");
    await context.route(`${foreign}/evil`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<h1>Hello</h1>" }),
    );
    await page.goto(`${foreign}/evil`);
    const body = JSON.stringify({ name: "Evil", destination: { kind: "hang_up" } });
    const sent = await page.evaluate(
      async ([origin, text]) => {
        const simple = { method: "POST", credentials: "include", mode: "no-cors", body: text } as const;
        const kinds = [
          fetch(`${origin}/v1/agents`, simple),
          fetch(`${origin}/v1/agents`, { ...simple, headers: { "content-type": "text/plain" } }),
          fetch(`${origin}/v1/agents`, { ...simple, mode: "cors", headers: { "content-type": "application/json" } }),
        ];
        return (await Promise.allSettled(kinds)).map(({ status }) => status);
      },
      [base_url, body] as const,
    );
    expect(sent).toHaveLength(3);
    await page.evaluate(
      ([origin, text]) => {
        const form = document.createElement("form");
        Object.assign(form, { method: "POST", action: `${origin}/v1/agents`, enctype: "text/plain" });
        const field = document.createElement("input");
        Object.assign(field, { name: text.slice(0, -1), value: "}" });
        form.append(field);
        document.body.append(form);
        form.submit();
      },
      [base_url, body] as const,
    );
    await page.waitForLoadState();
    expect((await stage.api("GET", "/v1/agents")).body.data).toEqual(before.body.data);
  });

  test("even with the cookie, a change without the session's CSRF token is refused", async () => {
    const { page } = await stage.signedIn("/numbers");
    const status = await page.evaluate(async () => {
      const body = JSON.stringify({ name: "Evil", destination: { kind: "hang_up" } });
      const response = await fetch("/v1/agents", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      return [response.status, (await response.json()).code];
    });
    expect(status).toEqual([403, "csrf_failed"]);
  });

  test("a key without a scope sees why its buttons do nothing, and no pages of others", async () => {
    const { base_url, admin_token, tenant_id } = stage.platform.dev;
    const admin = callerOf(base_url, admin_token);
    const { body } = await admin("POST", `/v1/tenants/${tenant_id}/api-keys`, {
      name: "reader",
      scopes: ["numbers:read"],
    });
    const { page } = await stage.signedIn("/numbers", { key: body.key });
    await page.getByRole("heading", { name: "Numbers", exact: true }).waitFor();
    await page.getByText("Your API key may not read events, so pages do not update by themselves.").waitFor();
    expect(await page.getByRole("link", { name: "Webhooks", exact: true }).count()).toBe(0);
  });

  test("a tenant that the platform suspends reads why, and its page goes on when that is over", async () => {
    const { base_url, admin_token } = stage.platform.dev;
    const admin = callerOf(base_url, admin_token);
    const { body: tenant } = await admin("POST", "/v1/tenants", { name: "Late payer" });
    const { body: key } = await admin("POST", `/v1/tenants/${tenant.id}/api-keys`, { name: "console" });
    const { page } = await stage.signedIn("/agents", { key: key.key });
    await page.locator("[data-feed=live]").waitFor();
    await admin("POST", `/v1/tenants/${tenant.id}/suspend`, { reason: "Unpaid bill" });
    const banner = page.getByRole("alert").filter({ hasText: "The platform suspended your tenant" });
    await banner.getByText("Its reason: Unpaid bill.").waitFor();
    // An isolate trusts for some seconds what it knows of a session.
    const statusNow = () => page.evaluate(async () => (await fetch("/v1/agents")).status);
    await eventually(async () => expect(await statusNow()).toBe(403));
    // Once, with what to do; no card repeats it.
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await page.getByText("Not shown while your tenant may not use the platform.").first().waitFor();
    expect(await banner.getByText(tenant.id).count()).toBe(1);
    expect(await page.getByText("tenant_suspended").count()).toBe(0);
    expect(await page.getByRole("alert").count()).toBe(1);
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    expect(await page.getByText("Your API key may not read events").count()).toBe(0);
    await admin("POST", `/v1/tenants/${tenant.id}/resume`, {});
    await banner.waitFor({ state: "hidden" });
    await page.locator("[data-feed=live]").waitFor();
    await page.getByRole("heading", { name: "No agents yet", exact: true }).waitFor();
  });

  test("Escape closes the uppermost of what lies over a page, and nothing below", async () => {
    const { page } = await stage.signedIn("/keys");
    await page.getByRole("gridcell", { name: "npm start", exact: true }).click();
    const [drawer, question] = [
      page.getByRole("dialog", { name: "npm start", exact: true }),
      page.getByRole("dialog", { name: /Revoke/ }),
    ];
    await drawer.getByRole("button", { name: "More for Revoke", exact: true }).click();
    const menu = page.getByRole("menu");
    await menu.waitFor();
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    await drawer.getByRole("button", { name: "Revoke", exact: true }).click();
    await question.waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "hidden" });
    expect(await drawer.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Create a key", exact: true }).first().click();
    const form = page.getByRole("dialog", { name: "New API key", exact: true });
    await form.getByRole("combobox", { name: "Expires", exact: true }).click();
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option").first().waitFor({ state: "hidden" });
    expect(await form.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
  });

  test("a failure without an answer can be reported, and a file that is missing takes the page alone", async () => {
    const { page } = await stage.signedIn("/numbers?utm_source=mail");
    // The foreign field is no filter.
    await page.getByRole("heading", { name: "No numbers yet", exact: true }).waitFor();
    await page.route("**/v1/agents*", (route) => route.abort());
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    const lost = page.getByRole("alert").filter({ hasText: "network" });
    await lost.getByText("GET /v1/agents").waitFor();
    await lost.getByRole("button", { name: "Copy error report", exact: true }).click();
    await page.unroute("**/v1/agents*");
    await lost.getByRole("button", { name: "Try again", exact: true }).click();
    await page.getByRole("heading", { name: "No agents yet", exact: true }).waitFor();
    await page.route("**/assets/orders-page*", (route) => route.abort());
    await page.getByRole("link", { name: "Orders", exact: true }).click();
    const missing = page.getByRole("alert").filter({ hasText: "page_not_loaded" });
    await missing.getByRole("button", { name: "Copy error report", exact: true }).waitFor();
    expect(await page.getByRole("navigation").isVisible()).toBe(true);
    await page.unroute("**/assets/orders-page*");
    await missing.getByRole("button", { name: "Load the page again", exact: true }).click();
    await page.getByRole("heading", { name: "No orders yet", exact: true }).waitFor();
  });

  test("if the place that shows secrets is missing, the page says so, works on, and has it after a reload", async () => {
    const { page } = await stage.signedIn("/numbers");
    await page.getByRole("heading", { name: "No numbers yet", exact: true }).waitFor();
    await page.route("**/assets/secret-once*", (route) => route.abort());
    await page.reload();
    const missing = page.getByRole("alert").filter({ hasText: "page_not_loaded" });
    await missing.waitFor();
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await page.getByRole("heading", { name: "No agents yet", exact: true }).waitFor();
    expect(await missing.isVisible()).toBe(true);
    await page.unroute("**/assets/secret-once*");
    await missing.getByRole("button", { name: "Load the page again", exact: true }).click();
    await missing.waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "No agents yet", exact: true }).waitFor();
  });

  test("a new key stays in sight until the person has stored it, whatever becomes of the list and the page", async () => {
    const { base_url, admin_token } = stage.platform.dev;
    await callerOf(base_url, admin_token)("POST", "/v1/tenants", { name: "Newcomer" });
    const { page } = await stage.signedIn("/tenants", { key: admin_token });
    await page.getByRole("gridcell", { name: "Newcomer", exact: true }).click();
    await page.getByRole("heading", { name: "No API keys yet", exact: true }).waitFor();
    // The button of the empty list, which is gone with the first row.
    await page.getByRole("button", { name: "Create a key", exact: true }).last().click();
    const form = page.getByRole("dialog", { name: "New API key", exact: true });
    await form.getByRole("textbox", { name: "Name", exact: true }).fill("First");
    await form.getByRole("button", { name: "Create a key", exact: true }).click();
    const secret = page.getByRole("dialog", { name: "The new API key", exact: true });
    await secret.waitFor();
    await page.locator("[role=gridcell]").filter({ hasText: "First" }).waitFor();
    await page.keyboard.press("Escape");
    await page.goBack();
    await page.waitForURL(`${base_url}/console/tenants`);
    const key = await secret.getByLabel("API key").textContent();
    expect((await callerOf(base_url, String(key))("GET", "/v1/me")).body.tenant.name).toBe("Newcomer");
    await secret.getByRole("button", { name: "I have copied it", exact: true }).click();
    await secret.waitFor({ state: "hidden" });
  });

  test("the platform's operator acts for a tenant, sees its pages alone, and comes back", async () => {
    const { admin_token } = stage.platform.dev;
    const { page, complaints } = await stage.signedIn("/", { key: admin_token });
    await page.getByRole("link", { name: "Tenants", exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Account: Platform", exact: true }).click();
    await page.getByRole("menuitem", { name: "Demo", exact: true }).click();
    await page.getByRole("button", { name: "Account: Demo", exact: true }).waitFor();
    await page.getByRole("link", { name: "API keys", exact: true }).click();
    await page.getByText("npm start").first().waitFor();
    expect(await page.getByRole("link", { name: "Tenants", exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Account: Demo", exact: true }).click();
    await page.getByRole("menuitem", { name: "Back to the platform", exact: true }).click();
    await page.getByRole("link", { name: "Tenants", exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
  });
});
