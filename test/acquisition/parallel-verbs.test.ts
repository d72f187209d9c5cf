import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Answer } from "../support/api";
import { freshNumber, withTenant } from "../support/seed";

/** One of many equal requests at once does it; the others get the state as it is, and no wrong reason. */

afterEach(() => vi.restoreAllMocks());

const atOnce = (send: () => Promise<Answer>): Promise<Answer[]> => Promise.all(Array.from({ length: 8 }, send));

test("reservations: equal cancellations", async () => {
  const { api } = await withTenant();
  const { body: held } = await api.post("/v1/reservations", { phone_number: freshNumber() });
  const answers = await atOnce(() => api.delete(`/v1/reservations/${held.id}`));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
  const { body: events } = await api.get("/v1/events?type=reservation.canceled");
  expect(events.data).toHaveLength(1);
});

test("orders: equal cancellations", async () => {
  const { api } = await withTenant();
  vi.spyOn(Object.getPrototypeOf(env.PURCHASES), "sendBatch").mockImplementation(async () => undefined);
  const items = Array.from({ length: 11 }, () => ({ phone_number: freshNumber() }));
  const { body: order } = await api.post("/v1/orders", { items });
  const answers = await atOnce(() => api.post(`/v1/orders/${order.id}/cancel`));
  for (const { status, body } of answers) {
    expect({ status, counts: body.item_counts }).toMatchObject({ status: 200, counts: { canceled: 11 } });
  }
  const { body: events } = await api.get("/v1/events?type=order.canceled");
  expect(events.data).toHaveLength(1);
});
