import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { portingPreflight, portingRequirement } from "../preflight/responses";
import { portingNumberStatuses, portingPaths, requestStatuses } from "../rules/states";
import { guardNames, portingActors, transitionNames } from "../rules/transitions";
import {
  authorizedPerson,
  bill,
  customer,
  desiredDate,
  losingCarrier,
  portedNumberSettings,
  postalAddress,
  remainingNumbers,
} from "./fields";
import { entryKinds, entryVisibilities, messagingStatuses } from "./values";

const requestStatus = z.enum(requestStatuses).openapi("PortingRequestStatus", {
  description: "The status of a porting request. Nothing follows `completed`, `partial`, `canceled` and `expired`.",
});

const numberStatus = z.enum(portingNumberStatuses).openapi("PortingNumberStatus", {
  description: "The status of a number in a porting request.",
});

const portingPath = z.enum(portingPaths).openapi("PortingPath", {
  description: "How the request is carried out.",
});

const messagingStatus = z.enum(messagingStatuses).openapi("PortingMessagingStatus", {
  description:
    "The state of text messages, which move apart from calls. Twilio reports nothing about them: the first one that comes proves that they " +
    "have moved. A request shows the state of the number that is furthest behind.",
});

const secrets = z
  .object({
    account_number: z.boolean().openapi({ description: "The account number." }),
    pin: z.boolean().openapi({ description: "The PIN." }),
  })
  .openapi("PortingSecrets", { description: "Which secrets the platform has stored. No answer shows the secrets." });

const numberCounts = z
  .object({
    total: z.int().openapi({ description: "All numbers of the request." }),
    // Safe: each status has a count.
    ...(Object.fromEntries(
      portingNumberStatuses.map((status) => [
        status,
        z.int().openapi({ description: `How many numbers are \`${status}\`.` }),
      ]),
    ) as Record<(typeof portingNumberStatuses)[number], z.ZodInt>),
  })
  .openapi("PortingNumberCounts");

const move = {
  name: z.enum(transitionNames).openapi("PortingTransitionName", { description: "The name of a move." }),
  to: requestStatus,
  requires: z.array(z.string()).openapi({ description: "The fields that the move needs." }),
  summary: z.string().openapi({ description: "The meaning of the move." }),
};

export const possibleMove = z.object(move).openapi("PossiblePortingTransition");

const blocked = z
  .object({
    guard: z.enum(guardNames).openapi("PortingGuard", { description: "The condition that does not hold." }),
    detail: z.string().openapi({ description: "The same for people, with the way out." }),
  })
  .openapi("PortingGuardRefusal");

const allowedTransition = z
  .object({
    ...move,
    blocked_by: orNull(blocked).openapi({
      description:
        "The condition that refuses the move as the request stands; null: none. Conditions of time, such as 48 hours before the port, are " +
        "looked at when the move is made.",
    }),
  })
  .openapi("AllowedPortingTransition");

const reason = z
  .object({
    code: z
      .string()
      .openapi({ description: "A code of the list of porting reasons.", example: "passcode_pin_invalid" }),
    detail: z.string(),
    phone_number: z
      .string()
      .nullable()
      .openapi({ description: "The number that it is about; null: the whole request." }),
  })
  .openapi("PortingExceptionReason");

const exception = z
  .object({
    reasons: z.array(reason).openapi({ description: "The corrections that are needed." }),
    since: z.iso.datetime().openapi({ description: "When it was reported." }),
  })
  .openapi("PortingException");

const foc = z
  .object({
    at: z.iso.datetime().openapi({ description: "The instant at which the numbers move." }),
    window_end: z.iso.datetime().nullable().openapi({ description: "The end of the window; null if none is known." }),
    time_zone: z.string().nullable().openapi({ description: "The carrier's time zone; null if it named none." }),
  })
  .openapi("PortingFoc", { description: "The date that the losing carrier confirmed (firm order commitment)." });

const carrier = z
  .object({
    request_id: z.string().openapi({ description: "Twilio's id of the port." }),
    status: z.string().nullable().openapi({ description: "Twilio's own word; null before it has said one." }),
    is_status_known: z.boolean().openapi({
      description: "Whether the platform knows the word. A word that it does not know moves nothing.",
    }),
    signature_url: z.string().nullable().openapi({
      description: "Where the letter of authorization is signed; null while there is nothing to sign.",
    }),
  })
  .openapi("PortingCarrierState");

export const portingRequest = z
  .object({
    id: z.string().openapi({ description: "The porting request's id." }),
    tenant_id: z.string().openapi({ description: "The tenant whose request it is." }),
    status: requestStatus,
    status_since: z.iso.datetime().openapi({ description: "Since when it has this status." }),
    path: portingPath,
    name: z.string().nullable().openapi({ description: "Your own name for the request." }),
    customer_reference: z.string().nullable().openapi({ description: "Your own reference." }),
    losing_carrier: orNull(losingCarrier()).openapi({ description: "The carrier that has the numbers now." }),
    customer: orNull(customer()).openapi({ description: "The owner of the account at the losing carrier." }),
    authorized_person: orNull(authorizedPerson()).openapi({ description: "The person who may change the account." }),
    service_address: orNull(postalAddress()).openapi({
      description: "The address at which the numbers are in service.",
    }),
    billing_address: orNull(postalAddress()).openapi({
      description: "The address of the bill; null if it is the service address.",
    }),
    billing_telephone_number: z.string().nullable().openapi({ description: "The account's main number (BTN)." }),
    secrets,
    bill: orNull(bill()).openapi({ description: "The fields of the latest bill." }),
    desired: orNull(desiredDate()).openapi({ description: "The date that you want; null: the earliest possible." }),
    scope: z.enum(["full", "partial"]).openapi({ description: "Whether all numbers of the account are ported." }),
    remaining_numbers: orNull(remainingNumbers()).openapi({
      description: "The future of the account's other numbers.",
    }),
    configuration: portedNumberSettings(),
    number_counts: numberCounts.openapi({ description: "How many numbers have each status." }),
    number_types: z
      .array(
        z
          .object({
            country: z.string().openapi({ description: "ISO 3166-1 alpha-2.", example: "US" }),
            type: z.enum(numberTypes).openapi({ description: "The type of number." }),
            count: z.int().openapi({ description: "How many numbers are of it." }),
          })
          .openapi("PortingNumberType"),
      )
      .openapi({ description: "The numbers by country and type, the most first." }),
    foc: orNull(foc).openapi({ description: "The confirmed date; null while there is none." }),
    messaging_status: messagingStatus,
    exception: orNull(exception).openapi({ description: "Why the request stands still; null while it does not." }),
    requirements: z
      .array(portingRequirement)
      .openapi({ description: "The fields and documents that the port needs, in the order of a form." }),
    requirements_met: z.boolean().openapi({ description: "Whether nothing is missing, so that you can submit it." }),
    preflight: orNull(portingPreflight).openapi({
      description: "The latest pre-flight check; null before the first one. Every change of a draft makes one.",
    }),
    split_from: z.string().nullable().openapi({ description: "The request that this one was split from; null: none." }),
    split_into: z.array(z.string()).openapi({ description: "The ids of the requests that were split from this one." }),
    allowed_transitions: z.array(allowedTransition).openapi({ description: "The moves that you can make now." }),
    carrier: orNull(carrier).openapi({ description: "The port at Twilio; null before Twilio has it." }),
    submitted_at: z.iso.datetime().nullable().openapi({ description: "When it was handed in; null before." }),
    ended_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("PortingRequest");

export type PortingRequest = z.output<typeof portingRequest>;

export const portingRequestMeta = z
  .object({
    // Safe: each status has a count.
    counts: z
      .object(
        Object.fromEntries(
          requestStatuses.map((status) => [
            status,
            z.int().openapi({ description: `How many requests are \`${status}\`.` }),
          ]),
        ) as Record<(typeof requestStatuses)[number], z.ZodInt>,
      )
      .openapi("PortingRequestCounts")
      .openapi({ description: "How many requests you have in each status, whatever the filters." }),
  })
  .openapi("PortingRequestsMeta");

export type PortingRequestMeta = z.output<typeof portingRequestMeta>;

const rejection = z
  .object({
    code: z
      .string()
      .openapi({ description: "A code of the list of porting reasons.", example: "phone_number_mismatch" }),
    detail: z.string(),
    carrier_code: z.string().nullable().openapi({ description: "The carrier's own code; null if it gave none." }),
  })
  .openapi("PortingNumberRejection");

export const portingNumber = z
  .object({
    id: z.string().openapi({ description: "The number's id in the request." }),
    phone_number: z.string(),
    status: numberStatus,
    status_since: z.iso.datetime().openapi({ description: "Since when it has this status." }),
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2.", example: "US" }),
    type: z.enum(numberTypes).openapi({ description: "The type of number." }),
    losing_carrier: z
      .string()
      .nullable()
      .openapi({ description: "The carrier that has the number, as you named it; null: that of the request." }),
    secrets: z
      .object({ pin: z.boolean().openapi({ description: "A PIN of its own." }) })
      .openapi("PortingNumberSecrets", { description: "Which secrets the platform has stored." }),
    configuration: orNull(portedNumberSettings()).openapi({
      description: "The number's own settings; null: those of the request.",
    }),
    foc_at: z.iso.datetime().nullable().openapi({ description: "When it moves; null while no date is confirmed." }),
    messaging_status: messagingStatus,
    rejection: orNull(rejection).openapi({ description: "Why it does not move; null if nothing stands in its way." }),
    phone_number_id: z
      .string()
      .nullable()
      .openapi({ description: "The id that it has in your inventory once it is `ported`; null for a draft." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("PortingNumber");

export type PortingNumber = z.output<typeof portingNumber>;

export const portingNumbersAdded = z
  .object({
    added: z.int().openapi({ description: "How many numbers were added." }),
    number_counts: numberCounts.openapi({ description: "How many numbers have each status." }),
  })
  .openapi("PortingNumbersAdded");

export type PortingNumbersAdded = z.output<typeof portingNumbersAdded>;

export const portingEntry = z
  .object({
    id: z.string().openapi({ description: "The entry's id." }),
    kind: z.enum(entryKinds).openapi("PortingEntryKind", { description: "The kind of entry." }),
    visibility: z.enum(entryVisibilities).openapi("PortingEntryVisibility", { description: "Who can read it." }),
    actor: z
      .object({
        kind: z.enum([...portingActors, "link"]).openapi({ description: "Who it was." }),
        id: z.string().nullable().openapi({ description: "The API key or the share link; null: none." }),
      })
      .openapi("PortingEntryActor", { description: "Who made the entry." }),
    detail: z.string().openapi({ description: "The entry in words, or the comment." }),
    data: z.record(z.string(), z.unknown()).openapi({ description: "The same for programs." }),
    at: z.iso.datetime().openapi({ description: "When it happened." }),
  })
  .openapi("PortingEntry");

export type PortingEntry = z.output<typeof portingEntry>;

export const portingAllowedDates = z
  .object({
    dates: z
      .array(
        z
          .object({
            date: z.iso.date().openapi({ description: "A day that the losing carrier works on." }),
            window_start: z.string().openapi({ description: "The earliest time of day." }),
            window_end: z.string().openapi({ description: "The latest time of day." }),
          })
          .openapi("PortingAllowedDate"),
      )
      .openapi({ description: "The dates, the earliest first." }),
  })
  .openapi("PortingAllowedDates");

export type PortingAllowedDates = z.output<typeof portingAllowedDates>;
