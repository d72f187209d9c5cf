import { randomBytes } from "node:crypto";
import twilio, { type Twilio } from "twilio";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CustomerServer, startCustomerServer } from "./customer-server.ts";
import { type RunningSandbox, sdk, startSandbox } from "./start.ts";

/** webhooks.twilio.com, through the official SDK, and what it changes in the webhooks that the sandbox sends. */

let sandbox: RunningSandbox;
let customer: CustomerServer;
beforeAll(async () => {
  [sandbox, customer] = await Promise.all([startSandbox(), startCustomerServer()]);
});
afterAll(() => Promise.all([sandbox.stop(), customer.stop()]));

const to = "+14155550160";
let account: { sid: string; auth_token: string };
let client: Twilio;
const control = async (method: string, path: string, body?: object) => {
  const answer = await sandbox.control(method, `/accounts/${account.sid}${path}`, body);
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return answer.status === 204 ? null : await answer.json();
};

beforeEach(async () => {
  customer.received.length = 0;
  await sandbox.control("POST", "/reset");
  account = await (await sandbox.control("POST", "/accounts", {})).json();
  const key = await control("POST", "/keys", {});
  client = sdk(sandbox.origin, key.secret, { user: key.sid, accountSid: account.sid }).client;
  await control("POST", "/numbers", {
    phone_number: to,
    voice_url: `${customer.origin}/tenant/voice?a=1`,
    status_callback: `${customer.origin}/status`,
  });
});

const webhooks = () => client.webhooks.v1;
const auth = { source: "INLINE", value: { scheme: "NONE" } };
const makeKey = () => webhooks().sharedKeys.create({ friendlyName: "PhoneManager" });
async function makeSetting(sharedKeyId: string, algorithm = "HMAC_SHA256"): Promise<string> {
  const setting = { friendlyName: "s", auth, signature: { type: "SHARED_KEY", sharedKeyId, algorithm } };
  return (await webhooks().settings.create(setting as never)).id;
}
/** A rule that has taken effect. */
async function makeRule(rule: object): Promise<string> {
  const { operationId, ruleId } = await create(rule);
  await finish(operationId);
  return ruleId;
}
async function create(rule: object): Promise<{ operationId: string; ruleId: string; status: string | undefined }> {
  const { operation, rule: made } = await webhooks().rules.create(rule as never);
  return { operationId: operation?.id ?? "", ruleId: made?.id ?? "", status: operation?.status };
}
async function finish(operationId: string): Promise<string> {
  await webhooks().operations(operationId).fetch();
  return (await webhooks().operations(operationId).fetch()).status;
}
const prefix = () => `${customer.origin}/tenant/`;
const refused = (status: number) => expect.objectContaining({ status });

/** The signing key of a webhook, by trying the secrets. */
function signerOf(webhook: CustomerServer["received"][number], secrets: Record<string, string>): string[] {
  const header = String(webhook.headers["x-twilio-webhooks-signature-settings"] ?? "");
  const algorithm = twilio.getSignatureAlgorithm(header);
  return Object.keys(secrets).filter((name) =>
    twilio.validateRequest(secrets[name] ?? "", webhook.signature, webhook.url, webhook.fields, algorithm),
  );
}

describe("shared keys", () => {
  test("show their secret once, and stay while a setting uses them", async () => {
    const key = await makeKey();
    expect(key).toMatchObject({
      friendlyName: "PhoneManager",
      id: expect.stringMatching(/^webhooks_sharedkey_[0-9a-z]{26}$/),
    });
    expect(key.secret).toMatch(/^.{32,}$/);
    const id = key.id ?? "";
    expect((await webhooks().sharedKeys(id).fetch()).secret).toBeUndefined();
    expect(await webhooks().sharedKeys.list()).toMatchObject([{ id, secret: undefined }]);
    expect(await webhooks().sharedKeys(id).patch({ friendlyName: "new" })).toMatchObject({ friendlyName: "new" });
    const setting = await makeSetting(id);
    expect(await webhooks().settings.list({ sharedKeyId: id })).toHaveLength(1);
    await expect(webhooks().sharedKeys(id).remove()).rejects.toEqual(refused(409));
    const ruleId = await makeRule({
      matchType: "PREFIX_MATCH",
      prefix: prefix(),
      settings: [{ settingId: setting, percentage: 100 }],
    });
    await expect(webhooks().settings(setting).remove()).rejects.toEqual(refused(409));
    const { operation } = await webhooks().rules(ruleId).remove();
    expect(await finish(operation?.id ?? "")).toBe("COMPLETED");
    expect(await webhooks().settings(setting).remove()).toBe(true);
    expect(await webhooks().sharedKeys(id).remove()).toBe(true);
    await expect(webhooks().sharedKeys(id).fetch()).rejects.toEqual(refused(404));
  });

  test("a repeat with the same Idempotency-Key gets the same answer; another request or another kind of key does not", async () => {
    const uuid = (version: string) => {
      const hex = randomBytes(16).toString("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    };
    const headers = { "Idempotency-Key": uuid("7") };
    const create = (friendlyName: string, key = headers) => webhooks().sharedKeys.create({ friendlyName }, { ...key });
    const first = await create("one");
    expect((await create("one")).toJSON()).toEqual(first.toJSON());
    expect(await webhooks().sharedKeys.list()).toHaveLength(1);
    await expect(create("two")).rejects.toEqual(refused(409));
    await expect(create("two", { "Idempotency-Key": uuid("4") })).rejects.toEqual(refused(400));
  });
});

describe("rules", () => {
  test("take effect when their operation completes, and sign what they match with the key", async () => {
    const { id = "", secret = "" } = await makeKey();
    const settingId = await makeSetting(id);
    const rule = { matchType: "PREFIX_MATCH", prefix: prefix(), settings: [{ settingId, percentage: 100 }] };
    const { operationId, ruleId, status } = await create(rule);
    expect(status).toBe("PENDING");
    expect(await webhooks().operations.list({ resourceId: ruleId })).toMatchObject([{ id: operationId }]);
    await control("POST", "/calls", { to });
    expect((await webhooks().operations(operationId).fetch()).status).toBe("RUNNING");
    expect(await webhooks().operations(operationId).fetch()).toMatchObject({
      status: "COMPLETED",
      completedAt: expect.any(Date),
    });
    await control("POST", "/calls", { to });
    const secrets = { token: account.auth_token, key: secret };
    expect(customer.received.map((each) => [new URL(each.url).pathname, signerOf(each, secrets)])).toEqual([
      ["/tenant/voice", ["token"]],
      ["/status", ["token"]],
      ["/tenant/voice", ["key"]],
      ["/status", ["token"]],
    ]);
    expect(customer.received[2]?.headers["x-twilio-webhooks-signature-settings"]).toBe(
      `key=${id},algorithm=HMAC_SHA256`,
    );
    expect(await webhooks().rules(ruleId).fetch()).toMatchObject({ prefix: prefix(), matchType: "PREFIX_MATCH" });
  });

  test("the exact one comes before the longest prefix, the default last; SHA-1 works as well", async () => {
    const keys = await Promise.all([makeKey(), makeKey(), makeKey()]);
    const [exact = "", long = "", rest = ""] = await Promise.all(
      keys.map(({ id = "" }) => makeSetting(id, "HMAC_SHA1")),
    );
    const all = (settingId: string) => [{ settingId, percentage: 100 }];
    await makeRule({ matchType: "DEFAULT", settings: all(rest) });
    await makeRule({ matchType: "PREFIX_MATCH", prefix: `${customer.origin}/`, settings: all(rest) });
    await makeRule({ matchType: "PREFIX_MATCH", prefix: prefix(), settings: all(long) });
    const secrets = Object.fromEntries(keys.map(({ secret = "" }, index) => [index, secret]));
    await control("POST", "/calls", { to });
    await makeRule({ matchType: "EXACT_MATCH", value: `${customer.origin}/tenant/voice`, settings: all(exact) });
    await control("POST", "/calls", { to });
    expect(customer.received.map((each) => signerOf(each, secrets))).toEqual([["1"], ["2"], ["0"], ["2"]]);
  });

  test("two settings share the webhooks exactly by their percentages", async () => {
    const keys = await Promise.all([makeKey(), makeKey()]);
    const [first = "", second = ""] = await Promise.all(keys.map(({ id = "" }) => makeSetting(id)));
    const settings = [
      { settingId: first, percentage: 30 },
      { settingId: second, percentage: 70 },
    ];
    await makeRule({ matchType: "PREFIX_MATCH", prefix: prefix(), settings });
    await control("PATCH", `/numbers/${to}`, { status_callback: "" });
    for (let sent = 0; sent < 100; sent += 1) await control("POST", "/calls", { to });
    const secrets = Object.fromEntries(keys.map(({ secret = "" }, index) => [index, secret]));
    const signers = customer.received.flatMap((each) => signerOf(each, secrets));
    expect([signers.filter((name) => name === "0").length, signers.length]).toEqual([30, 100]);
  });

  test("change when the operation of a change completes, not when it fails", async () => {
    const [one, two] = [await makeKey(), await makeKey()];
    const [first, second] = [await makeSetting(one.id ?? ""), await makeSetting(two.id ?? "")];
    const ruleId = await makeRule({
      matchType: "PREFIX_MATCH",
      prefix: prefix(),
      settings: [{ settingId: first, percentage: 100 }],
    });
    const settings = [{ settingId: second, percentage: 100 }];
    const patch = async () =>
      (
        await webhooks()
          .rules(ruleId)
          .patch({ settings } as never)
      ).operation?.id ?? "";
    await control("POST", "/faults", { kind: "refuse", operation: "webhook_operation", message: "no" });
    const failing = await patch();
    expect(await finish(failing)).toBe("FAILED");
    expect((await webhooks().operations(failing).fetch()).error).toMatchObject({ detail: "no" });
    expect((await webhooks().rules(ruleId).fetch()).settings).toMatchObject([{ settingId: first }]);
    expect(await finish(await patch())).toBe("COMPLETED");
    expect((await webhooks().rules(ruleId).fetch()).settings).toMatchObject([{ settingId: second }]);
    expect(await webhooks().operations.list({ resourceId: ruleId })).toHaveLength(3);
    expect(await webhooks().operations.list({ status: "FAILED" })).toHaveLength(1);
  });

  test.each([
    ["percentages that are not 100", { matchType: "DEFAULT", settings: [{ settingId: "S", percentage: 99 }] }],
    ["a prefix without /", { matchType: "PREFIX_MATCH", prefix: "https://a.example/b", settings: "S" }],
    ["an exact value with /", { matchType: "EXACT_MATCH", value: "https://a.example/", settings: "S" }],
    [
      "a setting that is not there",
      { matchType: "DEFAULT", settings: [{ settingId: "webhooks_setting_1", percentage: 100 }] },
    ],
    ["a prefix for an exact rule", { matchType: "EXACT_MATCH", prefix: "https://a.example/", settings: "S" }],
  ])("with %s are refused", async (_, rule) => {
    const settingId = await makeSetting((await makeKey()).id ?? "");
    const text = JSON.stringify(rule).replace(
      '"S"',
      rule.settings === "S" ? JSON.stringify([{ settingId, percentage: 100 }]) : `"${settingId}"`,
    );
    await expect(webhooks().rules.create(JSON.parse(text))).rejects.toEqual(refused(400));
    expect(await webhooks().rules.list()).toEqual([]);
  });

  test("one match is one rule, and an account has at most fifty", async () => {
    const settingId = await makeSetting((await makeKey()).id ?? "");
    const ruleFor = (prefix: string) => ({
      matchType: "PREFIX_MATCH",
      prefix,
      settings: [{ settingId, percentage: 100 }],
    });
    await makeRule(ruleFor("https://a.example/"));
    await expect(webhooks().rules.create(ruleFor("https://a.example/") as never)).rejects.toEqual(refused(409));
    for (let made = 1; made < 50; made += 1)
      await webhooks().rules.create(ruleFor(`https://a.example/${made}/`) as never);
    await expect(webhooks().rules.create(ruleFor("https://b.example/") as never)).rejects.toEqual(refused(409));
    expect(await webhooks().rules.list({ pageSize: 20 })).toHaveLength(50);
  });
});

test("a test delivers a webhook signed by the setting, and says what came back", async () => {
  const { id = "", secret = "" } = await makeKey();
  const settingId = await makeSetting(id);
  const url = `${customer.origin}/check`;
  const { result } = await webhooks().tests.create({ url, settingId });
  expect(result).toMatchObject({
    outcome: "SUCCESS",
    response: { statusCode: 200 },
    timing: { totalMs: expect.any(Number) },
  });
  expect(customer.received.map((each) => signerOf(each, { secret }))).toEqual([["secret"]]);
  const unreachable = await webhooks().tests.create({ url: "http://127.0.0.1:9/", settingId });
  expect(unreachable.result).toMatchObject({ outcome: "FAILED", error: expect.any(String) });
});

test.each([
  ["forbidden", 403],
  ["not_found", 404],
])("an account to which the beta is %s gets %i", async (webhooks_api, status) => {
  await control("POST", "", { webhooks_api });
  await expect(webhooks().sharedKeys.list()).rejects.toEqual(refused(status));
  await expect(webhooks().settings.list()).rejects.toEqual(refused(status));
});
