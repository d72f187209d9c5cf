import type { Json } from "../support/api";
import { draft, moveNumber, portingRequest, readyDraft, transition, uploadBill } from "../support/porting";
import { freshNumber, type Tenant } from "../support/seed";
import { tenantDatabase } from "../support/tenant-database";
import { count, type Recipe } from "./recipe";

/** A draft on the operator path with all that a letter of authorization names. */
const letterDraft = (tenant: Tenant): Promise<string> =>
  draft(tenant, {
    losing_carrier: { name: "Old Line" },
    customer: { type: "business", name: "Acme" },
    authorized_person: { name: "Ada Lovelace", email: "ada@example.com" },
    service_address: { street: "1 Main St", city: "Toronto", state: "ON", postal_code: "M5H 2N2", country: "CA" },
    phone_numbers: ["+18005550199"],
  });

/** The path of a number in a draft. */
async function numberOfPort(tenant: Tenant): Promise<string> {
  const numbers = `${await draft(tenant, { phone_numbers: [freshNumber()] })}/numbers`;
  return `${numbers}/${(await tenant.api.get(numbers)).body.data[0].id}`;
}

/** Changes of porting requests, by operationId. */
export const portingChanges: Record<string, Recipe> = {
  updatePortingRequest: async (tenant) => {
    const path = await draft(tenant);
    return {
      send: () => tenant.api.patch(path, { name: "Chicago", pin: "0042" }),
      effects: () => count(tenant, "porting_request.updated"),
    };
  },
  deletePortingRequest: async (tenant) => {
    const path = await draft(tenant, { phone_numbers: [freshNumber()] });
    return {
      send: () => tenant.api.delete(path),
      effects: () => count(tenant, "porting_request.deleted"),
    };
  },
  updatePortingRequestNumber: async (tenant) => {
    const path = await numberOfPort(tenant);
    return {
      send: () => tenant.api.patch(path, { pin: "0042" }),
      effects: () => count(tenant, "porting_request.updated"),
    };
  },
  removePortingRequestNumber: async (tenant) => {
    const path = await numberOfPort(tenant);
    return {
      send: () => tenant.api.delete(path),
      effects: () => count(tenant, "porting_request.number_removed"),
    };
  },
  uploadPortingDocument: async (tenant) => {
    const path = await letterDraft(tenant);
    return {
      send: () => uploadBill(tenant, path),
      effects: () => count(tenant, "porting_request.document_added"),
    };
  },
  deletePortingDocument: async (tenant) => {
    const { headers } = await uploadBill(tenant, await letterDraft(tenant));
    const path = headers.get("location") ?? "";
    return { send: () => tenant.api.delete(path), effects: () => count(tenant, "porting_request.document_removed") };
  },
  createLetterOfAuthorization: async (tenant) => {
    const path = await letterDraft(tenant);
    return {
      send: () => tenant.api.post(`${path}/letter-of-authorization`),
      effects: () => count(tenant, "porting_request.document_added"),
    };
  },
  revokePortingShareLink: async (tenant) => {
    const path = await letterDraft(tenant);
    const { body } = await tenant.api.post(`${path}/share-links`, {});
    return {
      send: () => tenant.api.delete(`${path}/share-links/${body.id}`),
      effects: () => count(tenant, "porting_request.link_revoked"),
    };
  },
  submitPortingRequest: async (tenant) => {
    const path = await readyDraft(tenant, [freshNumber()]);
    return {
      send: () => tenant.api.post(`${path}/submit`),
      effects: () => count(tenant, "porting_request.status_changed"),
    };
  },
  resubmitPortingRequest: async (tenant) => {
    const path = await readyDraft(tenant, [freshNumber()]);
    const exception = JSON.stringify({ reasons: [{ code: "other", detail: "?", phone_number: null }], since: 1 });
    await tenantDatabase
      .prepare("update porting_requests set status = 'exception', exception = ? where id = ?")
      .bind(exception, path.replace(/.*\//, ""))
      .run();
    return {
      send: () => tenant.api.post(`${path}/resubmit`),
      effects: async () =>
        (await tenant.api.get(`${path}/timeline`)).body.data.filter(({ data }: Json) => data.transition === "resubmit")
          .length,
    };
  },
  cancelPortingRequest: async (tenant) => {
    const { id } = await portingRequest(tenant);
    return {
      send: () => tenant.api.post(`/v1/porting-requests/${id}/cancel`),
      effects: () => count(tenant, "porting_request.status_changed", id),
    };
  },
  movePortingRequest: async (tenant) => {
    const { id } = await portingRequest(tenant);
    return {
      send: () => transition(id, "request_signature"),
      effects: () => count(tenant, "porting_request.status_changed", id),
    };
  },
  movePortingRequestNumber: async (tenant) => {
    const { id, numbers } = await portingRequest(tenant);
    return {
      send: () => moveNumber(id, numbers[0].id, "reject", { rejection: { code: "passcode_pin_invalid" } }),
      effects: () => count(tenant, "porting_request.numbers_changed", id),
    };
  },
};
