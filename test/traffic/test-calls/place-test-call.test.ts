import { expect, test } from "vitest";
import { createSandboxCalls } from "#carriers/twilio/sandbox-calls";
import { ownedBy } from "../../support/carrier";
import { sandbox } from "../../support/sandbox";
import { withTenant } from "../../support/seed";

/** Outgoing requests of the test Worker reach the sandbox, so this is its control surface. */
const calls = (baseUrl = "https://api.twilio.com") =>
  createSandboxCalls({ fetch: (url, init) => fetch(url, init), baseUrl });

const from = "+14155550199";

test("a deployment that works with Twilio itself places no test calls, and says how to test a number", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const answer = await tenant.api.post(`/v1/phone-numbers/${number.id}/test-call`, {});
  expect(answer.status).toBe(409);
  expect(answer.body).toMatchObject({
    code: "test_call_unavailable",
    detail: expect.stringContaining("POST /v1/routing/simulate"),
  });
});

test("a test call needs a number of the tenant and a caller in E.164", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const neighbour = await withTenant();
  const foreign = await neighbour.api.post(`/v1/phone-numbers/${number.id}/test-call`, {});
  expect([foreign.status, foreign.body.code]).toEqual([404, "not_found"]);
  const nameless = await tenant.api.post(`/v1/phone-numbers/${number.id}/test-call`, { from: "front desk" });
  expect([nameless.status, nameless.body.errors[0].pointer]).toEqual([422, "/from"]);
});

test("the sandbox rings a number and reports each step, and refuses in words a number that it cannot ring", async () => {
  await sandbox.addBehindOurBack("+14155550171", "answers with silence", {
    voice_url: "https://agents.example.com/none",
  });
  const rung = await calls().placeCall({ to: "+14155550171", from });
  expect(rung).toMatchObject({
    kind: "ended",
    call: { carrierId: expect.stringMatching(/^CA/), status: "failed", steps: [{ kind: "webhook", name: "voice" }] },
  });
  expect(await calls().placeCall({ to: "+14155550172", from })).toEqual({
    kind: "refused",
    reason: "the account does not have that number",
  });
});

test("what is no sandbox at the carrier's address places no call", async () => {
  const html = createSandboxCalls({
    fetch: async () => new Response("<html>", { status: 200 }),
    baseUrl: "https://twilio.example.com",
  });
  expect(await html.placeCall({ to: from, from })).toEqual({ kind: "no_sandbox" });
  const json = createSandboxCalls({
    fetch: async () => Response.json({ code: 20404 }, { status: 404 }),
    baseUrl: "https://twilio.example.com",
  });
  expect(await json.placeCall({ to: from, from })).toEqual({ kind: "no_sandbox" });
  const nothing = createSandboxCalls({
    fetch: async () => {
      throw new TypeError("Network connection lost.");
    },
    baseUrl: "https://twilio.example.com",
  });
  expect(await nothing.placeCall({ to: from, from })).toEqual({ kind: "silent" });
});
