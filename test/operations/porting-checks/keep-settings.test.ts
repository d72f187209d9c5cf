import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Context } from "#kernel/ports/context";
import { keepPortingSettings } from "#operations/porting-checks/keep-settings";
import { portingWebhookUrl } from "#porting/progress/webhook-url";
import { createJobContext } from "#runtime/job-context";
import { sandbox } from "../../support/sandbox";

/** Twilio's settings for porting, in the sandbox. */

const publicOrigin = "https://pm.acme.com";
const brand = { logoId: null, emailSubject: "Please sign", emailMessage: null, redirectUrl: null };
type Porting = Context["config"]["porting"];

function context(porting: Partial<Porting> = {}, change: Partial<Context["config"]> = {}): Context {
  const ctx = createJobContext(env, createExecutionContext());
  const config = { ...ctx.config, publicOrigin, origins: [publicOrigin], ...change };
  return { ...ctx, config: { ...config, porting: { settings: "keep", brand: null, ...porting } } };
}

const run = (porting?: Partial<Porting>, change?: Partial<Context["config"]>) =>
  keepPortingSettings.slice(context(porting, change), null, () => true);
const { porting: twilio } = createJobContext(env, createExecutionContext()).carrierAccount(null);
const webhook = async () => (await twilio.getWebhook()) as { value: unknown };
const findings = async () =>
  (
    await env.DB.prepare(
      "select subject_id, evidence ->> 'reason' as reason, evidence ->> 'detail' as detail from findings where kind = 'porting_setting_conflict' and resolved_at is null",
    ).all()
  ).results;

const none = { portInUrl: null, portOutUrl: null, events: [] };
const theirs = "https://crm.example.net/port?key=hidden";
const right = async () => ({
  portInUrl: await portingWebhookUrl(context().config, "port-in"),
  portOutUrl: await portingWebhookUrl(context().config, "port-out"),
  events: [],
});

beforeEach(async () => {
  await run({ settings: "replace" });
  await twilio.setWebhook({
    ...none,
    portInUrl: "https://pm.acme.com/twilio/porting/port-in/old",
    portOutUrl: "https://pm.acme.com/twilio/porting/port-out/old",
  });
});
afterEach(() => sandbox.clearFaults());

test("the webhooks are set once, and stay", async () => {
  expect(await run()).toEqual({ counted: { written: 1 }, errors: [], next: null });
  expect((await webhook()).value).toEqual(await right());
  expect(await run()).toEqual({ counted: {}, errors: [], next: null });
  expect(await findings()).toEqual([]);
});

test("another program's webhook stays, and a finding names its host only, until the operator decides", async () => {
  await twilio.setWebhook({ ...none, portInUrl: theirs });
  await run();
  expect((await webhook()).value).toMatchObject({ portInUrl: theirs, portOutUrl: (await right()).portOutUrl });
  const finding = { subject_id: "porting_webhooks", reason: "other_program" };
  expect(await findings()).toEqual([
    { ...finding, detail: "Another program receives Twilio's webhooks: port_in to crm.example.net." },
  ]);
  await run();
  expect(await findings()).toHaveLength(1);
  await run({ settings: "replace" });
  expect((await webhook()).value).toEqual(await right());
  expect(await findings()).toEqual([]);
});

test("nothing is asked or changed when the operator switches it off, or Twilio cannot reach the platform", async () => {
  const before = (await webhook()).value;
  for (const result of [
    await run({ settings: "off", brand }),
    await run({ brand }, { publicOrigin: "https://pm.example.com" }),
  ]) {
    expect(result).toEqual({ counted: {}, errors: [], next: null });
  }
  expect((await webhook()).value).toEqual(before);
});

test("the brand of the signature mail is set, and another program's is not", async () => {
  expect((await run({ brand })).counted).toEqual({ written: 2 });
  expect(await twilio.getSigningBrand("US")).toMatchObject({
    value: { name: "PhoneManager", emailSubject: "Please sign" },
  });
  expect((await run({ brand })).counted).toEqual({});
  await twilio.setSigningBrand({ country: "US", name: "CRM", ...brand, emailSubject: "Theirs" });
  await run({ brand });
  expect(await twilio.getSigningBrand("US")).toMatchObject({ value: { name: "CRM", emailSubject: "Theirs" } });
  expect(await findings()).toMatchObject([{ subject_id: "signing_brand", reason: "other_program" }]);
});

test("an outage is an error of the run, and leaves findings as they are", async () => {
  await twilio.setWebhook({ ...none, portInUrl: theirs });
  await run();
  const dead = { ...twilio, getWebhook: async () => ({ kind: "unknown", message: "Twilio answered 500." }) as const };
  const ctx = context();
  const result = await keepPortingSettings.slice(
    { ...ctx, carrierAccount: (access) => ({ ...ctx.carrierAccount(access), porting: dead }) },
    null,
    () => true,
  );
  expect(result.errors).toEqual([
    { at: "porting webhooks", code: "carrier_unavailable", detail: "Twilio answered 500." },
  ]);
  expect(await findings()).toHaveLength(1);
});

test.each([
  [
    "refused",
    {
      getWebhook: async () =>
        ({ kind: "refused", code: "carrier_refused", carrierCode: 20001, message: "Not for you." }) as const,
    },
  ],
  ["not_kept", { setWebhook: async () => ({ kind: "ok", value: null }) as const }],
] as const)("a setting that Twilio does not keep or show is a finding: %s", async (reason, difference) => {
  const ctx = context();
  const porting = { ...twilio, ...difference };
  await keepPortingSettings.slice(
    { ...ctx, carrierAccount: (access) => ({ ...ctx.carrierAccount(access), porting }) },
    null,
    () => true,
  );
  expect(await findings()).toMatchObject([{ subject_id: "porting_webhooks", reason }]);
});
