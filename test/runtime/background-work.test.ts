import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../support/api";
import { eventually } from "../support/eventually";
import { sandbox } from "../support/sandbox";
import { type Tenant, withTenant } from "../support/seed";
import { connect } from "../support/sockets";
import { watchFeeds } from "../support/woken-feeds";

afterEach(() => {
  vi.restoreAllMocks();
});

async function connectAccount({ api }: Tenant): Promise<void> {
  const { sid, auth_token } = await sandbox.account();
  const { status } = await api.post("/v1/carrier-accounts", { name: "Ours", account_sid: sid, auth_token });
  expect(status).toBe(201);
}

async function createTrunk({ api }: Tenant): Promise<void> {
  const gateways = [{ host: "198.51.99.7", transport: "udp", allowed_cidrs: ["198.51.99.0/28"] }];
  const { status } = await api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc", gateways });
  expect(status).toBe(201);
}

test.each([
  ["carrier_account.verified", connectAccount],
  ["sip_trunk.provisioned", createTrunk],
])("%s, which is written behind the answer, wakes the tenant's live feed", async (type, change) => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  const woken = watchFeeds();
  await change(tenant);
  await eventually(async () => {
    const { data } = (await tenant.api.get(`/v1/events?type=${type}`)).body;
    expect(data.map((event: Json) => event.type)).toEqual([type]);
  });
  // Once for what the answer tells, and once for this.
  await eventually(() => expect(woken).toEqual([tenant.id, tenant.id]));
  client.close();
});
