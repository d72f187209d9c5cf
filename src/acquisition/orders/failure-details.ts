// Pure: no I/O, no clock, no randomness.
import type { ItemFailure } from "#kernel/ports/number-object";
import { REJECTED_CREDENTIALS } from "#kernel/values/carrier-texts";

const requirements = "See GET /v1/regulatory-requirements for what numbers of this country and type need.";
const how = "Name it in the order's `configuration`, or set it with PUT /v1/regulatory-defaults/{country}/{type}.";

/** For each failure of an item: what happened and what to do about it. */
export const failureDetails = {
  number_unavailable:
    "Twilio does not sell the number any more: another customer bought it, or Twilio withdrew it. Order another one.",
  number_rejected: "Twilio does not accept this as a number that it could sell. Check the number.",
  number_type_unavailable: "Twilio has no numbers of this type in the country.",
  address_required: `Twilio sells this number only with an address. ${how} ${requirements}`,
  local_address_required: `Twilio requires an address in the number's own country or area. ${requirements}`,
  address_rejected:
    "Twilio rejected the address for this number: it does not exist, could not be validated, or is in the wrong place. " +
    requirements,
  bundle_required: `Twilio sells this number only with an approved regulatory bundle. ${how} ${requirements}`,
  bundle_rejected:
    "Twilio rejected the regulatory bundle for this number: it must be approved, and made for the number's country and type. " +
    requirements,
  identity_document_required:
    "Twilio requires a verified identity document on the platform's Twilio account. Ask the operator of the platform to add it.",
  carrier_credentials_invalid: REJECTED_CREDENTIALS,
  carrier_refused:
    "Twilio refused the purchase with an error that has no code here. Look up `carrier_code` in Twilio's error list.",
  not_found: "Twilio does not know this number.",
  number_held: "Another tenant holds the number or is buying it. Retry later: it may become available again.",
  number_owned: "Another tenant owns the number, or another of your orders is buying it.",
  number_already_yours: "The number is yours already; `phone_number_id` has its id. Nothing was bought.",
  number_cooling_off:
    "Another tenant released the number less than 10 days ago. Order another one, or retry after that time.",
  cooling_off_ended:
    "The number's cooling-off period has ended, so it cannot be restored. Order it like any other number.",
  reservation_ended:
    "The reservation that the order names has ended, or is for another number. Order the number without it.",
  carrier_busy:
    "Twilio rejected the purchase several times because of its rate limit. Nothing was bought. Order the number again.",
  carrier_unavailable: "Twilio could not be reached for 15 minutes. Nothing was bought. Order the number again.",
  tenant_suspended:
    "The platform suspended the tenant while the item waited for Twilio. Nothing was bought. Order the number again when the tenant is active.",
  tenant_closed: "The platform closed the tenant while the item waited for Twilio. Nothing was bought.",
  conflict:
    "The number was bought, but could not be recorded as yours, so it was returned to Twilio. Order the number again.",
} as const satisfies Record<ItemFailure, string>;

export const itemFailures = Object.keys(failureDetails).filter((code): code is ItemFailure => code in failureDetails);
