import { readBody, requestTargets, verifySignature } from "#carriers/twilio/signature";
import { HonoRoutes } from "#kernel/http/hono-routes";
import type { AppEnv } from "#kernel/http/http";
import { databasesOf } from "#runtime/databases";
import { requireConfig, vaultOf } from "#runtime/environment";
import { mayReadSigningKeys } from "#runtime/rate-limit";
import { readAccountSecrets } from "./read-access";

/**
 * Receives the request by which Twilio tests a setting of ours: 204 if it is signed with a shared key of the account,
 * else an empty 403. It has no effect.
 */
export const signingTestRoute = new HonoRoutes<AppEnv>();

signingTestRoute.on(["GET", "POST"], "/twilio/:tenant_id/accounts/:carrier_account_id/signing-test", async (c) => {
  const { tenant_id, carrier_account_id } = c.req.param();
  const config = requireConfig(c.env);
  const signature = c.req.header("x-twilio-signature") ?? null;
  const settings = c.req.header("x-twilio-webhooks-signature-settings") ?? null;
  if (signature === null || settings === null) return c.body(null, 403);
  if (!(await mayReadSigningKeys(c.env, c.req.header("cf-connecting-ip")))) return c.body(null, 403);
  const { db } = await databasesOf(c.env).ofTenant(tenant_id);
  const secrets = await readAccountSecrets({ db, vault: vaultOf(config) }, tenant_id, carrier_account_id);
  const request = {
    signature,
    settings,
    tokens: [],
    sharedKeys: secrets?.sharedKeys ?? [],
    contentType: c.req.header("content-type") ?? null,
    body: readBody(await c.req.arrayBuffer()),
  };
  for (const target of requestTargets(c.req.url)) {
    if (await verifySignature({ ...request, url: config.publicOrigin + target })) return c.body(null, 204);
  }
  return c.body(null, 403);
});
