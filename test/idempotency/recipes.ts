import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { type Answer, admin, type Json } from "../support/api";
import { sandbox } from "../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../support/seed";

/** A call that changes something, and how often it has done so. */
export interface Call {
  readonly send: (headers?: Record<string, string>) => Promise<Answer>;
  /** How often it has happened: 1, once it has. */
  readonly effects: () => Promise<number>;
}

export type Recipe = (tenant: Tenant) => Promise<Call>;

async function count(tenant: Tenant, type: string, subject?: string): Promise<number> {
  const about = subject === undefined ? "" : `&subject_id=${subject}`;
  return (await tenant.api.get(`/v1/events?type=${type}&limit=200${about}`)).body.data.length;
}

async function owned({ api }: Tenant): Promise<Json> {
  const order = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  return { id: order.body.items[0].phone_number_id, phone_number: order.body.items[0].phone_number };
}

async function cooling(tenant: Tenant): Promise<Json> {
  const number = await owned(tenant);
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  return number;
}

async function queuedOrder({ api }: Tenant): Promise<Json> {
  vi.spyOn(Object.getPrototypeOf(env.PURCHASES), "sendBatch").mockResolvedValue(undefined);
  return (await api.post("/v1/orders", { items: Array.from({ length: 12 }, () => ({ phone_number: freshNumber() })) }))
    .body;
}

const desk = { name: "Desk", destination: { kind: "say", message: "Hello." } };

async function agentOf({ api }: Tenant): Promise<string> {
  return (await api.post("/v1/agents", desk)).body.id;
}

/** What takes an Idempotency-Key, by operationId. */
export const creations: Record<string, Recipe> = {
  createTenant: async () => {
    const name = `Acme ${freshNumber()}`;
    const named = "select count(*) from tenants where name = ?";
    return {
      send: (headers) => admin.post("/v1/tenants", { name }, headers),
      effects: async () => (await env.DB.prepare(named).bind(name).first<number>("count(*)")) ?? 0,
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
  createSync: async () => {
    const counted = "select count(*) from sync_runs";
    const runs = async () => (await env.DB.prepare(counted).first<number>("count(*)")) ?? 0;
    const before = await runs();
    return {
      send: (headers) => admin.post("/v1/sync", undefined, headers),
      effects: async () => (await runs()) - before,
    };
  },
  createBulkJob: async (tenant) => {
    const { id } = await owned(tenant);
    const body = { action: "lock", phone_numbers: [id] };
    return {
      send: (headers) => tenant.api.post("/v1/phone-numbers/bulk", body, headers),
      effects: () => count(tenant, "bulk_job.created"),
    };
  },
  createAgent: async (tenant) => ({
    send: (headers) => tenant.api.post("/v1/agents", desk, headers),
    effects: () => count(tenant, "agent.created"),
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

async function hook({ api }: Tenant): Promise<string> {
  const url = "https://hooks.example.com/sandbox/receiver/every-call";
  return `/v1/webhook-endpoints/${(await api.post("/v1/webhook-endpoints", { url, event_types: ["order.*"] })).body.id}`;
}

/** An orphan with its finding. */
async function orphaned(): Promise<{ readonly id: string; readonly e164: string }> {
  const [id, e164] = [`fnd_${freshNumber().slice(1)}`, freshNumber()];
  await sandbox.addBehindOurBack(e164, "By hand");
  await env.DB.prepare(
    `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
     values (?, 'ten_platform', 'number_orphaned', 'carrier_number', ?, '{}', 0)`,
  )
    .bind(id, e164)
    .run();
  return { id, e164 };
}

const move =
  (verb: string, type: string): Recipe =>
  async (tenant) => {
    const { id } = await owned(tenant);
    return {
      send: () => tenant.api.post(`/v1/phone-numbers/${id}/${verb}`),
      effects: () => count(tenant, type, id),
    };
  };

/** A change of a finding. */
const care =
  (verb: string, body: Json, type: string): Recipe =>
  async (tenant) => {
    const id = `fnd_${tenant.id}`;
    await env.DB.prepare(
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
       values (?, ?, 'purchase_undeliverable', 'order', ?, '{}', 0)`,
    )
      .bind(id, tenant.id, `ord_${tenant.id}`)
      .run();
    return {
      send: () => tenant.api.post(`/v1/findings/${id}/${verb}`, body),
      effects: () => count(tenant, type),
    };
  };

/** What leads to a state, and so is done once it is there. */
export const changes: Record<string, Recipe> = {
  releasePhoneNumber: move("release", "phone_number.releasing"),
  suspendPhoneNumber: move("suspend", "phone_number.suspended"),
  resumePhoneNumber: async (tenant) => {
    const { id } = await owned(tenant);
    await tenant.api.post(`/v1/phone-numbers/${id}/suspend`);
    return {
      send: () => tenant.api.post(`/v1/phone-numbers/${id}/resume`),
      effects: () => count(tenant, "phone_number.resumed"),
    };
  },
  updatePhoneNumber: async (tenant) => {
    const { id } = await owned(tenant);
    return {
      send: () => tenant.api.patch(`/v1/phone-numbers/${id}`, { tags: ["vip"] }),
      effects: () => count(tenant, "phone_number.updated"),
    };
  },
  transferPhoneNumber: async (tenant) => {
    const [{ id }, to] = [await owned(tenant), await withTenant()];
    const path = `/v1/tenants/${tenant.id}/phone-numbers/${id}/transfer`;
    return {
      send: () => admin.post(path, { tenant_id: to.id }),
      effects: () => count(to, "phone_number.transferred_in"),
    };
  },
  setRegulatoryDefault: async (tenant) => {
    const bundle_sid = await sandbox.bundle("GB", "mobile");
    return {
      send: () => tenant.api.put("/v1/regulatory-defaults/GB/mobile", { bundle_sid }),
      effects: () => count(tenant, "regulatory_default.set"),
    };
  },
  removeRegulatoryDefault: async (tenant) => {
    const path = "/v1/regulatory-defaults/GB/mobile";
    await tenant.api.put(path, { bundle_sid: await sandbox.bundle("GB", "mobile") });
    return {
      send: () => tenant.api.delete(path),
      effects: () => count(tenant, "regulatory_default.removed"),
    };
  },
  freeRegulatoryClaim: async (tenant) => {
    const path = "/v1/regulatory-defaults/GB/mobile";
    const bundle_sid = await sandbox.bundle("GB", "mobile");
    await tenant.api.put(path, { bundle_sid });
    await tenant.api.delete(path);
    return {
      send: () => admin.delete(`/v1/regulatory-claims/${bundle_sid}`),
      effects: () => count(tenant, "regulatory_claim.freed"),
    };
  },
  updateWebhookEndpoint: async (tenant) => {
    const path = await hook(tenant);
    return {
      send: () => tenant.api.patch(path, { description: "Billing" }),
      effects: () => count(tenant, "webhook_endpoint.updated"),
    };
  },
  deleteWebhookEndpoint: async (tenant) => {
    const path = await hook(tenant);
    return {
      send: () => tenant.api.delete(path),
      effects: () => count(tenant, "webhook_endpoint.deleted"),
    };
  },
  updateAgent: async (tenant) => {
    const id = await agentOf(tenant);
    return {
      send: () => tenant.api.patch(`/v1/agents/${id}`, { name: "Sales" }),
      effects: () => count(tenant, "agent.updated"),
    };
  },
  deleteAgent: async (tenant) => {
    const id = await agentOf(tenant);
    return { send: () => tenant.api.delete(`/v1/agents/${id}`), effects: () => count(tenant, "agent.deleted") };
  },
  assignPhoneNumber: async (tenant) => {
    const [{ id }, agent_id] = [await owned(tenant), await agentOf(tenant)];
    return {
      send: () => tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id }),
      effects: () => count(tenant, "assignment.started"),
    };
  },
  unassignPhoneNumber: async (tenant) => {
    const [{ id }, agent_id] = [await owned(tenant), await agentOf(tenant)];
    await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id });
    return {
      send: () => tenant.api.post(`/v1/phone-numbers/${id}/unassign`),
      effects: () => count(tenant, "assignment.ended"),
    };
  },
  setRouting: async (tenant) => {
    const [{ id }, agent_id] = [await owned(tenant), await agentOf(tenant)];
    return {
      send: () => tenant.api.put(`/v1/phone-numbers/${id}/routing`, { agents: [{ agent_id, weight: 1 }] }),
      effects: () => count(tenant, "phone_number.routing_changed"),
    };
  },
  removeRouting: async (tenant) => {
    const [{ id }, agent_id] = [await owned(tenant), await agentOf(tenant)];
    await tenant.api.put(`/v1/phone-numbers/${id}/routing`, { agents: [{ agent_id, weight: 1 }] });
    return {
      send: () => tenant.api.delete(`/v1/phone-numbers/${id}/routing`),
      effects: async () => (await count(tenant, "phone_number.routing_changed")) - 1,
    };
  },
  cancelReservation: async (tenant) => {
    const { body } = await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
    return {
      send: () => tenant.api.delete(`/v1/reservations/${body.id}`),
      effects: () => count(tenant, "reservation.cancelled"),
    };
  },
  cancelOrder: async (tenant) => {
    const { id } = await queuedOrder(tenant);
    return {
      send: () => tenant.api.post(`/v1/orders/${id}/cancel`),
      effects: () => count(tenant, "order.cancelled"),
    };
  },
  updateTenant: async (tenant) => ({
    send: () => admin.patch(`/v1/tenants/${tenant.id}`, { name: "Renamed" }),
    effects: () => count(tenant, "tenant.updated"),
  }),
  revokeApiKey: async (tenant) => {
    const { body } = await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {});
    return {
      send: () => admin.delete(`/v1/tenants/${tenant.id}/api-keys/${body.id}`),
      effects: () => count(tenant, "api_key.revoked"),
    };
  },
  resolveFinding: care("resolve", { note: "Done." }, "finding.resolved"),
  snoozeFinding: care("snooze", { until: new Date(Date.now() + 86_400_000).toISOString() }, "finding.snoozed"),
  adoptOrphanedNumber: async (tenant) => {
    const { id } = await orphaned();
    return {
      send: () => admin.post(`/v1/findings/${id}/adopt`, { tenant_id: tenant.id }),
      effects: () => count(tenant, "phone_number.adopted"),
    };
  },
  releaseOrphanedNumber: async () => {
    const { id, e164 } = await orphaned();
    return {
      send: () => admin.post(`/v1/findings/${id}/release`),
      effects: async () =>
        (await sandbox.requests("release", e164)).requests.filter(({ status }) => status === 204).length,
    };
  },
  assignFinding: care("assign", { assignee: "Ada" }, "finding.assigned"),
};
