import { booleanInQuery, exportQuery, growingListQuery } from "#kernel/http/http";
import { lazily, z } from "#kernel/http/schema";
import {
  capabilitiesInQuery,
  country,
  friendlyName,
  idOf,
  idPatternSource,
  metadataChange,
  orNull,
  phoneNumber,
  restorePlus,
  tag,
  tags,
} from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { moneyOf } from "#kernel/values/money";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { trimmed } from "#kernel/values/unseen-characters";
import { acquisitionMethods, numberStatuses } from "./lifecycle";
import { MIN_DIGITS, NO_AGENT } from "./list-filters";
import { numberSorts } from "./list-order";
import type { ListedNumber } from "./listed-number";
import { portOutLockSupport } from "./port-out-lock";
import type { phoneNumberResource } from "./responses";

export type PhoneNumberWire = z.infer<typeof phoneNumberResource>;

export const numberChange = lazily(() =>
  z
    .strictObject({
      friendly_name: friendlyName().optional(),
      tags: tags().optional().openapi({ description: "Replaces all tags." }),
      metadata: metadataChange().optional(),
      deletion_lock: z.boolean().optional(),
      port_out_lock: z.boolean().optional(),
      sms_forward_to: orNull(phoneNumber())
        .optional()
        .openapi({
          type: ["string", "null"],
          description:
            "The number, in E.164, to which incoming messages are forwarded; null ends the forwarding. Not forwarded: keywords that " +
            "Twilio answers itself (STOP, HELP, START), and messages from numbers of this platform.",
          example: "+14155550199",
        }),
    })
    .openapi("PhoneNumberChange"),
);

export type NumberChange = z.infer<ReturnType<typeof numberChange>>;

const filters = lazily(() => ({
  sort: z
    .enum(numberSorts)
    .optional()
    .openapi({
      description:
        "The order. By default `-created_at`; with `phone_number_prefix`, `phone_number`; with `digits`, the part of the number " +
        "from the place on where the digits first occur.",
    }),
  status: z.enum(numberStatuses).optional().openapi({ description: "The current status." }),
  type: z.enum(numberTypes).optional().openapi({ description: "The type of number." }),
  country: country().optional(),
  acquisition_method: z.enum(acquisitionMethods).optional().openapi({ description: "How you acquired the number." }),
  carrier_account_id: idOf("carrierAccount")
    .optional()
    .openapi({ description: "The carrier account that has the number." }),
  sip_trunk_id: idOf("sipTrunk").optional().openapi({ description: "The SIP trunk over which its calls come." }),
  capabilities: capabilitiesInQuery(),
  tag: tag().optional().openapi({ description: "One of the number's tags, in full.", example: "sales" }),
  agent_id: z
    .string()
    .regex(
      new RegExp(`^(${NO_AGENT}|${idPatternSource("agent")})$`),
      `Must be an agent's id, like agt_…, or ${NO_AGENT}.`,
    )
    .optional()
    .openapi({
      description: `The agent that answers its calls; \`${NO_AGENT}\` finds the numbers without an agent.`,
    }),
  ready: booleanInQuery(
    "Whether callers reach the number; `GET /v1/phone-numbers/{phone_number_id}/readiness` explains it. A number that was " +
      "not evaluated yet is neither.",
  ),
  phone_number_prefix: z
    .string()
    .transform(restorePlus)
    .pipe(
      z
        .string()
        .overwrite(trimmed)
        .regex(/^\+\d{1,15}$/, "Must be a plus sign and the first digits of the number."),
    )
    .optional()
    .openapi({
      type: "string",
      description: "The plus sign and the first digits of the number.",
      example: "+1415",
    }),
  digits: z
    .string()
    .overwrite(trimmed)
    .regex(/^\d{3,15}$/, `Must be ${MIN_DIGITS} to 15 digits, and nothing else.`)
    .optional()
    .openapi({ description: "Digits next to each other, anywhere in the number.", example: "5550" }),
}));

export const numberQuery = lazily(() => growingListQuery(filters()));

export const numberExportQuery = lazily(() => exportQuery(filters()));

export const toPhoneNumber = (row: ListedNumber): PhoneNumberWire => {
  const lock = portOutLockSupport(row.acquisitionMethod);
  return {
    id: row.id,
    phone_number: row.e164,
    country: row.country,
    type: row.type,
    capabilities: { voice: row.voice, sms: row.sms, mms: row.mms, fax: row.fax },
    monthly_price: moneyOf(row.priceAmount, row.priceCurrency),
    status: row.status,
    acquisition_method: row.acquisitionMethod,
    carrier_account_id: row.carrierAccountId,
    sip_trunk_id: row.sipTrunkId,
    ownership: row.acquisitionMethod === "sip_trunk" && row.ownershipProvedAt === null ? "unproved" : "proved",
    agent_id: row.agentId,
    sms_forward_to: row.smsForwardTo,
    friendly_name: row.friendlyName,
    tags: [...row.tags],
    metadata: row.metadata,
    deletion_lock: row.deletionLock,
    port_out_lock: row.portOutLock,
    port_out_lock_supported: lock.supported,
    port_out_lock_detail: lock.detail,
    created_at: isoTime(row.createdAt),
    updated_at: isoTime(row.updatedAt),
    released_at: isoTimeOrNull(row.releasedAt),
    cooling_off_until: isoTimeOrNull(row.coolingOffUntil),
  };
};
