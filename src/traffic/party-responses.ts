import { z } from "#kernel/http/schema";
import { partyKinds } from "#kernel/values/party";

/** The caller or sender in calls and messages. */
export const partyFields = z.object({
  from: z.string().nullable().openapi({
    description: "The number of the caller or sender in E.164; null if its address is no phone number.",
  }),
  from_address: z.string().openapi({
    description:
      "The address of the caller or sender as Twilio sent it: a phone number, `sip:…`, `client:…`, a channel's address " +
      "like `whatsapp:+14155550123`, a short code, a sender's name; empty if Twilio sent none.",
  }),
  from_kind: z.enum(partyKinds).openapi({ description: "The kind of the address." }),
  from_country: z.string().nullable().openapi({
    description:
      "The country of the caller or sender, as Twilio says, or else by the number; null if neither has one. An ISO 3166-1 alpha-2 code.",
  }),
});
