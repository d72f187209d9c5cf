// Pure: no I/O, no clock, no randomness.
import type { CarrierResult } from "#kernel/ports/carrier";
import type { ProvisioningError } from "./provisioned";

/** Advice for Twilio's codes: https://www.twilio.com/docs/api/errors */
const hints: Readonly<Record<number, string>> = {
  20003:
    "Twilio does not accept the account's credentials. Verify the carrier account, then provision the trunk again.",
  20005: "Provision the trunk again once the account is active.",
  20404: "It was removed in Twilio's Console. Provision the trunk again.",
  21232: "Twilio wants another domain name. Ask the platform's operator.",
  21245: "The domain name is taken at Twilio. Delete this trunk and create another one, which gets another name.",
  21248: "The domain name is taken at Twilio. Delete this trunk and create another one, which gets another name.",
  21634: "Numbers with emergency addresses are attached to the trunk. Detach them in Twilio's Console first.",
  70051: "The API key lacks the permission. Give it read and write access to SIP and trunks, or use a standard key.",
};

const other = "Look the code up in Twilio's list of errors, correct the trunk or the account, then provision it again.";
const later = "The platform tries again by itself within minutes.";

/** The failure of a part of the trunk, for the tenant. */
export function provisioningError(
  part: string,
  result: Exclude<CarrierResult<unknown>, { kind: "ok" }>,
): ProvisioningError {
  switch (result.kind) {
    case "refused": {
      const { carrierCode, message } = result;
      return {
        part,
        code: "carrier_refused",
        detail: message,
        carrier_code: carrierCode,
        hint: hints[carrierCode ?? 0] ?? other,
      };
    }
    case "unavailable":
      return {
        part,
        code: "carrier_unavailable",
        detail: "Twilio is too busy.",
        carrier_code: result.carrierCode,
        hint: later,
      };
    case "unknown":
      return { part, code: "carrier_unavailable", detail: result.message, carrier_code: null, hint: later };
  }
}

/** The trunk's own account is no longer connected. */
export const accountGone: ProvisioningError = {
  part: "carrier account",
  code: "carrier_account_gone",
  detail: "The carrier account of the trunk was deleted.",
  carrier_code: null,
  hint: "Delete the trunk, and create another one in an account that is connected.",
};

/** The trunk that the tenant wanted to take over is not there. */
export const noSuchTrunk = (sid: string): ProvisioningError => ({
  part: "trunk",
  code: "carrier_refused",
  detail: `The Twilio account has no Elastic SIP Trunk ${sid}.`,
  carrier_code: null,
  hint: "Compare the SID and the account with Twilio's Console. Trunks belong to one account and one region.",
});
