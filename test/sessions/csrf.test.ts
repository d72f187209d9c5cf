import { afterEach, expect, test, vi } from "vitest";
import { BASE, send } from "../support/api";
import { type Browser, pageWith, signIn } from "../support/browser";
import { withTenant } from "../support/seed";

afterEach(() => {
  vi.useRealTimers();
});

/** Attacks on a signed-in browser: each would succeed if the cookie alone were enough. */

const agent = { name: "Desk", destination: { kind: "say", message: "Hello." } };
const failed = { status: 403, body: { code: "csrf_failed" } };

const agentsOf = async ({ page }: Browser): Promise<number> => (await page.get("/v1/agents")).body.data.length;

test("a page of the platform changes things with the session's token", async () => {
  const browser = await signIn((await withTenant()).key);
  expect((await browser.page.post("/v1/agents", agent)).status).toBe(201);
  expect((await browser.page.post("/v1/agents", agent, { "sec-fetch-site": "none" })).status).toBe(201);
  expect(await agentsOf(browser)).toBe(2);
});

test("a change is refused without the token, with a foreign one, and with another session's", async () => {
  const tenant = await withTenant();
  const [browser, other] = [await signIn(tenant.key), await signIn(tenant.key)];
  const wrong = browser.csrfToken.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  for (const token of [null, "", "0".repeat(64), wrong, `${browser.csrfToken}0`, other.csrfToken]) {
    const answer = await pageWith(browser.cookie, token).post("/v1/agents", agent);
    expect.soft(answer, String(token)).toMatchObject(failed);
    expect.soft(answer.body.detail).toContain("X-CSRF-Token");
  }
  for (const method of ["put", "patch"] as const) {
    expect(await pageWith(browser.cookie, null)[method]("/v1/agents/agt_x", agent)).toMatchObject(failed);
  }
  expect(await pageWith(browser.cookie, null).delete("/v1/session")).toMatchObject(failed);
  expect(await pageWith(browser.cookie, null).delete("/v1/sessions")).toMatchObject(failed);
  expect(await agentsOf(browser)).toBe(0);
});

test("a change from another origin is refused, even with the token", async () => {
  const browser = await signIn((await withTenant()).key);
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `${BASE}.evil.example` },
    { origin: "http://pm.example.com" },
    { origin: `${BASE}:8443` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "anything" },
  ]) {
    expect.soft(await browser.page.post("/v1/agents", agent, headers), JSON.stringify(headers)).toMatchObject(failed);
  }
  expect(await agentsOf(browser)).toBe(0);
});

test("forms of another site, which need no preflight, change nothing", async () => {
  const browser = await signIn((await withTenant()).key);
  const { cookie } = browser;
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
    for (const headers of [
      { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      { origin: "https://evil.example" },
      // An old browser says nothing.
      {},
    ]) {
      const init = {
        method: "POST",
        headers: { cookie, "content-type": type, ...headers },
        body: JSON.stringify(agent),
      };
      expect.soft(await send("/v1/agents", init), `${type} ${JSON.stringify(headers)}`).toMatchObject(failed);
    }
  }
  expect(await agentsOf(browser)).toBe(0);
});

test("another site reads nothing either, and a page of ours may read without the token but not with a wrong one", async () => {
  const { cookie, csrfToken } = await signIn((await withTenant()).key);
  const silent = pageWith(cookie, null);
  expect((await silent.get("/v1/agents")).status).toBe(200);
  expect((await silent.get("/v1/agents", { "sec-fetch-site": "none" })).status).toBe(200);
  expect((await pageWith(cookie, csrfToken).get("/v1/agents")).status).toBe(200);
  expect(await silent.get("/v1/agents", { "sec-fetch-site": "cross-site" })).toMatchObject(failed);
  expect(await silent.get("/v1/agents", { origin: "https://evil.example" })).toMatchObject(failed);
  expect(await pageWith(cookie, "0".repeat(64)).get("/v1/agents")).toMatchObject(failed);
});

test("a WebSocket by cookie is refused, as any site may open one; a ticket of the session opens it from the page", async () => {
  const { cookie, page } = await signIn((await withTenant()).key);
  const upgrade = { upgrade: "websocket", connection: "Upgrade" };
  for (const headers of [{ origin: "https://evil.example" }, { origin: BASE }, {}]) {
    const init = { headers: { cookie, ...upgrade, ...headers } };
    expect.soft(await send("/v1/live", init), JSON.stringify(headers)).toMatchObject(failed);
  }
  const made = await page.post("/v1/live/tickets", {});
  expect(made.status).toBe(200);
});

test("no cache keeps an answer by session, be it a success or a refusal", async () => {
  const { cookie, page } = await signIn((await withTenant()).key);
  const answers = [
    await page.get("/v1/session"),
    await page.get("/v1/agents/agt_unknown"),
    await pageWith(cookie, null).post("/v1/agents", agent),
    await pageWith(cookie.replace(/=.*/, `=${"0".repeat(64)}`), null).get("/v1/session"),
  ];
  expect(answers.map(({ status, headers }) => [status, headers.get("cache-control")])).toEqual([
    [200, "no-store"],
    [404, "no-store"],
    [403, "no-store"],
    [401, "no-store"],
  ]);
});

test("the problem says where the token comes from", async () => {
  const { cookie } = await signIn((await withTenant()).key);
  const { body } = await pageWith(cookie, null).post("/v1/agents", agent);
  expect(body.detail).toContain("GET /v1/session");
});
