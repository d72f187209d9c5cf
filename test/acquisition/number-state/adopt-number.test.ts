import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { countryAndTypeOf } from "#kernel/values/phone";
import { objectOf } from "../../support/objects";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** An adoption as the sync asks for it. */
const adopt = (e164: string, { id: tenantId }: Tenant, numberId: string) =>
  objectOf(e164).adopt({
    by: { tenantId, actor: "system", requestId: "job_test" },
    number: {
      id: numberId,
      carrierId: "PN1",
      ...countryAndTypeOf(e164),
      capabilities: { voice: true, sms: true, mms: false, fax: false },
      monthlyPrice: null,
      configuration: { friendlyName: null, tags: [], metadata: {} },
      restored: false,
    },
    orderItemId: null,
  });

/** Inserts a row for the number without its object, so that D1 refuses another owner. */
const insertOwnedRow = ({ id }: Tenant, e164: string) =>
  env.DB.prepare(
    `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
       carrier_id, friendly_name, tags, metadata, created_at, updated_at)
     values ('num_behind' || ?1, ?1, ?2, 'US', 'local', 1, 1, 0, 0, 'active', 'reseller', 'PN2', '', '[]', '{}', 0, 0)`,
  )
    .bind(id, e164)
    .run();

test("a number whose adoption D1 refuses keeps cooling off for the tenant that released it", async () => {
  const [last, other, third] = [await withTenant(), await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const { body: order } = await last.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const path = `/v1/phone-numbers/${order.items[0].phone_number_id}`;
  expect((await last.api.post(`${path}/release`)).body.status).toBe("cooling_off");
  await insertOwnedRow(third, e164);
  expect(await adopt(e164, other, "num_refused")).toEqual({ kind: "not_free" });

  await env.DB.prepare("delete from phone_numbers where tenant_id = ?").bind(third.id).run();
  expect((await other.api.post("/v1/reservations", { phone_number: e164 })).body.code).toBe("number_cooling_off");
  expect((await last.api.post(`${path}/restore`)).body.status).toBe("active");
});

test("a free number whose adoption D1 refuses is free again", async () => {
  const [other, third] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  await insertOwnedRow(third, e164);
  expect(await adopt(e164, other, "num_refused_too")).toEqual({ kind: "not_free" });
  await env.DB.prepare("delete from phone_numbers where tenant_id = ?").bind(third.id).run();
  expect((await other.api.post("/v1/reservations", { phone_number: e164 })).status).toBe(201);
});
