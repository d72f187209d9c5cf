import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { carrierAccount, carrierAccountVerification } from "./responses";
import type { CarrierAccountOperations } from "./routes";

const example = {
  id: "cac_01k9m8x3zt5v7w9y2a4c6e8g0j",
  name: "Acme's Twilio",
  account_sid: "AC00000000000000000000000000005a4d",
  region: "us1",
  api_key_sid: "SK00000000000000000000000000005a4d",
  secrets: { auth_token: false, secondary_auth_token: false, api_key_secret: true, signing_key: true },
  status: "verified",
  verified_at: "2026-11-29T10:00:03.000Z",
  created_at: "2026-11-29T10:00:00.000Z",
  updated_at: "2026-11-29T10:00:03.000Z",
};

const connected = {
  ...example,
  secrets: { ...example.secrets, signing_key: false },
  status: "unverified",
  verified_at: null,
  updated_at: example.created_at,
};

const rungs = [
  ["credentials", "passed", null, "Twilio accepts the credentials.", null, 180],
  [
    "account_status",
    "skipped",
    null,
    "API keys of the kinds Standard and Restricted may not read the account's status.",
    null,
    150,
  ],
  ["region", "passed", null, "The API of us1 accepts the credentials.", null, 180],
  ["list_numbers", "passed", null, "The account's numbers can be listed.", null, 180],
  [
    "change_numbers",
    "failed",
    70051,
    "The credentials may not change numbers.",
    "The API key is restricted and lacks a permission. Add it to the key in Twilio's Console, or use a Standard key or the auth token.",
    140,
  ],
  ["trunks", "passed", null, "SIP trunks can be used.", null, 160],
  [
    "webhook_signing",
    "passed",
    null,
    "Twilio signs webhooks with a shared key of the platform, and a test request arrived.",
    null,
    1900,
  ],
  ["routes", "passed", null, "Calls to the account's numbers go to us1.", null, 120],
  ["documents", "passed", null, "Regulatory bundles and messaging registrations can be read.", null, 130],
].map(([rung, status, carrier_code, detail, hint, duration_ms]) => ({
  rung,
  status,
  carrier_code,
  detail,
  hint,
  duration_ms,
}));

const verified = {
  carrier_account_id: example.id,
  status: "degraded",
  rungs,
  verified_at: example.verified_at,
};

export const carrierAccountDocs = describe<CarrierAccountOperations>("Carrier accounts", {
  createCarrierAccount: {
    summary: "Connect a Twilio account",
    description:
      "Connects a Twilio account or sub-account of yours, so that you can use its numbers here. Give its auth token, or an API key " +
      "with its secret, or both. With an API key alone, the platform creates a key at Twilio that signs webhooks. The secrets are " +
      "stored encrypted, and no answer shows them.",
    body: {
      name: example.name,
      account_sid: example.account_sid,
      api_key_sid: example.api_key_sid,
      api_key_secret: "A0b1C2d3E4f5A0b1C2d3E4f5A0b1C2d3",
    },
    success: { 201: answer(carrierAccount, "The account, not verified yet.", connected) },
  },
  listCarrierAccounts: {
    summary: "List carrier accounts",
    description: "Lists the Twilio accounts that you connected, the newest first.",
    success: {
      200: answer(pageOf(carrierAccount, "CarrierAccountPage"), "A page of accounts.", pageBody([example], null)),
    },
  },
  getCarrierAccount: {
    summary: "Get a carrier account",
    description: "Returns one account, with its version as `ETag`.",
    success: { 200: answer(carrierAccount, "The account.", example) },
  },
  updateCarrierAccount: {
    summary: "Change a carrier account",
    description:
      "Changes the name or the credentials. An account with changed credentials is `unverified` until they are verified. To change the " +
      "auth token without refused webhooks, send the new one as `secondary_auth_token` before you promote it at Twilio. Refused if it " +
      "removes the last secret that verifies webhooks while numbers of the account are in your inventory.",
    body: { secondary_auth_token: "fedcba9876543210fedcba9876543210" },
    success: {
      200: answer(carrierAccount, "The account as it is now.", {
        ...connected,
        secrets: { ...connected.secrets, auth_token: true, secondary_auth_token: true },
      }),
    },
  },
  deleteCarrierAccount: {
    summary: "Delete a carrier account",
    description:
      "Disconnects the account and deletes its secrets. Refused while numbers of it are in your inventory or SIP trunks are in it.",
    success: { 204: { description: "The account is disconnected." } },
  },
  verifyCarrierAccount: {
    summary: "Verify a carrier account",
    description:
      "Tries what the credentials may do, rung by rung, and returns the result within 10 seconds. With an API key alone it also sets up " +
      "the signing of webhooks at Twilio, and tests it. The platform does the same when you connect an account, when you change its " +
      "credentials, and every hour. That Twilio does not answer leaves the account's status as it was.",
    success: { 200: answer(carrierAccountVerification, "The rungs, from the bottom up.", verified) },
  },
  getCarrierAccountVerification: {
    summary: "Get the latest verification",
    description: "Returns the rungs of the account's latest verification.",
    success: { 200: answer(carrierAccountVerification, "The latest verification.", verified) },
  },
  rotateCarrierAccountSigningKey: {
    summary: "Replace the signing key",
    description:
      "Replaces the shared key with which Twilio signs the account's webhooks. Both keys are accepted for a day, so no webhook is " +
      "refused. Twilio needs up to a minute to sign with the new key. A repeat within ten minutes makes no further key. Refused for an account whose webhooks its auth token signs.",
    success: { 200: answer(carrierAccount, "The account as it is now.", example) },
  },
});
