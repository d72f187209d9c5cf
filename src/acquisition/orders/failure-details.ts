import type { ItemFailure } from "#kernel/ports/number-object";

const requirements = "GET /v1/regulatory-requirements says what numbers of a country and type need";
const how = "name it in the order's configuration, or set it with PUT /v1/regulatory-defaults/{country}/{type}";

/** What went wrong with an item, and what to do about it. */
export const failureDetails = {
  number_unavailable: "The carrier has sold the number to somebody else, or withdrawn it. Order another one.",
  number_rejected: "The carrier does not take this for a number that it could sell.",
  number_type_unavailable: "The carrier has no numbers of this type in the country.",
  address_required: `The carrier sells the number only with an address: ${how}. ${requirements}.`,
  local_address_required: `The carrier wants an address in the number's own country or area. ${requirements}.`,
  address_rejected:
    "The carrier does not take the address for this number: it is gone, could not be validated, or is in the wrong place. " +
    `${requirements}.`,
  bundle_required: `The carrier sells the number only with an approved bundle: ${how}. ${requirements}.`,
  bundle_rejected:
    "The carrier does not take the bundle for this number: it must be approved, and made for the number's country and type. " +
    `${requirements}.`,
  identity_document_required:
    "The carrier wants a verified identity document on the account that buys, which is the platform's: ask whoever runs it.",
  carrier_credentials_invalid: "The carrier does not accept the platform's credentials: tell whoever runs it.",
  carrier_refused: "The carrier refused without a reason that is known here; `carrier_code` is its own.",
  not_found: "The carrier does not know what it was asked for.",
  number_held: "Somebody else holds the number, or is buying it. It may come free again.",
  number_owned: "The number is yours already, which GET /v1/phone-numbers/{phone_number_id} tells, or somebody else's.",
  number_cooling_off: "The number was released a short while ago and is kept for its last owner.",
  reservation_ended: "The reservation that the order names is over, or is for another number.",
  carrier_busy: "The carrier was too busy for too long. Order the number again.",
  carrier_unavailable: "The carrier could not be reached for too long. Order the number again.",
  conflict: "The number could not be written down as yours, and was given back.",
} as const satisfies Record<ItemFailure, string>;
