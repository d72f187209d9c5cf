import { z } from "#kernel/http/schema";

/** The example number of the API reference. */
export const exampleNumber = {
  id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number: "+14155550123",
  country: "US",
  type: "local",
  capabilities: { voice: true, sms: true, mms: true, fax: false },
  monthly_price: { amount: "1.15", currency: "USD" },
  status: "active",
  acquisition_method: "reseller",
  agent_id: null,
  sms_forward_to: null,
  friendly_name: "Front desk",
  tags: ["sales"],
  metadata: { crm_id: "a-17" },
  deletion_lock: false,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
  released_at: null,
  cooling_off_until: null,
};

export const numberPath = z.object({
  phone_number_id: z.string().openapi({
    param: { name: "phone_number_id", in: "path" },
    description: "The number's id, or the number in E.164 form.",
    example: exampleNumber.id,
  }),
});
