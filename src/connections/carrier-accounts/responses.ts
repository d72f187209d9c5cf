import { z } from "#kernel/http/schema";
import { carrierRegions } from "#kernel/ports/carrier-account";
import { accountRungStatuses, rungNames } from "./rungs";
import { carrierAccountStatuses } from "./table";

const status = z.enum(carrierAccountStatuses).openapi("CarrierAccountStatus", {
  description:
    "`unverified`: not tried yet. `verified`: everything works. `degraded`: the credentials work and lack rights. `failed`: Twilio " +
    "refuses them, or the account is not active.",
});

const secrets = z
  .object({
    auth_token: z.boolean().openapi({ description: "The auth token." }),
    secondary_auth_token: z.boolean().openapi({ description: "The secondary auth token." }),
    api_key_secret: z.boolean().openapi({ description: "The API key's secret." }),
    signing_key: z
      .boolean()
      .openapi({ description: "A shared key that the platform created, with which Twilio signs webhooks." }),
  })
  .openapi("CarrierAccountSecrets", {
    description: "Which secrets the platform has stored. No answer shows the secrets themselves.",
  });

export const carrierAccount = z
  .object({
    id: z.string().openapi({ description: "The carrier account's id." }),
    name: z.string().openapi({ description: "Your name for it." }),
    account_sid: z.string().openapi({ description: "Twilio's id of the account." }),
    region: z.enum(carrierRegions).openapi({ description: "The Twilio Region that the platform uses." }),
    api_key_sid: z
      .string()
      .nullable()
      .openapi({ description: "The API key that makes the requests; null if the auth token does." }),
    secrets,
    status,
    verified_at: z.iso.datetime().nullable().openapi({ description: "When it was last verified; null before." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("CarrierAccount");

export type CarrierAccount = z.output<typeof carrierAccount>;

const rung = z
  .object({
    rung: z.enum(rungNames).openapi("CarrierAccountRungName", {
      description: "The part of the verification, from the bottom up.",
    }),
    status: z.enum(accountRungStatuses).openapi("CarrierAccountRungStatus", {
      description:
        "`warning`: it works, or Twilio did not answer; see `hint`. `skipped`: it was not tried; see `detail`.",
    }),
    carrier_code: z.int().nullable().openapi({ description: "Twilio's error code; null if there is none." }),
    detail: z.string().openapi({ description: "The result in words." }),
    hint: z.string().nullable().openapi({ description: "The remedy; null if there is nothing to do." }),
    duration_ms: z.int().openapi({ description: "How long the requests to Twilio took." }),
  })
  .openapi("CarrierAccountRung");

export const carrierAccountVerification = z
  .object({
    carrier_account_id: z.string().openapi({ description: "The carrier account's id." }),
    status,
    rungs: z.array(rung).openapi({ description: "The rungs of the latest verification; empty before the first." }),
    verified_at: z.iso.datetime().nullable().openapi({ description: "When it was made; null before the first." }),
  })
  .openapi("CarrierAccountVerification");

export type CarrierAccountVerification = z.output<typeof carrierAccountVerification>;
