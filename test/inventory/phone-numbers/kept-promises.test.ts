import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { numberStatuses } from "#inventory/phone-numbers/lifecycle";
import type { Json } from "../../support/api";
import { freshNumber, withTenant } from "../../support/seed";

/** Nothing is accepted that the number's state does not let the platform keep. */

async function numberThatIs(status: string) {
  const { api } = await withTenant();
  const order = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const [{ phone_number_id: id }] = order.body.items;
  await env.DB.prepare("update phone_numbers set status = ? where id = ?").bind(status, id).run();
  return { api, path: `/v1/phone-numbers/${id}`, id };
}

/** What a tenant may ask of a number that it has, and what it may note about any. */
const promises: Json[] = [{ deletion_lock: true }, { port_out_lock: true }, { sms_forward_to: "+14155550199" }];
const notes: Json[] = [
  { deletion_lock: false },
  { port_out_lock: false },
  { sms_forward_to: null },
  { tags: ["done"] },
  { friendly_name: "Old" },
];

test.for(numberStatuses)("of a number that is %s, only what can be kept is accepted", async (status) => {
  const inService = ["active", "suspended", "lost"].includes(status);
  const { api, path, id } = await numberThatIs(status);
  for (const change of promises) {
    const answer = await api.patch(path, change);
    if (inService) expect.soft(answer).toMatchObject({ status: 200, body: change });
    else {
      expect.soft(answer).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
      expect.soft(answer.body.detail).toContain(` is ${status}, so it can't be `);
    }
  }
  for (const change of notes) expect.soft(await api.patch(path, change)).toMatchObject({ status: 200, body: change });
  const preview = await api.post("/v1/bulk-jobs/preview", { action: "lock", phone_numbers: [id] });
  expect.soft(JSON.stringify(preview.body).includes("illegal_transition")).toBe(!inService);
});
