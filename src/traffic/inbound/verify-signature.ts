import type { Context as HonoContext, MiddlewareHandler } from "hono";
import {
  readBody,
  requestTargets,
  type SigningKeys,
  verifySignature,
  type WebhookBody,
} from "#carriers/twilio/signature";
import { accountIn, calledUserIn, readFields, type WebhookFields } from "#carriers/twilio/webhook";
import { readSigningKeys } from "#connections/carrier-accounts/signing-keys";
import type { Database } from "#kernel/db/db";
import { ownStatements } from "#kernel/db/post-response-writer";
import type { AppEnv } from "#kernel/http/http";
import type { TrunkCall, WebhookContext } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import { databasesOf, webhookDatabase } from "#runtime/databases";
import { requireConfig, vaultOf } from "#runtime/environment";
import { mayReadSigningKeys } from "#runtime/rate-limit";
import { createWebhookContext } from "#runtime/webhook-context";
import { countRefusal } from "#traffic/usage/count";
import type { RefusalReason } from "#traffic/usage/refusal";
import { AccountKeys, type KeyLookup, type SignatureResult } from "./account-keys";
import { readInTime } from "./read-in-time";
import type { RequestFingerprints } from "./webhook-response";

/** A request of Twilio. */
interface Webhook {
  readonly fields: WebhookFields;
  readonly fingerprints: RequestFingerprints;
  /** As in `WebhookContext`. */
  readonly signedBy: string | null;
  readonly trunkCall: TrunkCall | null;
  /** The database of the tenant in the URL. */
  readonly database: NamedDatabase;
  /** The check that is still going on; `null`: Twilio has signed the request. */
  readonly signature: Promise<SignatureResult> | null;
}

export interface WebhookEnv {
  Bindings: AppEnv["Bindings"];
  Variables: AppEnv["Variables"] & { webhook: Webhook };
}

/** A longer `I-Twilio-Idempotency-Token` is cut, to bound the size of stored fingerprints. */
const MAX_TOKEN_LENGTH = 64;

/**
 * Requires a signature of the Twilio account that the request names, over the URL that Twilio was given, which has a
 * configured origin. The request's own Host header is not used. The verbs then require that the number is of that
 * account: see `isOfSigner`. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export const requireSignature: MiddlewareHandler<WebhookEnv> = async (c, next) => {
  const { webhookTokens, twilio } = requireConfig(c.env);
  const signature = c.req.header("x-twilio-signature");
  if (signature === undefined) return rejectWebhook(c, "unsigned");
  const body = readBody(await c.req.arrayBuffer());
  const verify = verifierOf(c, signature, body);
  const fields = readFields(c.req.method === "GET" ? new URL(c.req.url).searchParams : body.fields);
  const token = c.req.header("i-twilio-idempotency-token")?.slice(0, MAX_TOKEN_LENGTH) ?? null;
  const { sip_trunk_id: sipTrunkId }: Record<string, string | undefined> = c.req.param();
  const trunkCall = sipTrunkId === undefined ? null : { sipTrunkId, user: calledUserIn(fields) };
  const webhook = { fields, fingerprints: { request: signature, token }, trunkCall };
  const accountSid = accountIn(fields) ?? twilio.accountSid;
  if (accountSid === twilio.accountSid) {
    if (!(await verify({ tokens: webhookTokens, sharedKeys: [] }))) return rejectWebhook(c, "wrongSignature");
    const database = await webhookDatabase(c.env, partsOf(c).tenantId);
    c.set("webhook", { ...webhook, signedBy: null, database, signature: null });
    return await next();
  }
  if (!/^AC[0-9a-f]{32}$/i.test(accountSid)) return rejectWebhook(c, "wrongSignature");
  // With several databases the lookup is a read, which counts like that of unknown keys.
  const found = databasesOf(c.env).ofTenant(partsOf(c).tenantId);
  const mayRead = !(found instanceof Promise) || (await mayReadSigningKeys(c.env, c.req.header("cf-connecting-ip")));
  if (!mayRead) return rejectWebhook(c, "wrongSignature");
  const database = await webhookDatabase(c.env, partsOf(c).tenantId);
  const lookup = lookupOf(c, accountSid, database, verify);
  const keys = accountKeysOf(lookup.db);
  const early = await keys.verifyByFreshKeys(lookup);
  if (early === "wrong") return rejectWebhook(c, "wrongSignature");
  if (!keys.isKnown(lookup) && !(await mayReadSigningKeys(c.env, c.req.header("cf-connecting-ip")))) {
    return rejectWebhook(c, "wrongSignature");
  }
  // The keys are read beside what the verb reads. The verb has no effect before its tasks, which wait for the result.
  const verified = early ?? keys.verifyAfterRead(lookup);
  c.set("webhook", { ...webhook, signedBy: accountSid, database, signature: Promise.resolve(verified) });
  await next();
  const result = await verified;
  if (result === "valid") return;
  const response = result === "wrong" ? rejectWebhook(c, "wrongSignature") : c.body(null, 503);
  // Without this, Hono would keep the headers of the verb's response.
  c.res = undefined;
  c.res = response;
};

/** Checks the request against the keys of one account. */
function verifierOf(c: HonoContext<WebhookEnv>, signature: string, body: WebhookBody) {
  const { origins } = requireConfig(c.env);
  const targets = requestTargets(c.req.url);
  const settings = c.req.header("x-twilio-webhooks-signature-settings") ?? null;
  const request = { signature, settings, contentType: c.req.header("content-type") ?? null, body };
  return async (keys: SigningKeys): Promise<boolean> => {
    for (const target of targets) {
      for (const origin of origins) {
        if (await verifySignature({ ...request, ...keys, url: origin + target })) return true;
      }
    }
    return false;
  };
}

const accountKeys = new WeakMap<Database, AccountKeys>();

function accountKeysOf(db: Database): AccountKeys {
  const known = accountKeys.get(db) ?? new AccountKeys();
  accountKeys.set(db, known);
  return known;
}

function lookupOf(
  c: HonoContext<WebhookEnv>,
  accountSid: string,
  database: NamedDatabase,
  verify: KeyLookup["verify"],
) {
  const parts = { ...partsOf(c), database, signedBy: accountSid, trunkCall: null };
  const webhook = createWebhookContext(c.env, c.executionCtx, parts);
  const { tenantId, db, now, config } = webhook;
  const read = () => readInTime(webhook, () => readSigningKeys(db, vaultOf(config), { tenantId, accountSid }));
  return { db, tenantId, accountSid, now, read, verify };
}

function partsOf(c: HonoContext<WebhookEnv>) {
  const { tenant_id = "", phone_number_id = "" } = c.req.param();
  return { tenantId: tenant_id, phoneNumberId: phone_number_id, requestId: c.get("requestId") };
}

/** The context of a webhook whose signature was checked, or is being checked: then its tasks wait for the result. */
export function webhookContextOf(c: HonoContext<WebhookEnv>): WebhookContext {
  const { signedBy, signature, trunkCall, database } = c.get("webhook");
  const webhook = createWebhookContext(c.env, c.executionCtx, { ...partsOf(c), database, signedBy, trunkCall });
  if (signature === null) return webhook;
  return {
    ...webhook,
    afterResponse: (task) =>
      webhook.afterResponse(async (tooLate) => {
        if ((await signature) === "valid") await task(tooLate);
      }),
  };
}

/**
 * Answers an empty 403 and counts the rejection for the number that the request names. The count is rate-limited by
 * client address, because each one is a write.
 */
function rejectWebhook(c: HonoContext<WebhookEnv>, reason: RefusalReason): Response {
  const parts = { ...partsOf(c), signedBy: null, trunkCall: null };
  const { first } = databasesOf(c.env);
  const anywhere = createWebhookContext(c.env, c.executionCtx, { ...parts, database: first });
  const inDatabase = async () =>
    createWebhookContext(c.env, c.executionCtx, {
      ...parts,
      database: await databasesOf(c.env).ofTenant(parts.tenantId),
    });
  return refuse(c, anywhere, inDatabase, reason);
}

/** The same for a verb that refuses a request. While its signature is being checked, the count waits for the result. */
export function rejectAfterRead(c: HonoContext<WebhookEnv>, reason: RefusalReason): Response {
  const webhook = webhookContextOf(c);
  return refuse(c, webhook, async () => webhook, reason);
}

/** `inDatabase` looks up the context with the tenant's database, which is a read, so the rate is limited first. */
function refuse(
  c: HonoContext<WebhookEnv>,
  { tenantId, phoneNumberId, now, afterResponse }: WebhookContext,
  inDatabase: () => Promise<WebhookContext>,
  reason: RefusalReason,
): Response {
  const address = c.req.header("cf-connecting-ip") ?? "unknown";
  afterResponse(async () => {
    const { success } = await c.env.WEBHOOK_RATE.limit({ key: `webhooks ${address}` });
    if (!success) return;
    const { db, commit } = await inDatabase();
    await commit(ownStatements, countRefusal(db, { tenantId, phoneNumberId, reason, at: now }));
  });
  return c.body(null, 403);
}
