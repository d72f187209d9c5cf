import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { finishDeletion } from "#connections/carrier-accounts/finish-deletion";
import { accountOrDeleted, requireAccount } from "#connections/carrier-accounts/queries";
import { rotateSigningKey } from "#connections/carrier-accounts/rotate-signing-key";
import { openSecrets } from "#connections/carrier-accounts/secrets";
import { verifyRow } from "#connections/carrier-accounts/verify-account";
import type { WebhookSigning } from "#kernel/ports/account-access";
import type { Context } from "#kernel/ports/context";
import { verifyAccountsJob } from "#operations/connection-checks/verify-accounts-job";
import { type Json, send } from "../../support/api";
import { contextOf } from "../../support/inventory";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

const path = "/v1/carrier-accounts";

async function connect({ api }: Tenant, body: object): Promise<Json> {
  const made = await api.post(path, { name: "Ours", ...body });
  expect(made.status).toBe(201);
  return (await api.get(`${path}/${made.body.id}`)).body;
}

const withNumber = async (settings: object = {}): Promise<Json> => {
  const account = await sandbox.account(settings);
  await sandbox.inAccount(account.sid, "POST", "/numbers", { phone_number: freshNumber() });
  return account;
};

const withKey = async (account: Json, settings: object = {}): Promise<object> => {
  const key = await sandbox.apiKey(account.sid, settings);
  return { account_sid: account.sid, api_key_sid: key.sid, api_key_secret: key.secret };
};

/** The rungs that are not `passed`, as `name status code`. */
const notPassed = ({ rungs }: Json): string[] =>
  rungs
    .filter(({ status }: Json) => status !== "passed")
    .map(({ rung, status, carrier_code }: Json) =>
      [rung, status, carrier_code].filter((part) => part !== null).join(" "),
    );

const verification = async ({ api }: Tenant, id: string): Promise<Json> =>
  (await api.get(`${path}/${id}/verification`)).body;

test("an account with its token is verified when it is connected, with one event", async () => {
  const tenant = await withTenant();
  const account = await withNumber();
  const { id, status } = await connect(tenant, { account_sid: account.sid, auth_token: account.auth_token });
  expect(status).toBe("verified");
  expect(notPassed(await verification(tenant, id))).toEqual([]);
  const again = await tenant.api.post(`${path}/${id}/verify`);
  expect(again).toMatchObject({ status: 200, body: { carrier_account_id: id, status: "verified" } });
  const { body } = await tenant.api.get(`/v1/events?subject_id=${id}`);
  expect(body.data.map(({ type }: Json) => type)).toEqual(["carrier_account.verified", "carrier_account.created"]);
});

const rest = [
  "change_numbers skipped",
  "trunks skipped",
  "webhook_signing skipped",
  "routes skipped",
  "documents skipped",
];

test.each<[string, (account: Json) => Promise<object>, string, string[]]>([
  [
    "a wrong token",
    async ({ sid }) => ({ account_sid: sid, auth_token: "f".repeat(32) }),
    "failed",
    ["credentials failed 20003", "account_status skipped", "region skipped", "list_numbers skipped", ...rest],
  ],
  [
    "a revoked key",
    async (account) => {
      const key = await sandbox.apiKey(account.sid);
      await sandbox.revokeApiKey(account.sid, key.sid);
      return { account_sid: account.sid, api_key_sid: key.sid, api_key_secret: key.secret };
    },
    "failed",
    ["credentials failed 20003", "account_status skipped", "region skipped", "list_numbers skipped", ...rest],
  ],
  [
    "a token of another region",
    async ({ sid, tokens }) => ({ account_sid: sid, auth_token: tokens.ie1.primary }),
    "failed",
    ["account_status skipped", "region failed 20003", "list_numbers skipped", ...rest],
  ],
  [
    "a suspended account",
    async (account) => {
      await sandbox.changeAccount(account.sid, { status: "suspended" });
      return { account_sid: account.sid, auth_token: account.auth_token };
    },
    "failed",
    ["account_status failed 20005", "list_numbers skipped", ...rest],
  ],
  [
    "credentials of a sub-account with the SID of its parent",
    async ({ sid }) => {
      const sub = await sandbox.account({ parent_sid: sid });
      return { account_sid: sid, auth_token: sub.auth_token };
    },
    "failed",
    ["credentials failed 20003", "account_status skipped", "region skipped", "list_numbers skipped", ...rest],
  ],
  [
    "a restricted key that may not list numbers",
    (account) => withKey(account, { kind: "restricted", permissions: { Trunks: "read", Webhooks: "write" } }),
    "degraded",
    [
      "account_status skipped",
      "list_numbers failed 70051",
      "change_numbers skipped",
      "routes skipped",
      "documents warning 70051",
    ],
  ],
  [
    "a restricted key that may only read numbers",
    (account) => withKey(account, { kind: "restricted", permissions: { IncomingPhoneNumbers: "read" } }),
    "degraded",
    [
      "account_status skipped",
      "change_numbers failed 70051",
      "trunks failed 70051",
      "webhook_signing failed 70051",
      "routes warning 70051",
      "documents warning 70051",
    ],
  ],
  [
    "a key of an account to which the webhooks API is closed",
    async (account) => {
      await sandbox.changeAccount(account.sid, { webhooks_api: "not_found" });
      return await withKey(account);
    },
    "degraded",
    ["account_status skipped", "webhook_signing failed 20404"],
  ],
  [
    "a key that works beside an auth token that Twilio does not accept",
    async (account) => ({ ...(await withKey(account)), auth_token: "f".repeat(32) }),
    "degraded",
    ["account_status skipped", "webhook_signing failed 20003"],
  ],
  [
    "a key beside the account's auth token",
    async (account) => ({ ...(await withKey(account)), auth_token: account.auth_token }),
    "verified",
    ["account_status skipped"],
  ],
])("%s: a precise result on the right rung", async (_, credentials, status, rungs) => {
  const tenant = await withTenant();
  const account = await withNumber();
  const connected = await connect(tenant, await credentials(account));
  const found = await verification(tenant, connected.id);
  expect({ status: connected.status, rungs: notPassed(found) }).toEqual({ status, rungs });
  for (const { status: result, hint } of found.rungs) if (result === "failed") expect(hint).toEqual(expect.any(String));
  const findings = (await tenant.api.get("/v1/findings?kind=carrier_account_refused")).body.data;
  expect(findings.map(({ subject }: Json) => subject.id)).toEqual(status === "failed" ? [connected.id] : []);
});

test("credentials that work again close the finding; a silent Twilio changes nothing", async () => {
  const tenant = await withTenant();
  const account = await withNumber();
  const { id } = await connect(tenant, { account_sid: account.sid, auth_token: "f".repeat(32) });
  const opened = async () =>
    (await tenant.api.get("/v1/findings?kind=carrier_account_refused&status=open")).body.data.length;
  expect(await opened()).toBe(1);
  await tenant.api.patch(`${path}/${id}`, { auth_token: account.auth_token });
  expect(await opened()).toBe(0);
  await sandbox.inAccount(account.sid, "POST", "/faults", { kind: "server_error", times: 50 });
  const { body } = await tenant.api.post(`${path}/${id}/verify`);
  expect(body).toMatchObject({ status: "verified" });
  expect(body.rungs[0]).toMatchObject({ rung: "credentials", status: "warning" });
  expect(await opened()).toBe(0);
});

test("deleting an account closes the finding about it, in the same batch and with its event", async () => {
  const tenant = await withTenant();
  const account = await withNumber();
  const { id } = await connect(tenant, { account_sid: account.sid, auth_token: "f".repeat(32) });
  const open = async () => (await tenant.api.get("/v1/findings?status=open")).body.data.map(({ kind }: Json) => kind);
  expect((await tenant.api.delete(`${path}/${id}`, { "if-match": '"99"' })).status).toBe(412);
  vi.spyOn(Object.getPrototypeOf(env.DB), "batch").mockRejectedValueOnce(new Error("D1_ERROR: away"));
  expect((await tenant.api.delete(`${path}/${id}`)).status).toBe(503);
  vi.restoreAllMocks();
  expect((await tenant.api.get(`${path}/${id}`)).status).toBe(200);
  expect(await open()).toEqual(["carrier_account_refused"]);
  expect((await tenant.api.delete(`${path}/${id}`)).status).toBe(204);
  expect(await open()).toEqual([]);
  const { data } = (await tenant.api.get("/v1/events?sort=seq&limit=200")).body;
  expect(data.slice(-2).map(({ type }: Json) => type)).toEqual(["carrier_account.deleted", "finding.resolved"]);
});

// ── signing ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Dies before this request to Twilio's webhooks API (from 0 on), or after it. */
interface Crash {
  readonly at: number;
  readonly after: boolean;
}

class Died extends Error {}

/** A context whose Twilio delivers its test request to the Worker, and which may die at a request. */
function withDelivery(tenantId: string, { now, crash }: { now?: number; crash?: Crash } = {}): Context {
  const ctx = { ...contextOf(tenantId), ...(now !== undefined && { now }) };
  let requests = 0;
  return {
    ...ctx,
    carrierAccount: (access) => {
      const real = ctx.carrierAccount(access);
      const delivering: WebhookSigning = {
        ...real.signing,
        test: async (url, settingId) => {
          const settings = await real.signing.settings();
          const keyId = settings.kind === "ok" ? settings.value.find(({ id }) => id === settingId)?.sharedKeyId : null;
          const row = await requireAccount(ctx, access?.id ?? "");
          const { sharedKeys } = await openSecrets(ctx.vault, row);
          const secret = sharedKeys.find(({ id }) => id === keyId)?.secret ?? "unknown";
          const status = await deliverTest(url, keyId ?? "", secret);
          return { kind: "ok", value: { delivered: status === 204, status } };
        },
      };
      const signing = Object.fromEntries(
        Object.entries(delivering).map(([name, call]: [string, (...parts: never[]) => Promise<unknown>]) => [
          name,
          async (...parts: never[]) => {
            const number = requests++;
            if (crash?.at === number && !crash.after) throw new Died();
            const result = await call(...parts);
            if (crash?.at === number && crash.after) throw new Died();
            return result;
          },
        ]),
      ) as unknown as WebhookSigning;
      return { ...real, signing };
    },
  };
}

async function deliverTest(url: string, keyId: string, secret: string): Promise<number> {
  const fields = { AccountSid: "AC1", TestWebhook: "true" };
  const text = `${url}AccountSidAC1TestWebhooktrue`;
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
  const { status } = await send(new URL(url).pathname, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": btoa(String.fromCharCode(...mac)),
      "x-twilio-webhooks-signature-settings": `key=${keyId},algorithm=HMAC_SHA256`,
    },
    body: new URLSearchParams(fields).toString(),
  });
  return status;
}

const noReport = () => [];

/** What is at Twilio, as counts, and the keys that we have stored. */
async function stateOf(tenantId: string, id: string) {
  const ctx = contextOf(tenantId);
  const row = await accountOrDeleted(ctx, id);
  const { sharedKeys, ...credentials } = await openSecrets(ctx.vault, row);
  return { row, stored: sharedKeys.map((key) => key.id), credentials };
}

async function atTwilio(ctx: Context, access: Parameters<Context["carrierAccount"]>[0]) {
  const { signing } = ctx.carrierAccount(access);
  const [keys, settings, rules] = await Promise.all([signing.sharedKeys(), signing.settings(), signing.rules()]);
  if (keys.kind !== "ok" || settings.kind !== "ok" || rules.kind !== "ok") throw new Error("Twilio refused.");
  const keyOf = new Map(settings.value.map((setting) => [setting.id, setting.sharedKeyId]));
  return {
    keys: keys.value.map((key) => key.id),
    settings: settings.value.length,
    rules: rules.value.map(({ prefix, settingIds }) => ({ prefix, keys: settingIds.map((one) => keyOf.get(one)) })),
  };
}

async function keyOnly() {
  const tenant = await withTenant();
  const account = await withNumber();
  const key = await sandbox.apiKey(account.sid);
  const credentials = { account_sid: account.sid, api_key_sid: key.sid, api_key_secret: key.secret };
  const { id } = await connect(tenant, credentials);
  const access = {
    id,
    accountSid: account.sid,
    username: key.sid,
    password: key.secret,
    region: "us1" as const,
  };
  return { tenant, id, access };
}

const verifyIn = async (ctx: Context, id: string) => await verifyRow(ctx, await requireAccount(ctx, id), noReport);

test("with a key alone, webhooks are signed by a shared key of ours, whatever dies on the way", async () => {
  const { tenant, id, access } = await keyOnly();
  let crashes = 0;
  for (let at = 0; at < 12; at += 1) {
    for (const after of [false, true]) {
      await contextOf(tenant.id).db.$client.prepare("update carrier_accounts set signing_lease = 0").run();
      const died = await verifyIn(withDelivery(tenant.id, { crash: { at, after } }), id).then(
        () => false,
        (error) => {
          expect(error).toBeInstanceOf(Died);
          return true;
        },
      );
      crashes += died ? 1 : 0;
    }
  }
  expect(crashes).toBeGreaterThan(7);
  const verified = await verifyIn(withDelivery(tenant.id), id);
  expect(notPassed({ rungs: verified.verification })).toEqual(["account_status skipped"]);
  const { stored } = await stateOf(tenant.id, id);
  expect(stored).toHaveLength(1);
  const prefix = `https://pm.example.com/twilio/${tenant.id}/`;
  expect(await atTwilio(contextOf(tenant.id), access)).toEqual({
    keys: stored,
    settings: 1,
    rules: [{ prefix, keys: stored }],
  });
});

test("a signing key is replaced without a gap, and the old one is deleted after its grace", async () => {
  const { tenant, id, access } = await keyOnly();
  const ctx = contextOf(tenant.id);
  await verifyIn(withDelivery(tenant.id), id);
  const [old = ""] = (await stateOf(tenant.id, id)).stored;
  await rotateSigningKey(withDelivery(tenant.id), id);
  const { stored } = await stateOf(tenant.id, id);
  expect(stored).toEqual([expect.any(String), old]);
  expect(stored[0]).not.toBe(old);
  expect((await atTwilio(ctx, access)).rules).toMatchObject([{ keys: [stored[0]] }]);
  await verifyIn(withDelivery(tenant.id), id);
  expect((await stateOf(tenant.id, id)).stored).toEqual(stored);
  await verifyIn(withDelivery(tenant.id, { now: Date.now() + 25 * 3_600_000 }), id);
  expect((await stateOf(tenant.id, id)).stored).toEqual([stored[0]]);
  expect(await atTwilio(ctx, access)).toMatchObject({ keys: [stored[0]], settings: 1 });
});

test("deleted accounts that can't be finished do not keep the others' secrets", async () => {
  const deleted = async (deletedAt: number) => {
    const { tenant, id } = await keyOnly();
    await verifyIn(withDelivery(tenant.id), id);
    const db = contextOf(tenant.id).db.$client;
    const change = "update carrier_accounts set deleted_at = ?, next_check_at = ?, signing_lease = 0 where id = ?";
    await db.prepare(change).bind(deletedAt, deletedAt, id).run();
    return { tenant, id };
  };
  const now = Date.now();
  const unreadable = [];
  for (let count = 0; count < 4; count += 1) unreadable.push(await deleted(now - 1_000));
  const { tenant, id } = await deleted(now - 500);
  const ctx = contextOf(tenant.id);
  for (const { id: other } of unreadable) {
    await ctx.db.$client.prepare("update carrier_accounts set secrets = 'v1.none.AAAA' where id = ?").bind(other).run();
  }
  for (let runs = 0; runs < 8 && (await stateOf(tenant.id, id)).row.secretKinds.length > 0; runs += 1) {
    await verifyAccountsJob.slice({ ...ctx, now: now + runs * 600_001 }, null, () => true);
  }
  expect((await stateOf(tenant.id, id)).row.secretKinds).toEqual([]);
});

test("deleting an account leaves nothing of ours at Twilio, and no secret here", async () => {
  const { tenant, id, access } = await keyOnly();
  const ctx = contextOf(tenant.id);
  await verifyIn(withDelivery(tenant.id), id);
  expect((await tenant.api.delete(`${path}/${id}`)).status).toBe(204);
  for (let runs = 0; (await stateOf(tenant.id, id)).row.secretKinds.length > 0 && runs < 10; runs += 1) {
    await ctx.db.$client.prepare("update carrier_accounts set signing_lease = 0").run();
    await finishDeletion(ctx, (await stateOf(tenant.id, id)).row);
  }
  expect(await atTwilio(ctx, access)).toEqual({ keys: [], settings: 0, rules: [] });
  expect(await stateOf(tenant.id, id)).toMatchObject({
    stored: [],
    credentials: { authToken: null, apiKeySecret: null },
    row: { apiKeySid: null, secretKinds: [] },
  });
});
