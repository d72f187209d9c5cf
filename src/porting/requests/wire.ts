import { lazily, z } from "#kernel/http/schema";
import { orNull, phoneNumber } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { ofOwnCarrier } from "../preflight/own-numbers";
import { hasErrors } from "../preflight/preflight";
import { toPreflight } from "../preflight/wire";
import { areRequirementsMet, portingRequirements, type RequirementFacts } from "../rules/requirements";
import { type RequestStatus, requestStatuses } from "../rules/states";
import type { PortingActor } from "../rules/transitions";
import { allowedTransitions } from "./allowed-transitions";
import {
  accountNumber,
  authorizedPerson,
  bill,
  customer,
  customerReference,
  desiredDate,
  losingCarrier,
  pin,
  portedNumberSettings,
  postalAddress,
  remainingNumbers,
  requestName,
} from "./fields";
import { countsByStatus, messagingStatusOf, type NumberGroup, numberTotal, numberTypesOf } from "./number-groups";
import { numberFields } from "./number-wire";
import type { RequestWithFacts } from "./queries";
import type { PortingRequest, PortingRequestMeta } from "./responses";
import { fromSettings, toSettings } from "./settings-wire";
import type { PortingDetails } from "./values";

const requestFields = () => ({
  name: requestName().nullable().optional(),
  customer_reference: customerReference().nullable().optional(),
  losing_carrier: orNull(losingCarrier()).optional().openapi({ description: "The carrier that has the numbers now." }),
  customer: orNull(customer()).optional().openapi({ description: "The owner of the account at the losing carrier." }),
  authorized_person: orNull(authorizedPerson())
    .optional()
    .openapi({ description: "The person who may change the account, and signs the letter of authorization." }),
  service_address: orNull(postalAddress())
    .optional()
    .openapi({ description: "The address at which the numbers are in service, as the losing carrier has it." }),
  billing_address: orNull(postalAddress())
    .optional()
    .openapi({ description: "The address of the bill; null if it is the service address." }),
  billing_telephone_number: phoneNumber()
    .nullable()
    .optional()
    .openapi({ description: "The account's main number (BTN).", example: "+13125550100" }),
  account_number: accountNumber().nullable().optional(),
  pin: pin().nullable().optional(),
  bill: orNull(bill()).optional().openapi({ description: "The fields of the latest bill, as they stand on it." }),
  desired: orNull(desiredDate())
    .optional()
    .openapi({ description: "The date that you want; null for the earliest possible." }),
  scope: z
    .enum(["full", "partial"])
    .optional()
    .openapi({ description: "Whether all numbers of the account are ported. `full` unless you say otherwise." }),
  remaining_numbers: orNull(remainingNumbers())
    .optional()
    .openapi({ description: "The future of the account's other numbers; for a partial port." }),
  configuration: portedNumberSettings().optional(),
});

export const newPortingRequest = lazily(() =>
  z.strictObject({ ...requestFields(), ...numberFields() }).openapi("NewPortingRequest", {
    description: "A draft may have as little as you know yet. `requirements` of the answer names what is missing.",
  }),
);

export const portingRequestChange = lazily(() =>
  z.strictObject(requestFields()).openapi("PortingRequestChange", {
    description:
      "New values by field, each whole. `null` empties a field; fields that you do not send stay as they are.",
  }),
);

export type RequestFields = z.output<ReturnType<typeof portingRequestChange>>;

export const emptyDetails: PortingDetails = {
  losing_carrier: null,
  customer: null,
  authorized_person: null,
  service_address: null,
  billing_address: null,
  billing_telephone_number: null,
  bill: null,
  desired: null,
  scope: "full",
  remaining_numbers: null,
  configuration: { agent_id: null, routing: null, tags: [] },
};

/** The details with the fields that a request sent. */
export function changeDetails(before: PortingDetails, asked: RequestFields): PortingDetails {
  const or = <Value>(given: Value | undefined, kept: Value): Value => (given === undefined ? kept : given);
  return {
    losing_carrier: asked.losing_carrier === undefined ? before.losing_carrier : (asked.losing_carrier?.name ?? null),
    customer: or(asked.customer, before.customer),
    authorized_person: or(asked.authorized_person, before.authorized_person),
    service_address: or(asked.service_address, before.service_address),
    billing_address: or(asked.billing_address, before.billing_address),
    billing_telephone_number: or(asked.billing_telephone_number, before.billing_telephone_number),
    bill: or(asked.bill, before.bill),
    desired: or(asked.desired, before.desired),
    scope: or(asked.scope, before.scope),
    remaining_numbers: or(asked.remaining_numbers, before.remaining_numbers),
    configuration: asked.configuration === undefined ? before.configuration : toSettings(asked.configuration),
  };
}

export const toNumberCounts = (groups: readonly NumberGroup[]): PortingRequest["number_counts"] => ({
  total: numberTotal(groups),
  ...countsByStatus(groups),
});

export const toCounts = (counts: ReadonlyMap<RequestStatus, number>): PortingRequestMeta["counts"] =>
  // Safe: each status gets its count.
  Object.fromEntries(
    requestStatuses.map((status) => [status, counts.get(status) ?? 0]),
  ) as PortingRequestMeta["counts"];

/** The facts that decide about requirements, as of the latest pre-flight check. */
const requirementFactsFrom = ({ row, groups, documents }: RequestWithFacts): RequirementFacts => ({
  status: row.status,
  path: row.path,
  details: row.details,
  secretKinds: row.secretKinds,
  kinds: numberTypesOf(ofOwnCarrier(groups, row)),
  isBtnPorted: row.preflight?.isBtnPorted ?? false,
  needsPin: row.preflight?.needsPin ?? ofOwnCarrier(groups, row).some(({ type }) => type === "mobile"),
  documents,
  reasons: row.exception?.reasons ?? [],
});

/** A request as `actor` sees it. */
export const toPortingRequest = (found: RequestWithFacts, actor: PortingActor): PortingRequest => {
  const { row, groups, splitInto } = found;
  const { details } = row;
  const requirementFacts = requirementFactsFrom(found);
  return {
    id: row.id,
    tenant_id: row.tenantId,
    status: row.status,
    status_since: isoTime(row.statusSince),
    path: row.path,
    name: row.name,
    customer_reference: row.customerReference,
    losing_carrier: details.losing_carrier === null ? null : { name: details.losing_carrier },
    customer: details.customer,
    authorized_person: details.authorized_person,
    service_address: details.service_address,
    billing_address: details.billing_address,
    billing_telephone_number: details.billing_telephone_number,
    secrets: {
      account_number: row.secretKinds.includes("account_number"),
      pin: row.secretKinds.includes("pin"),
    },
    bill: details.bill,
    desired: details.desired,
    scope: details.scope,
    remaining_numbers: details.remaining_numbers,
    configuration: fromSettings(details.configuration),
    number_counts: toNumberCounts(groups),
    number_types: numberTypesOf(groups),
    foc:
      row.focAt === null
        ? null
        : {
            at: isoTime(row.focAt),
            window_end: isoTimeOrNull(row.foc?.windowEnd ?? null),
            time_zone: row.foc?.timeZone ?? null,
          },
    messaging_status: messagingStatusOf(groups),
    exception: row.exception && {
      reasons: row.exception.reasons.map(({ code, detail, phone_number }) => ({ code, detail, phone_number })),
      since: isoTime(row.exception.since),
    },
    requirements: portingRequirements(requirementFacts),
    requirements_met: areRequirementsMet(requirementFacts),
    preflight: row.preflight && toPreflight(row.preflight),
    split_from: row.splitFrom,
    split_into: [...splitInto],
    allowed_transitions: allowedTransitions(row, actor, {
      focAt: row.focAt,
      numbers: groups.map(({ status }) => status),
      areRequirementsMet: areRequirementsMet(requirementFacts),
      hasPassedPreflight: row.preflight !== null && !hasErrors(row.preflight),
    }),
    carrier:
      row.carrierRequestId === null
        ? null
        : {
            request_id: row.carrierRequestId,
            status: row.carrier?.status ?? null,
            is_status_known: row.carrier?.isStatusKnown ?? true,
            signature_url: row.carrier?.signatureUrl ?? null,
          },
    submitted_at: isoTimeOrNull(row.submittedAt),
    ended_at: isoTimeOrNull(row.endedAt),
    created_at: isoTime(row.createdAt),
    updated_at: isoTime(row.updatedAt),
  };
};
