import { runPreflight } from "../preflight/preflight";
import { toPreflight } from "../preflight/wire";
import { portingRequirements, type RequirementFacts } from "../rules/requirements";

/** Examples of porting requests for the API's document. */

const address = {
  street: "500 W Madison St",
  street_2: "Suite 800",
  city: "Chicago",
  state: "IL",
  postal_code: "60661",
  country: "US",
};

export const filledIn = {
  name: "Chicago office",
  customer_reference: "CRM-4711",
  losing_carrier: { name: "Verizon" },
  customer: { type: "business" as const, name: "Acme Incorporated" },
  authorized_person: { name: "Ada Lovelace", email: "ada@example.com", phone: "+14155550199" },
  service_address: address,
  billing_address: null,
  billing_telephone_number: "+13125550100",
  bill: { customer_name: "ACME INCORPORATED", address, date: "2026-11-15" },
  desired: { date: "2026-12-15", window_start: "10:00", window_end: "12:00", time_zone: "America/Chicago" },
  scope: "full" as const,
  remaining_numbers: null,
  configuration: { agent_id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j", routing: null, tags: ["chicago"] },
};

/** The statement of a customer that differs from the bill. */
const checked = runPreflight({
  status: "draft",
  path: "twilio",
  details: {
    ...filledIn,
    losing_carrier: filledIn.losing_carrier.name,
    bill: { ...filledIn.bill, customer_name: "ACME INC" },
    customer: { type: "business", name: "Acme Corporation" },
  },
  secrets: { accountNumber: "0012345678", pin: null },
  numbers: [
    {
      e164: "+13125550100",
      country: "US",
      type: "local",
      losingCarrier: null,
      hasPin: false,
      portability: { isPortable: true, reason: null, needsPin: false },
      isOwnedHere: false,
      isInOpenPort: false,
    },
  ],
  documents: [{ kind: "bill", status: "stored" }],
  reasons: [],
  now: Date.UTC(2026, 10, 29, 10),
});

export const preflight = toPreflight({
  ...checked,
  isBtnPorted: true,
  needsPin: false,
  checkedAt: Date.UTC(2026, 10, 29, 10),
});

const requirementFacts: RequirementFacts = {
  status: "draft",
  path: "twilio",
  details: { ...filledIn, losing_carrier: filledIn.losing_carrier.name },
  secretKinds: ["account_number"],
  kinds: [{ country: "US", type: "local", count: 21 }],
  isBtnPorted: true,
  needsPin: false,
  documents: [{ kind: "bill", status: "stored" }],
  reasons: [],
};

const counts = {
  pending: 0,
  submitted: 0,
  foc_confirmed: 0,
  activating: 0,
  ported: 0,
  rejected: 0,
  canceled: 0,
};

export const draft = {
  id: "prt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  status: "draft",
  status_since: "2026-11-29T10:00:00.000Z",
  path: "twilio",
  ...filledIn,
  secrets: { account_number: true, pin: false },
  number_counts: { total: 21, ...counts, pending: 21 },
  number_types: [{ country: "US", type: "local", count: 21 }],
  foc: null,
  messaging_status: "not_applicable",
  exception: null,
  requirements: portingRequirements(requirementFacts),
  requirements_met: true,
  preflight: { score: 100, findings: [], split: null, checked_at: "2026-11-29T10:00:00.000Z" },
  split_from: null,
  split_into: [],
  allowed_transitions: [
    {
      name: "submit",
      to: "submitted",
      requires: [],
      summary: "The customer hands the request in.",
      blocked_by: null,
    },
    {
      name: "discard",
      to: "canceled",
      requires: [],
      summary: "The customer cancels a request that was never handed in.",
      blocked_by: null,
    },
  ],
  carrier: null,
  submitted_at: null,
  ended_at: null,
  created_at: "2026-11-29T10:00:00.000Z",
  updated_at: "2026-11-29T10:00:00.000Z",
};

export const confirmed = {
  ...draft,
  status: "foc_confirmed",
  requirements: portingRequirements({ ...requirementFacts, status: "foc_confirmed" }),
  status_since: "2026-12-04T15:12:00.000Z",
  number_counts: { total: 21, ...counts, foc_confirmed: 21 },
  foc: { at: "2026-12-15T16:00:00.000Z", window_end: "2026-12-15T18:00:00.000Z", time_zone: "America/Chicago" },
  messaging_status: "pending",
  allowed_transitions: [
    {
      name: "request_cancellation",
      to: "cancel_requested",
      requires: [],
      summary: "The customer asks to cancel, and the carrier has to agree.",
      blocked_by: null,
    },
  ],
  carrier: {
    request_id: "KW0123456789abcdef0123456789abcdef",
    status: "In Progress",
    is_status_known: true,
    signature_url: null,
  },
  submitted_at: "2026-11-29T10:20:00.000Z",
  updated_at: "2026-12-04T15:12:00.000Z",
};

export const requestCounts = {
  draft: 2,
  submitted: 0,
  awaiting_signature: 1,
  in_process: 3,
  foc_confirmed: 1,
  activating: 0,
  completed: 12,
  partial: 1,
  exception: 1,
  cancel_requested: 0,
  canceled: 2,
  expired: 0,
};

export const pendingNumber = {
  id: "pnm_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number: "+13125550100",
  status: "pending",
  status_since: "2026-11-29T10:00:00.000Z",
  country: "US",
  type: "local",
  losing_carrier: null,
  secrets: { pin: false },
  configuration: null,
  foc_at: null,
  messaging_status: "not_applicable",
  rejection: null,
  phone_number_id: null,
  created_at: "2026-11-29T10:00:00.000Z",
  updated_at: "2026-11-29T10:00:00.000Z",
};

export const addedNumbers = { added: 21, number_counts: draft.number_counts };

const actor = { kind: "customer", id: "key_01k9m8x3zt5v7w9y2a4c6e8g0j" };

export const createdEntry = {
  id: "pte_01k9m8x3zt5v7w9y2a4c6e8g0j",
  kind: "status_changed",
  visibility: "customer",
  actor,
  detail: "The draft was created.",
  data: { from: null, to: "draft" },
  at: "2026-11-29T10:00:00.000Z",
};

export const comment = {
  ...createdEntry,
  id: "pte_01k9m8x5zt5v7w9y2a4c6e8g0j",
  kind: "comment",
  detail: "The bill of November is on its way.",
  data: {},
  at: "2026-11-29T10:05:00.000Z",
};
