import type { OwnedNumber } from "../account/numbers";
import { capabilitiesOf, friendlyNameOf, offerFor } from "../inventory/catalogue";
import type { Country, NumberType, Offer } from "../inventory/offers";
import type { AvailableNumber } from "../inventory/search";

/** The last part of a path that names a type, and the same word in `subresource_uris` and in prices. */
export const typeWords = {
  local: { path: "Local", subresource: "local", price: "local" },
  mobile: { path: "Mobile", subresource: "mobile", price: "mobile" },
  tollfree: { path: "TollFree", subresource: "toll_free", price: "toll free" },
  national: { path: "National", subresource: "national", price: "national" },
} as const satisfies Record<NumberType, { path: string; subresource: string; price: string }>;

/** "2019-07-30T22:29:24Z", as the newer APIs write it. */
export function iso8601(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

/** "Thu, 30 Jul 2015 23:19:04 +0000" */
export function rfc2822(milliseconds: number): string {
  return new Date(milliseconds).toUTCString().replace("GMT", "+0000");
}

export function incomingToWire(accountSid: string, number: OwnedNumber) {
  const offer = offerFor(number.phoneNumber);
  const { settings } = number;
  return {
    sid: number.sid,
    account_sid: accountSid,
    phone_number: number.phoneNumber,
    friendly_name: number.friendlyName,
    type: number.type,
    status: "in-use",
    origin: "twilio",
    beta: number.beta,
    capabilities: offer ? capabilitiesOf(offer, number.phoneNumber) : null,
    address_requirements: offer?.addressRequirements ?? "none",
    date_created: rfc2822(number.createdAt),
    date_updated: rfc2822(number.updatedAt),
    ...settings,
    uri: `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
  };
}

export function availableToWire(offer: Offer, { phoneNumber, place, capabilities }: AvailableNumber) {
  return {
    friendly_name: friendlyNameOf(phoneNumber),
    phone_number: phoneNumber,
    lata: place.lata,
    locality: place.locality,
    rate_center: place.rateCenter,
    latitude: place.latitude?.toFixed(6) ?? null,
    longitude: place.longitude?.toFixed(6) ?? null,
    region: place.region,
    postal_code: place.postalCode,
    iso_country: offer.country,
    address_requirements: offer.addressRequirements,
    beta: offer.beta,
    capabilities,
  };
}

export function countryToWire(accountSid: string, country: Country) {
  const uri = `/2010-04-01/Accounts/${accountSid}/AvailablePhoneNumbers/${country.iso}`;
  const subresources = country.offers.map(({ type }) => [
    typeWords[type].subresource,
    `${uri}/${typeWords[type].path}.json`,
  ]);
  return {
    country_code: country.iso,
    country: country.name,
    uri: `${uri}.json`,
    beta: false,
    subresource_uris: Object.fromEntries(subresources),
  };
}
