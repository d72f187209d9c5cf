import { expect } from "vitest";
import type { Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { sandbox } from "../../support/sandbox";
import type { Tenant } from "../../support/seed";

/** Waits until an order has finished by itself, and returns it. */
export async function finishedOrder({ api }: Tenant, orderId: string): Promise<Json> {
  return await eventually(
    async () => {
      const { body } = await api.get(`/v1/orders/${orderId}`);
      expect(["completed", "partial", "failed"]).toContain(body.status);
      return body;
    },
    { interval: 100 },
  );
}

/** Checks for each finished item that the carrier, the inventory and the number of purchases agree. */
export async function expectBalanced(tenant: Tenant, order: Json): Promise<void> {
  const atCarrier = await sandbox.numbers();
  for (const item of order.items) {
    const bought = item.status === "completed";
    expect.soft(atCarrier.includes(item.phone_number), `${item.phone_number} at the carrier`).toBe(bought);
    const { new_purchases } = await sandbox.purchases(item.phone_number);
    expect.soft(new_purchases, `purchases of ${item.phone_number}`).toBe(bought ? 1 : 0);
    const { status, body } = await tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(item.phone_number)}`);
    expect.soft(status).toBe(bought ? 200 : 404);
    if (bought) expect.soft(body).toMatchObject({ id: item.phone_number_id, status: "active" });
  }
}
