import { z } from "#kernel/http/schema";
import { keywords, messageStatuses } from "#kernel/values/telephony";
import { partyFields } from "#traffic/party-responses";
import { directions } from "./message-facts";

export const message = z
  .object({
    id: z.string(),
    phone_number_id: z.string(),
    carrier_id: z.string().openapi({ description: "Twilio's MessageSid." }),
    direction: z.enum(directions),
    ...partyFields.shape,
    to: z.string().nullable(),
    body: z.string().nullable().openapi({ description: "The text; null for a forwarded message." }),
    media: z.array(z.object({ url: z.string(), type: z.string() })),
    segments: z.int(),
    keyword: z.enum(keywords).nullable().openapi({
      description:
        "The opt-out keyword (STOP, HELP, START) that Twilio acted on. Twilio keeps the list of opted-out senders.",
    }),
    forwarded_to: z.string().nullable(),
    status: z.enum(messageStatuses),
    error_code: z
      .int()
      .nullable()
      .openapi({ description: "Twilio's error code; see https://www.twilio.com/docs/api/errors." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Message");

export type Message = z.output<typeof message>;
