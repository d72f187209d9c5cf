import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { LateUpdate } from "#traffic/inbound/late-update";
import type { Json } from "../../support/api";
import {
  type Fields,
  freshCall,
  freshMessage,
  type OwnedNumber,
  ownedBy,
  sendWebhook,
  type WebhookOptions,
} from "../../support/carrier";
import { importedNumber, type OwnAccount, ownAccount } from "../../support/carrier-accounts";
import { interceptQueries } from "../../support/database";
import { eventually } from "../../support/eventually";
import { captureQueue, deliver, failQueries } from "../../support/late-updates";
import { type Tenant, withTenant } from "../../support/seed";

/** Webhooks of numbers in tenants' own Twilio accounts. */

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const refusals = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/webhook-refusals")).body.data;

type Signer = Pick<OwnAccount, "sid"> & { readonly secrets: Pick<OwnAccount["secrets"], "authToken" | "sharedKeys"> };

/** How this account signs: by its token. */
const by = ({ secrets }: Signer): WebhookOptions => ({ token: secrets.authToken ?? "" });
const from = ({ sid: AccountSid }: Pick<OwnAccount, "sid">): Fields => ({ AccountSid });

async function withAccount() {
  const tenant = await withTenant();
  const account = await ownAccount(tenant);
  return { tenant, account, number: await importedNumber(account) };
}

test("a number of an own account is answered by its plan, recorded and counted as others are", async () => {
  const { tenant, account, number } = await withAccount();
  const plan = { fallback: { kind: "dial", phone_number: "+14155550188" } };
  await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan);
  const fields = freshCall(from(account));
  const send = (webhook: string, more: Fields = {}) =>
    sendWebhook(`${number.path}/${webhook}`, { fields: { ...fields, ...more }, ...by(account) });
  expect(await send("voice")).toMatchObject({ status: 200, body: expect.stringContaining("+14155550188") });
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ outcome: "fallback" }]));
  const dialled = { DialCallStatus: "completed", DialCallDuration: "8" };
  expect(await send("voice-result?leg=fallback", dialled)).toMatchObject({ status: 200 });
  const ended = { CallStatus: "completed", CallDuration: "9", SequenceNumber: "3" };
  expect(await send("voice-status", ended)).toMatchObject({ status: 204 });
  await eventually(async () =>
    expect(await calls(tenant)).toMatchObject([
      { phone_number_id: number.id, status: "completed", duration_seconds: 9, taken_by: "fallback" },
    ]),
  );
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: "+14155550199" });
  const text = { fields: freshMessage(from(account)), ...by(account) };
  expect(await sendWebhook(`${number.path}/sms`, text)).toMatchObject({
    body: expect.stringContaining("+14155550199"),
  });
});

test("each of three schemes is accepted, and by the header's scheme only", async () => {
  const { account, number } = await withAccount();
  const [sharedKey] = account.secrets.sharedKeys;
  const send = (how: WebhookOptions) =>
    sendWebhook(`${number.path}/voice`, { fields: freshCall(from(account)), ...how }).then(({ status }) => status);
  expect(await send(by(account))).toBe(200);
  expect(await send({ token: account.secrets.secondaryAuthToken ?? "" })).toBe(200);
  expect(await send({ sharedKey })).toBe(200);
  expect(await send({ sharedKey: { id: sharedKey?.id ?? "", secret: account.secrets.authToken ?? "" } })).toBe(403);
  expect(await send({ token: sharedKey?.secret ?? "" })).toBe(403);
});

test("hundreds of requests signed by any account are accepted for numbers of that account, and for no other", async () => {
  const platform: Signer = {
    sid: env.TWILIO_ACCOUNT_SID,
    secrets: { authToken: env.TWILIO_AUTH_TOKEN, sharedKeys: [{ id: "webhooks_sharedkey_0", secret: "none" }] },
  };
  const numbers: { number: OwnedNumber; account: Signer }[] = [];
  for (const tenant of [await withTenant(), await withTenant()]) {
    numbers.push({ number: await ownedBy(tenant), account: platform });
    for (const account of [await ownAccount(tenant), await ownAccount(tenant)]) {
      numbers.push({ number: await importedNumber(account), account });
    }
  }
  const accounts = [...new Set(numbers.map(({ account }) => account))];
  const webhook = fc.constantFrom("voice", "voice-result", "voice-status", "sms", "sms-status");
  const request = fc.record({
    to: fc.constantFrom(...numbers),
    signer: fc.option(fc.constantFrom(...accounts), { freq: 2 }),
    named: fc.option(fc.constantFrom(...accounts), { freq: 2 }),
    isShared: fc.boolean(),
    webhook,
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ to: { number, account }, signer: other, named, isShared, webhook }) => {
      const signer = other ?? account;
      const fields = { ...freshMessage(), ...freshCall(), ...from(named ?? signer) };
      const how = isShared ? { sharedKey: signer.secrets.sharedKeys[0] } : by(signer);
      const { status } = await sendWebhook(`${number.path}/${webhook}`, { fields, ...how });
      const isOwn = signer === account && (named ?? signer) === account && !(isShared && signer === platform);
      expect(status).toBe(isOwn ? (webhook.endsWith("-status") ? 204 : 200) : 403);
    }),
    { numRuns: 300 },
  );
});

test("a tenant can't sign with its own token about its platform number or a record of it", async () => {
  const { tenant, account, number } = await withAccount();
  const platform = await ownedBy(tenant);
  const fields = freshCall();
  expect((await sendWebhook(`${platform.path}/voice`, { fields })).status).toBe(200);
  await eventually(async () => expect(await calls(tenant)).toHaveLength(1));
  const forged = { ...fields, ...from(account), CallStatus: "completed", CallDuration: "3600" };
  for (const path of [platform.path, number.path]) {
    for (const webhook of ["voice", "voice-result?leg=agent", "voice-status"]) {
      const { status } = await sendWebhook(`${path}/${webhook}`, { fields: forged, ...by(account) });
      expect.soft({ path, webhook, status }).toEqual({ path, webhook, status: 403 });
    }
  }
  await eventually(async () => {
    const counted = (await refusals(tenant)).map(({ wrong_signature }) => wrong_signature);
    expect(counted.toSorted()).toEqual([3, 3]);
  });
  expect(await calls(tenant)).toMatchObject([{ status: "ringing" }]);
});

test("an account that was removed signs nothing any more, while its keys are remembered", async () => {
  const { account, number } = await withAccount();
  const send = () => sendWebhook(`${number.path}/voice`, { fields: freshCall(from(account)), ...by(account) });
  expect((await send()).status).toBe(200);
  await env.DB.prepare("update carrier_accounts set deleted_at = 5 where id = ?").bind(account.id).run();
  expect((await send()).status).toBe(403);
});

test("without an answer of the database the remembered keys count, and unknown ones are not guessed", async () => {
  const { tenant, account, number } = await withAccount();
  const held = captureQueue();
  const send = (to = number) => sendWebhook(`${to.path}/voice`, { fields: freshCall(from(account)), ...by(account) });
  const elsewhere = await withAccount();
  const platform = await ownedBy(tenant);
  expect((await send()).status).toBe(200);
  await eventually(async () => expect(await calls(tenant)).toHaveLength(1));
  const start = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: start + 60_000 });
  const comeBack = failQueries(/./);
  expect(await send()).toMatchObject({ status: 200, body: expect.stringContaining("We cannot take your call") });
  // Whether the number is of this account shows later.
  expect((await send(platform)).status).toBe(200);
  const unknown = { fields: freshCall(from(elsewhere.account)), ...by(elsewhere.account) };
  expect((await sendWebhook(`${elsewhere.number.path}/voice`, unknown)).status).toBe(503);
  const forged = { fields: freshCall(from(account)), token: "another" };
  expect((await sendWebhook(`${number.path}/voice`, forged)).status).toBe(403);
  await eventually(() => expect(held).toHaveLength(2));
  comeBack();
  const isAbout = ({ id }: OwnedNumber) => held.filter(({ phoneNumberId }: LateUpdate) => phoneNumberId === id);
  await deliver("records", isAbout(number));
  await deliver("records", isAbout(platform));
  expect(await calls(tenant)).toMatchObject([{ outcome: "platform_fallback", phone_number_id: number.id }, {}]);
});

test("keys that are not remembered are read beside the call's one read", async () => {
  const { account, number } = await withAccount();
  let running = 0;
  let most = 0;
  interceptQueries(async (proceed) => {
    running += 1;
    most = Math.max(most, running);
    return await proceed().finally(() => {
      running -= 1;
    });
  });
  expect((await sendWebhook(`${number.path}/voice`, { fields: freshCall(from(account)), ...by(account) })).status).toBe(
    200,
  );
  expect(most).toBe(2);
});

test("beyond the limit of an address, an account that is not remembered is refused without a read", async () => {
  const { account, number } = await withAccount();
  const known = await withAccount();
  const send = (to: Awaited<ReturnType<typeof withAccount>>) =>
    sendWebhook(`${to.number.path}/voice`, { fields: freshCall(from(to.account)), ...by(to.account) });
  expect((await send(known)).status).toBe(200);
  const limit = vi.spyOn(env.WEBHOOK_RATE, "limit").mockResolvedValue({ success: false });
  const read: string[] = [];
  const leave = interceptQueries(async (proceed, sql) => {
    read.push(sql);
    return await proceed();
  });
  expect((await send({ tenant: known.tenant, account, number })).status).toBe(403);
  const path = `/twilio/${known.tenant.id}/accounts/${account.id}/signing-test`;
  const [sharedKey] = account.secrets.sharedKeys;
  expect((await sendWebhook(path, { sharedKey })).status).toBe(403);
  expect(read).toEqual([]);
  expect((await send(known)).status).toBe(200);
  leave();
  limit.mockRestore();
  expect((await send({ tenant: known.tenant, account, number })).status).toBe(200);
});

test("a forged request is counted once, whether or not the verb refuses it too", async () => {
  const { tenant, account, number } = await withAccount();
  const platform = await ownedBy(tenant);
  for (const to of [platform, number]) {
    const forged = { fields: freshCall(from(account)), token: "another" };
    expect((await sendWebhook(`${to.path}/voice`, forged)).status).toBe(403);
  }
  expect((await sendWebhook(`${number.path}/sms`, { unsigned: true })).status).toBe(403);
  await eventually(async () => {
    const counted = (await refusals(tenant)).map(({ unsigned, wrong_signature }) => [unsigned, wrong_signature]);
    expect(counted.toSorted()).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });
});
