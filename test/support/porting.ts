import type { Answer, Json } from "./api";
import { admin, send } from "./api";
import { freshNumber, type Tenant } from "./seed";
import { tenantDatabase } from "./tenant-database";

/** Porting requests in any status, for tests of their moves. */

interface Wanted {
  readonly status?: string;
  readonly path?: "twilio" | "operator";
  readonly numbers?: number;
  /** The status of the numbers. */
  readonly numberStatus?: string;
  /** Milliseconds UTC. */
  readonly focAt?: number | null;
  readonly exception?: Json;
}

/** A new draft. Returns its path. */
export async function draft({ api }: Tenant, fields: Json = {}): Promise<string> {
  const { status, body } = await api.post("/v1/porting-requests", fields);
  if (status !== 201) throw new Error(`The draft was answered ${status}.`);
  return `/v1/porting-requests/${body.id}`;
}

/** Uploads a document of this kind to the porting request at this path. */
export function uploadDocument({ key }: Pick<Tenant, "key">, path: string, kind: string): Promise<Answer> {
  const body = new TextEncoder().encode(`%PDF-1.4\n%${kind}\n%%EOF\n`);
  const length = String(body.length);
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/pdf", "content-length": length };
  return send(`${path}/documents?kind=${kind}&filename=${kind}.pdf`, { method: "POST", body, headers });
}

export const uploadBill = (tenant: Pick<Tenant, "key">, path: string): Promise<Answer> =>
  uploadDocument(tenant, path, "bill");

/** A request of the tenant as if it had been handed in and moved there. */
export async function portingRequest({ api }: Tenant, wanted: Wanted = {}): Promise<Json> {
  const { status = "submitted", path = "operator", numbers = 1, numberStatus = "pending", focAt = null } = wanted;
  const phone_numbers = Array.from({ length: numbers }, () => freshNumber());
  const { body } = await api.post("/v1/porting-requests", { phone_numbers });
  const isOpen = !["draft", "completed", "partial", "canceled", "expired"].includes(status);
  await tenantDatabase.batch([
    tenantDatabase
      .prepare(
        "update porting_requests set status = ?, path = ?, foc_at = ?, exception = ?, submitted_at = 1 where id = ?",
      )
      .bind(status, path, focAt, wanted.exception ? JSON.stringify(wanted.exception) : null, body.id),
    tenantDatabase
      .prepare(
        `update porting_numbers set status = ?, is_open = ?, foc_at = ?, phone_number_id = 'num_' || substr(id, 5),
         rejection = iif(?1 = 'rejected', '{"code":"passcode_pin_invalid","detail":"Wrong.","carrier_code":null}', null)
       where porting_request_id = ?`,
      )
      .bind(numberStatus, isOpen ? 1 : 0, focAt, body.id),
  ]);
  const listed = await api.get(`/v1/porting-requests/${body.id}/numbers?limit=200`);
  return { id: body.id, numbers: listed.body.data };
}

export const transition = (id: string, name: string, body: Json = {}): Promise<Answer> =>
  admin.post(`/v1/porting-requests/${id}/transitions/${name}`, { reason: "The carrier says so.", ...body });

export const moveNumber = (id: string, numberId: string, name: string, body: Json = {}): Promise<Answer> =>
  admin.post(`/v1/porting-requests/${id}/numbers/${numberId}/transitions/${name}`, {
    reason: "The carrier says so.",
    ...body,
  });

const address = { street: "500 W Madison St", city: "Chicago", state: "IL", postal_code: "60661" };

/** A draft that can be handed in: all fields and the bill. Its account number is 0012345678. */
export async function readyDraft(tenant: Tenant, phone_numbers: readonly string[], more: Json = {}): Promise<string> {
  const path = await draft(tenant, {
    losing_carrier: { name: "Old Line" },
    customer: { type: "business", name: "Acme Incorporated" },
    authorized_person: { name: "Ada Lovelace", email: "ada@example.com" },
    service_address: address,
    billing_telephone_number: phone_numbers[0],
    bill: { customer_name: "Acme Incorporated", address, date: new Date().toISOString().slice(0, 10) },
    account_number: "0012345678",
    phone_numbers,
    ...more,
  });
  const { status } = await uploadBill(tenant, path);
  if (status !== 201) throw new Error(`The bill was answered ${status}.`);
  return path;
}

/** Numbers of a draft that turn out to be of another type or country. */
export const becomes = (
  { type = "local", country = "US" }: { readonly type?: string; readonly country?: string },
  phone_numbers: readonly string[],
): Promise<unknown> =>
  tenantDatabase
    .prepare(
      "update porting_numbers set type = ?, country = ? where e164 in (select value from json_each(?)) and status = 'pending'",
    )
    .bind(type, country, JSON.stringify(phone_numbers))
    .run();
