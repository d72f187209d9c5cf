// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";

type Readiness = Answer<"GET", "/v1/phone-numbers/{phone_number_id}/readiness">;
export type Cause = Readiness["causes"][number];

const checks = ["status", "carrier", "agent", "webhooks", "messaging", "address", "bundle", "emergency"] as const;

type CheckName = (typeof checks)[number];

const checkOfCause: Readonly<Record<Cause["code"], CheckName>> = {
  suspended: "status",
  lost: "status",
  missing_at_carrier: "carrier",
  carrier_setup_changed: "carrier",
  no_agent: "agent",
  agent_gone: "agent",
  agent_redirect_not_allowed: "agent",
  agent_unreachable: "agent",
  agent_missed_check: "agent",
  webhooks_refused: "webhooks",
  messages_unregistered: "messaging",
  messaging_unregistered: "messaging",
  messaging_registration_pending: "messaging",
  messaging_registration_rejected: "messaging",
  address_missing: "address",
  address_not_yours: "address",
  bundle_not_yours: "bundle",
  bundle_pending: "bundle",
  bundle_rejected: "bundle",
  bundle_expiring: "bundle",
  bundle_expired: "bundle",
  bundle_gone: "bundle",
  emergency_address_missing: "emergency",
  emergency_address_failed: "emergency",
  emergency_calling_inactive: "emergency",
};

const checkOfUnknown: Readonly<Record<Readiness["unknown"][number], CheckName>> = {
  carrier_setup: "carrier",
  agent: "agent",
  signature: "webhooks",
  messaging_registration: "messaging",
  address: "address",
  emergency_address: "emergency",
  bundle: "bundle",
};

type CheckState = "ok" | "blocking" | "warning" | "unknown" | "none";

interface Check {
  readonly name: CheckName;
  readonly state: CheckState;
  readonly causes: readonly Cause[];
}

/** The checks of a number's readiness in order, each with its state and the causes that it found. */
export function checksOf({ causes, unknown, carrier, documents, messaging }: Readiness): readonly Check[] {
  const isNeeded: Readonly<Record<CheckName, boolean>> = {
    status: true,
    carrier: carrier.setup !== "not_applicable",
    agent: true,
    webhooks: true,
    messaging: messaging.needs !== null,
    address: documents.address.requirement !== "none",
    bundle: documents.bundle !== null,
    emergency: documents.emergency.applies,
  };
  return checks.map((name) => {
    const own = causes.filter(({ code }) => checkOfCause[code] === name);
    const worst = own.some(({ severity }) => severity === "blocking") ? "blocking" : own.length > 0 ? "warning" : null;
    const isUnknown = unknown.some((fact) => checkOfUnknown[fact] === name);
    const state = worst ?? (isUnknown ? "unknown" : isNeeded[name] ? "ok" : "none");
    return { name, state, causes: own };
  });
}
