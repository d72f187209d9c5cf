import { z } from "@hono/zod-openapi";
import { numberTypes } from "../kernel/ports";
import { isoTime, isoTimeOrNull } from "../kernel/time";
import { capabilities, friendlyName, metadata, money, orNull, phoneNumber, tags } from "../kernel/wire";
import { acquisitionMethods, numberStatuses } from "./lifecycle";
import type { NumberRow } from "./table";

export const phoneNumberResource = z
  .object({
    id: z.string(),
    phone_number: z.string(),
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2." }),
    type: z.enum(numberTypes),
    capabilities,
    monthly_price: orNull(money).openapi({
      description: "The price when it was bought; null if it was not known then.",
    }),
    status: z.enum(numberStatuses),
    acquisition_method: z.enum(acquisitionMethods),
    agent_id: z.string().nullable().openapi({ description: "Who answers its calls; null while nobody is assigned." }),
    sms_forward_to: z
      .string()
      .nullable()
      .openapi({ description: "Where its messages are passed on to; null while they are only recorded." }),
    friendly_name: z.string(),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
    deletion_lock: z.boolean().openapi({ description: "While true, the number cannot be released." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    released_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the carrier confirmed that it took the number back." }),
    cooling_off_until: z.iso.datetime().nullable(),
  })
  .openapi("PhoneNumber");

export type PhoneNumberWire = z.infer<typeof phoneNumberResource>;

export const numberChange = z
  .strictObject({
    friendly_name: friendlyName.optional(),
    tags: tags.optional().openapi({ description: "Replaces all tags." }),
    metadata: metadata.optional().openapi({ description: "Replaces all metadata." }),
    deletion_lock: z.boolean().optional(),
    sms_forward_to: orNull(phoneNumber)
      .optional()
      .openapi({
        type: ["string", "null"],
        description:
          "The number, in E.164, that messages are passed on to from now on; null ends that. Keywords that Twilio answers itself " +
          "(STOP, HELP, START) and messages from numbers of this platform are not passed on.",
        example: "+14155550199",
      }),
  })
  .openapi("PhoneNumberChange");

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
