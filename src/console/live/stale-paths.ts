// Pure: no I/O, no clock, no randomness.
/**
 * The paths of the API whose answers an event may make out of date, by the event's family (the part of its type before
 * the dot). Every path stands for all that is below it.
 */
const pathsByFamily: Readonly<Record<string, readonly string[]>> = {
  phone_number: ["/v1/phone-numbers", "/v1/me", "/v1/usage"],
  // Search results stay as they were found: a page shows holds from the list of reservations.
  reservation: ["/v1/reservations", "/v1/orders/quote"],
  order: ["/v1/orders", "/v1/phone-numbers", "/v1/reservations", "/v1/me"],
  order_item: ["/v1/orders", "/v1/phone-numbers", "/v1/reservations", "/v1/me"],
  agent: ["/v1/agents", "/v1/phone-numbers"],
  assignment: ["/v1/phone-numbers", "/v1/agents"],
  routing_plan: ["/v1/phone-numbers"],
  call: ["/v1/calls", "/v1/usage"],
  message: ["/v1/messages", "/v1/usage"],
  bulk_job: ["/v1/bulk-jobs", "/v1/phone-numbers"],
  webhook_endpoint: ["/v1/webhook-endpoints"],
  finding: ["/v1/findings"],
  carrier_account: ["/v1/carrier-accounts"],
  import_job: ["/v1/import-jobs", "/v1/carrier-accounts", "/v1/phone-numbers"],
  sip_trunk: ["/v1/sip-trunks"],
  porting_request: ["/v1/porting-requests", "/v1/porting-board", "/v1/phone-numbers"],
  porting_number: ["/v1/porting-requests", "/v1/porting-board", "/v1/phone-numbers"],
  portability_check: ["/v1/portability-checks"],
  sync: ["/v1/sync", "/v1/findings"],
  tenant: ["/v1/tenants", "/v1/me", "/v1/session"],
  api_key: ["/v1/tenants"],
  regulatory_default: ["/v1/regulatory-defaults"],
};

/** Events themselves are a list, so each event makes that one out of date. */
export const stalePathsOf = (eventType: string): readonly string[] => [
  "/v1/events",
  ...(pathsByFamily[eventType.split(".")[0] ?? ""] ?? []),
];

/** Whether an answer with this key (see `keyOf`) is of the path or below it. */
export const isUnder = (key: readonly unknown[], path: string): boolean => {
  const [first] = key;
  return typeof first === "string" && (first === path || first.startsWith(`${path}/`));
};
