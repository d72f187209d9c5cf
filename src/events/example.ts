/** The event that the API's documentation tells of. */
export const exampleEvent = {
  seq: 42,
  id: "evt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  type: "reservation.created",
  occurred_at: "2026-11-22T10:00:00.000Z",
  actor: "key:key_01k9m8x3zt5v7w9y2a4c6e8g0j",
  request_id: "req_01k9m8x3zt5v7w9y2a4c6e8g0j",
  subject: { type: "reservation", id: "rsv_01k9m8x3zt5v7w9y2a4c6e8g0j" },
  data: { phone_number: "+14155550123", expires_at: "2026-11-22T10:15:00.000Z", phone_number_id: null },
};
