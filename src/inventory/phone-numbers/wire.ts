import { checkCreated, createdQuery, pageQuery } from "#kernel/http/http";
import { lazily, z } from "#kernel/http/schema";
import {
  country,
  friendlyName,
  idPatternSource,
  metadata,
  orNull,
  phoneNumber,
  restorePlus,
  tag,
  tags,
} from "#kernel/http/wire";
import { capabilityNames, isCapability, numberTypes } from "#kernel/ports/carrier";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { acquisitionMethods, numberStatuses } from "./lifecycle";
import { MIN_DIGITS, NO_AGENT } from "./list-filters";
import { numberSorts } from "./list-order";
import type { phoneNumberResource } from "./responses";
import type { NumberRow } from "./table";

export type PhoneNumberWire = z.infer<typeof phoneNumberResource>;

export const numberChange = lazily(() =>
  z
    .strictObject({
      friendly_name: friendlyName().optional(),
      tags: tags().optional().openapi({ description: "Replaces all tags." }),
      metadata: metadata().optional().openapi({ description: "Replaces all metadata." }),
      deletion_lock: z.boolean().optional(),
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

export const numberQuery = lazily(() =>
  z
    .strictObject({
      ...pageQuery(),
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
      acquisition_method: z
        .enum(acquisitionMethods)
        .optional()
        .openapi({ description: "How you acquired the number." }),
      capability: z
        .union([z.string(), z.array(z.string())])
        .transform((given) => [given].flat().flatMap((list) => list.split(",")))
        .pipe(z.array(z.string().refine(isCapability, `Each must be one of ${capabilityNames.join(", ")}.`)))
        .transform((names) => names.filter(isCapability))
        .optional()
        .openapi({
          param: { name: "capability", in: "query", style: "form", explode: false },
          type: "array",
          items: { type: "string", enum: [...capabilityNames] },
          description: "Capabilities that the number must all have: separated by commas, or in repeated fields.",
          example: ["voice", "sms"],
        }),
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
      ready: z
        .enum(["true", "false"])
        .transform((text) => text === "true")
        .optional()
        .openapi({
          type: "string",
          enum: ["true", "false"],
          description:
            "Whether callers reach the number; `GET /v1/phone-numbers/{phone_number_id}/readiness` explains it. A number that was " +
            "not evaluated yet is neither.",
        }),
      ...createdQuery(),
      phone_number_prefix: z
        .string()
        .transform(restorePlus)
        .pipe(z.string().regex(/^\+\d{1,15}$/, "Must be a plus sign and the first digits of the number."))
        .optional()
        .openapi({
          type: "string",
          description: "The plus sign and the first digits of the number.",
          example: "+1415",
        }),
      digits: z
        .string()
        .regex(/^\d{3,15}$/, `Must be ${MIN_DIGITS} to 15 digits, and nothing else.`)
        .optional()
        .openapi({ description: "Digits next to each other, anywhere in the number.", example: "5550" }),
    })
    .superRefine(checkCreated),
);

export const toPhoneNumber = (row: NumberRow): PhoneNumberWire => ({
  id: row.id,
  phone_number: row.e164,
  country: row.country,
  type: row.type,
  capabilities: { voice: row.voice, sms: row.sms, mms: row.mms, fax: row.fax },
  monthly_price: row.priceAmount && row.priceCurrency ? { amount: row.priceAmount, currency: row.priceCurrency } : null,
  status: row.status,
  acquisition_method: row.acquisitionMethod,
  agent_id: row.agentId,
  sms_forward_to: row.smsForwardTo,
  friendly_name: row.friendlyName,
  tags: [...row.tags],
  metadata: row.metadata,
  deletion_lock: row.deletionLock,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
  released_at: isoTimeOrNull(row.releasedAt),
  cooling_off_until: isoTimeOrNull(row.coolingOffUntil),
});
