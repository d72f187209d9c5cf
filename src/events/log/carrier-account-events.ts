import { z } from "#kernel/http/schema";
import { carrierAccount, changedFields, text } from "./event-data";

/** The events about Twilio accounts that tenants connected. */
export const carrierAccountEvents = {
  "carrier_account.created": carrierAccount.describe(
    "You connected a Twilio account. Its verification follows, with an event of its own.",
  ),
  "carrier_account.updated": carrierAccount
    .extend({ changed: changedFields("auth_token") })
    .describe("You changed a Twilio account's name or credentials. Changed credentials are verified again."),
  "carrier_account.deleted": carrierAccount.describe(
    "You disconnected a Twilio account. The platform deletes its credentials.",
  ),
  "carrier_account.verified": carrierAccount
    .extend({
      status: z
        .enum(["verified", "degraded"])
        .describe("`verified`: everything works. `degraded`: the credentials work and lack rights."),
    })
    .describe("A Twilio account that you connected works. If it is `degraded`, its rungs say which rights it lacks."),
  "carrier_account.verification_failed": carrierAccount
    .extend({
      rung: text("The rung of the verification that failed.", "credentials"),
      carrier_code: z
        .int()
        .meta({ description: "Twilio's error code; null if there is none.", examples: [20003] })
        .nullable(),
    })
    .describe("Twilio refuses the credentials of an account that you connected, or the account is not active."),
  "carrier_account.signing_key_rotated": carrierAccount.describe(
    "You replaced the shared key with which Twilio signs an account's webhooks.",
  ),
} as const;
