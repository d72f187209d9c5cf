import { lazily, z } from "#kernel/http/schema";
import { singleLineText } from "#kernel/http/wire";
import { carrierRegions } from "#kernel/ports/carrier-account";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { carrierAccount, carrierAccountVerification } from "./responses";
import type { CarrierAccountRow } from "./table";

const name = lazily(() =>
  singleLineText()
    .trim()
    .min(1)
    .max(64)
    .openapi({ description: "A name of your choice for the account.", example: "Acme's Twilio" }),
);

const accountSid = lazily(() =>
  z
    .string()
    .trim()
    .regex(/^AC[0-9a-fA-F]{32}$/, "Must be AC and 32 hex digits, as Twilio's Console shows the Account SID.")
    .openapi({
      description: "The SID of your Twilio account or sub-account. Not the platform's own account.",
      example: "AC00000000000000000000000000005a4d",
    }),
);

/** Suggests only a region that the text contains: one letter of `eu1` leads to another continent. */
function otherRegion({ input }: { readonly input?: unknown }): string {
  const meant = carrierRegions.find((name) => String(input).toLowerCase().includes(name));
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return `Must be us1 (United States), ie1 (Ireland), au1 (Australia) or jp1 (Japan).${hint}`;
}

const region = lazily(() =>
  z.enum(carrierRegions, { error: otherRegion }).openapi({
    description:
      "The Twilio Region of the numbers and of the credentials. Each region has an auth token and API keys of its own.",
  }),
);

const secret = lazily(() =>
  z
    .string()
    .trim()
    .min(8)
    .max(200)
    .regex(/^[!-~]*$/, "Must be printable ASCII without spaces."),
);

const authToken = lazily(() =>
  secret().openapi({
    description: "The account's auth token. It makes requests unless you give an API key, and verifies webhooks.",
    example: "0123456789abcdef0123456789abcdef",
  }),
);

const secondaryAuthToken = lazily(() =>
  secret().openapi({
    description:
      "A second auth token whose webhooks are accepted, too. To change the auth token without a gap: create the secondary token at " +
      "Twilio, send it here, promote it at Twilio, then send it as `auth_token` and null here.",
    example: "fedcba9876543210fedcba9876543210",
  }),
);

const apiKeySid = lazily(() =>
  z
    .string()
    .trim()
    .regex(/^SK[0-9a-fA-F]{32}$/, "Must be SK and 32 hex digits.")
    .openapi({
      description: "The SID of an API key of the account, which then makes the requests. Needs `api_key_secret`.",
      example: "SK00000000000000000000000000005a4d",
    }),
);

const apiKeySecret = lazily(() =>
  secret().openapi({
    description: "The API key's secret. Twilio shows it once.",
    example: "A0b1C2d3E4f5A0b1C2d3E4f5A0b1C2d3",
  }),
);

export const newCarrierAccount = lazily(() =>
  z
    .strictObject({
      name: name(),
      account_sid: accountSid(),
      region: region().default("us1"),
      auth_token: authToken().optional(),
      secondary_auth_token: secondaryAuthToken().optional(),
      api_key_sid: apiKeySid().optional(),
      api_key_secret: apiKeySecret().optional(),
    })
    .openapi("NewCarrierAccount", {
      description: "A Twilio account with its auth token, or with an API key and its secret, or both.",
    }),
);

export const carrierAccountChange = lazily(() =>
  z
    .strictObject({
      name: name().optional(),
      auth_token: authToken().nullable().optional(),
      secondary_auth_token: secondaryAuthToken().nullable().optional(),
      api_key_sid: apiKeySid().nullable().optional(),
      api_key_secret: apiKeySecret().nullable().optional(),
    })
    .openapi("CarrierAccountChange", {
      description: "New values by field. `null` deletes a credential; fields that you do not send stay as they are.",
    }),
);

export const toCarrierAccount = (row: CarrierAccountRow): z.infer<typeof carrierAccount> => ({
  id: row.id,
  name: row.name,
  account_sid: row.accountSid,
  region: row.region,
  api_key_sid: row.apiKeySid,
  secrets: {
    auth_token: row.secretKinds.includes("auth_token"),
    secondary_auth_token: row.secretKinds.includes("secondary_auth_token"),
    api_key_secret: row.secretKinds.includes("api_key_secret"),
    signing_key: row.secretKinds.includes("signing_key"),
  },
  status: row.status,
  verified_at: isoTimeOrNull(row.verifiedAt),
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const toAccountVerification = (row: CarrierAccountRow): z.infer<typeof carrierAccountVerification> => ({
  carrier_account_id: row.id,
  status: row.status,
  rungs: [...(row.verification ?? [])],
  verified_at: isoTimeOrNull(row.verifiedAt),
});
