import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { admin, type Json } from "../support/api";
import { connectAccount, contextOf } from "../support/inventory";
import { draft } from "../support/porting";
import { sandbox } from "../support/sandbox";
import { freshNumber, type Tenant } from "../support/seed";
import { tenantDatabase } from "../support/tenant-database";
import { account, type Call, count, desk, hook, owned, type Recipe } from "./recipe";

/** The path of a Twilio account that the tenant has connected. */
async function carrierAccount({ id }: Tenant): Promise<string> {
  const account = { accountSid: `AC${"5".repeat(32)}`, authToken: "token" };
  return `/v1/carrier-accounts/${await connectAccount(contextOf(id), account)}`;
}

async function cooling(tenant: Tenant): Promise<Json> {
  const number = await owned(tenant);
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  return number;
}

async function syncRun(path: string): Promise<Call> {
  const counted = "select count(*) from sync_runs";
  const runs = async () => (await env.DB.prepare(counted).first<number>("count(*)")) ?? 0;
  const before = await runs();
  return { send: (headers) => admin.post(path, undefined, headers), effects: async () => (await runs()) - before };
}

/** What takes an Idempotency-Key, by operationId. */
export const creations: Record<string, Recipe> = {
  createTenant: async () => {
    const name = `Acme ${freshNumber()}`;
    const named = "select count(*) from tenants where name = ?";
    return {
      send: (headers) => admin.post("/v1/tenants", { name }, headers),
      effects: async () => (await tenantDatabase.prepare(named).bind(name).first<number>("count(*)")) ?? 0,
    };
  },
  createApiKey: async (tenant) => ({
    send: (headers) => admin.post(`/v1/tenants/${tenant.id}/api-keys`, { name: "Second" }, headers),
    effects: async () => (await count(tenant, "api_key.created")) - 1,
  }),
  createReservation: async (tenant) => {
    const phone_number = freshNumber();
    return {
      send: (headers) => tenant.api.post("/v1/reservations", { phone_number }, headers),
      // If D1 does not confirm that it wrote a hold, the object withdraws the hold before it answers.
      effects: async () => (await tenant.api.get("/v1/reservations?status=held")).body.data.length,
    };
  },
  createOrder: async (tenant) => {
    const items = [{ phone_number: freshNumber() }];
    return {
      send: (headers) => tenant.api.post("/v1/orders", { items }, headers),
      effects: async () =>
        Math.max(await count(tenant, "order.created"), await count(tenant, "phone_number.purchased")),
    };
  },
  restorePhoneNumber: async (tenant) => {
    const { id } = await cooling(tenant);
    return {
      send: (headers) => tenant.api.post(`/v1/phone-numbers/${id}/restore`, undefined, headers),
      effects: () => count(tenant, "phone_number.restored"),
    };
  },
  createSync: () => syncRun("/v1/sync"),
  previewSync: () => syncRun("/v1/sync/preview"),
  createBulkJob: async (tenant) => {
    const { id } = await owned(tenant);
    const body = { action: "lock", phone_numbers: [id] };
    return {
      send: (headers) => tenant.api.post("/v1/bulk-jobs", body, headers),
      effects: () => count(tenant, "bulk_job.created"),
    };
  },
  createAgent: async (tenant) => ({
    send: (headers) => tenant.api.post("/v1/agents", desk, headers),
    effects: () => count(tenant, "agent.created"),
  }),
  importPhoneNumbers: async (tenant) => {
    const path = await carrierAccount(tenant);
    return {
      send: (headers) => tenant.api.post(`${path}/import`, { phone_numbers: ["+14155550123"] }, headers),
      effects: () => count(tenant, "import_job.created"),
    };
  },
  detachPhoneNumbers: async (tenant) => {
    const path = await carrierAccount(tenant);
    return {
      send: (headers) => tenant.api.post(`${path}/detach`, { phone_numbers: ["+14155550123"] }, headers),
      effects: () => count(tenant, "import_job.created"),
    };
  },
  createPortabilityCheck: async (tenant) => {
    const phone_numbers = [freshNumber()];
    return {
      send: (headers) => tenant.api.post("/v1/portability-checks", { phone_numbers }, headers),
      effects: () => count(tenant, "portability_check.created"),
    };
  },
  createSipTrunk: async (tenant) => ({
    send: (headers) => tenant.api.post("/v1/sip-trunks", { name: "PBX", provider: "generic" }, headers),
    effects: () => count(tenant, "sip_trunk.created"),
  }),
  addSipTrunkPhoneNumbers: async (tenant) => {
    const { body } = await tenant.api.post("/v1/sip-trunks", { name: "PBX", provider: "byoc" });
    const asked = { phone_numbers: [freshNumber()] };
    return {
      send: (headers) => tenant.api.post(`/v1/sip-trunks/${body.id}/phone-numbers`, asked, headers),
      effects: () => count(tenant, "phone_number.added_to_trunk"),
    };
  },
  rotateSipTrunkPassword: async (tenant) => {
    const { body } = await tenant.api.post("/v1/sip-trunks", { name: "PBX", provider: "byoc" });
    return {
      send: (headers) => tenant.api.post(`/v1/sip-trunks/${body.id}/rotate-password`, undefined, headers),
      effects: () => count(tenant, "sip_trunk.password_rotated"),
    };
  },
  rotateCarrierAccountSigningKey: async (tenant) => {
    const { sid: account_sid } = await sandbox.account();
    const { sid: api_key_sid, secret: api_key_secret } = await sandbox.apiKey(account_sid);
    const keyed = { name: "Ours", account_sid, api_key_sid, api_key_secret };
    const { body } = await tenant.api.post("/v1/carrier-accounts", keyed);
    const path = `/v1/carrier-accounts/${body.id}/rotate-signing-key`;
    return {
      send: (headers) => tenant.api.post(path, undefined, headers),
      effects: () => count(tenant, "carrier_account.signing_key_rotated"),
    };
  },
  createPortingRequest: async (tenant) => {
    const draft = { phone_numbers: [freshNumber()] };
    return {
      send: (headers) => tenant.api.post("/v1/porting-requests", draft, headers),
      effects: () => count(tenant, "porting_request.created"),
    };
  },
  addPortingRequestNumbers: async (tenant) => {
    const path = await draft(tenant);
    const asked = { phone_numbers: [freshNumber()] };
    return {
      send: (headers) => tenant.api.post(`${path}/numbers`, asked, headers),
      effects: () => count(tenant, "porting_request.updated"),
    };
  },
  createPortingShareLink: async (tenant) => {
    const path = await draft(tenant);
    return {
      send: (headers) => tenant.api.post(`${path}/share-links`, {}, headers),
      effects: () => count(tenant, "porting_request.link_created"),
    };
  },
  createPortingComment: async (tenant) => {
    const path = await draft(tenant);
    return {
      send: (headers) => tenant.api.post(`${path}/comments`, { text: "The bill is on its way." }, headers),
      effects: () => count(tenant, "porting_request.comment_created"),
    };
  },
  createCarrierAccount: async (tenant) => ({
    send: (headers) => tenant.api.post("/v1/carrier-accounts", account, headers),
    effects: () => count(tenant, "carrier_account.created"),
  }),
  createWebhookEndpoint: async (tenant) => ({
    send: (headers) => tenant.api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/" }, headers),
    effects: () => count(tenant, "webhook_endpoint.created"),
  }),
  rotateWebhookSecret: async (tenant) => {
    const path = await hook(tenant);
    return {
      send: (headers) => tenant.api.post(`${path}/rotate-secret`, {}, headers),
      effects: () => count(tenant, "webhook_endpoint.secret_rotated"),
    };
  },
  testWebhookEndpoint: async (tenant) => {
    const path = await hook(tenant);
    return {
      send: (headers) => tenant.api.post(`${path}/test`, undefined, headers),
      effects: async () => (await tenant.api.get(`${path}/deliveries`)).body.data.length,
    };
  },
  redeliverWebhooks: async (tenant) => {
    const path = await hook(tenant);
    const { body: log } = await tenant.api.get("/v1/events?type=webhook_endpoint.created");
    return {
      send: (headers) => tenant.api.post(`${path}/redeliver`, { event_ids: [log.data[0].id] }, headers),
      effects: async () => (await tenant.api.get(`${path}/deliveries`)).body.data.length,
    };
  },
};
