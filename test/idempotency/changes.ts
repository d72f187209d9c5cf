import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { admin, caller, type Json } from "../support/api";
import { signIn } from "../support/browser";
import { connectAccount, contextOf, stockImported } from "../support/inventory";
import { sandbox } from "../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../support/seed";
import { tenantDatabase } from "../support/tenant-database";
import { portingChanges } from "./porting-changes";
import { account, count, desk, hook, owned, type Recipe } from "./recipe";

/** Events of a tenant whose keys may not read them now. */
const countOf = async (tenantId: string, type: string): Promise<number> =>
  (await tenantDatabase
    .prepare("select count(*) as n from events where tenant_id = ? and type = ?")
    .bind(tenantId, type)
    .first<number>("n")) ?? 0;

async function queuedOrder({ api }: Tenant): Promise<Json> {
  vi.spyOn(Object.getPrototypeOf(env.PURCHASES), "sendBatch").mockResolvedValue(undefined);
  return (await api.post("/v1/orders", { items: Array.from({ length: 12 }, () => ({ phone_number: freshNumber() })) }))
    .body;
}

const trunkOf = async ({ api }: Tenant): Promise<string> =>
  (await api.post("/v1/sip-trunks", { name: "PBX", provider: "generic" })).body.id;

async function agentOf({ api }: Tenant): Promise<string> {
  return (await api.post("/v1/agents", desk)).body.id;
}

async function accountPath({ api }: Tenant): Promise<string> {
  return `/v1/carrier-accounts/${(await api.post("/v1/carrier-accounts", account)).body.id}`;
}

/** An orphan with its finding. */
async function orphaned(): Promise<{ readonly id: string; readonly e164: string }> {
  const [id, e164] = [`fnd_${freshNumber().slice(1)}`, freshNumber()];
  await sandbox.addBehindOurBack(e164, "By hand");
  await tenantDatabase
    .prepare(
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
    await tenantDatabase
      .prepare(
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
  detachPhoneNumber: async (tenant) => {
    const ctx = contextOf(tenant.id);
    const account = { accountSid: `AC${"4".repeat(32)}`, authToken: "token" };
    const carrier_account_id = await connectAccount(ctx, account);
    const id = await stockImported(ctx, { e164: freshNumber(), carrier_account_id });
    return {
      send: () => tenant.api.post(`/v1/phone-numbers/${id}/detach?force=true`),
      effects: () => count(tenant, "phone_number.detached"),
    };
  },
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
  updateSipTrunk: async (tenant) => {
    const id = await trunkOf(tenant);
    return {
      send: () => tenant.api.patch(`/v1/sip-trunks/${id}`, { name: "Office" }),
      effects: () => count(tenant, "sip_trunk.updated"),
    };
  },
  removeSipTrunkPhoneNumber: async (tenant) => {
    const { body } = await tenant.api.post("/v1/sip-trunks", { name: "PBX", provider: "byoc" });
    const path = `/v1/sip-trunks/${body.id}/phone-numbers`;
    const { results } = (await tenant.api.post(path, { phone_numbers: [freshNumber()] })).body;
    return {
      send: () => tenant.api.delete(`${path}/${results[0].phone_number_id}`),
      effects: () => count(tenant, "phone_number.removed_from_trunk"),
    };
  },
  deleteSipTrunk: async (tenant) => {
    const id = await trunkOf(tenant);
    return { send: () => tenant.api.delete(`/v1/sip-trunks/${id}`), effects: () => count(tenant, "sip_trunk.deleted") };
  },
  updateCarrierAccount: async (tenant) => {
    const path = await accountPath(tenant);
    return {
      send: () => tenant.api.patch(path, { name: "Theirs" }),
      effects: () => count(tenant, "carrier_account.updated"),
    };
  },
  deleteCarrierAccount: async (tenant) => {
    const path = await accountPath(tenant);
    return { send: () => tenant.api.delete(path), effects: () => count(tenant, "carrier_account.deleted") };
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
      effects: () => count(tenant, "reservation.canceled"),
    };
  },
  cancelOrder: async (tenant) => {
    const { id } = await queuedOrder(tenant);
    return {
      send: () => tenant.api.post(`/v1/orders/${id}/cancel`),
      effects: () => count(tenant, "order.canceled"),
    };
  },
  updateTenant: async (tenant) => ({
    send: () => admin.patch(`/v1/tenants/${tenant.id}`, { name: "Renamed" }),
    effects: () => count(tenant, "tenant.updated"),
  }),
  suspendTenant: async ({ id }) => ({
    send: () => admin.post(`/v1/tenants/${id}/suspend`, {}),
    effects: () => countOf(id, "tenant.suspended"),
  }),
  resumeTenant: async ({ id }) => {
    await admin.post(`/v1/tenants/${id}/suspend`, {});
    return {
      send: () => admin.post(`/v1/tenants/${id}/resume`, {}),
      effects: () => countOf(id, "tenant.resumed"),
    };
  },
  closeTenant: async ({ id }) => ({
    send: () => admin.post(`/v1/tenants/${id}/close`, {}),
    effects: () => countOf(id, "tenant.closed"),
  }),
  reopenTenant: async ({ id }) => {
    await admin.post(`/v1/tenants/${id}/close`, {});
    return {
      send: () => admin.post(`/v1/tenants/${id}/reopen`, {}),
      effects: () => countOf(id, "tenant.reopened"),
    };
  },
  revokeApiKey: async (tenant) => {
    const { body } = await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {});
    return {
      send: () => admin.delete(`/v1/tenants/${tenant.id}/api-keys/${body.id}`),
      effects: () => count(tenant, "api_key.revoked"),
    };
  },
  deleteSessions: async (tenant) => {
    const { key, id } = (await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {})).body;
    await signIn(key);
    return {
      send: () => caller(key).delete("/v1/sessions"),
      effects: () => count(tenant, "api_key.sessions_ended", id),
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
  ...portingChanges,
};
