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
  carrier_account_id: null,
  sip_trunk_id: null,
  ownership: "proved",
  agent_id: null,
  sms_forward_to: null,
  friendly_name: "Front desk",
  tags: ["sales"],
  metadata: { crm_id: "a-17" },
  deletion_lock: false,
  port_out_lock: false,
  port_out_lock_supported: false,
  port_out_lock_detail:
    "Twilio has no port-out lock in its API, so the lock is kept here as a wish and is not applied. Twilio announces a port-out to the " +
    "owner of the Twilio account by mail and in its Console: dispute it there in time.",
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
  released_at: null,
  cooling_off_until: null,
};
