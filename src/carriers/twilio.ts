import type {
  Carrier,
  CarrierNumber,
  CarrierResult,
  Country,
  CountryPrices,
  NumberSearch,
  NumberSetup,
  NumberType,
  OfferedNumber,
} from "../kernel/ports";
import { ask, type TwilioDeps } from "./twilio-http";
import * as wire from "./twilio-wire";

const subresources = { local: "Local", mobile: "Mobile", toll_free: "TollFree" } as const satisfies Record<
  NumberType,
  string
>;

/** Twilio behind our port. Sources: the official OpenAPI documents `twilio_api_v2010` and `twilio_pricing_v1`. */
export function createTwilio(deps: TwilioDeps): Carrier {
  const account = `/2010-04-01/Accounts/${deps.accountSid}`;
  return {
    search: (search) => searchNumbers(deps, account, search),
    countries: () => listCountries(deps, account),
    prices: (country) => fetchPrices(deps, country),
    buy: async (e164, setup) => {
      const params = { PhoneNumber: e164, ...configuration(setup) };
      const path = `${account}/IncomingPhoneNumbers.json`;
      const sold = mapped(
        await ask(deps, { method: "POST", product: "api", path, params }, wire.incomingNumber),
        toNumber,
      );
      if (sold.kind !== "ok" || sold.value.e164 === e164) return sold;
      return { kind: "unknown", message: "The answer is about another number." };
    },
    findOwned: (e164) => findOwned(deps, account, e164),
    configure: async (carrierId, setup) => {
      const path = `${account}/IncomingPhoneNumbers/${carrierId}.json`;
      const request = { method: "POST", product: "api", path, params: configuration(setup) } as const;
      return mapped(await ask(deps, request, wire.incomingNumber), toNumber);
    },
    release: async (carrierId) => {
      const path = `${account}/IncomingPhoneNumbers/${carrierId}.json`;
      const result = await ask<never>(deps, { method: "DELETE", product: "api", path }, null);
      return saysNoSuchThing(result) ? { kind: "ok", value: null } : result;
    },
  };
}

/** Twilio's own word for "there is none". A 404 without it may come from a proxy, and proves nothing about a number. */
const NO_SUCH_RESOURCE = 20404;
const saysNoSuchThing = (result: CarrierResult<unknown>): boolean =>
  result.kind === "refused" && result.code === "not_found" && result.carrierCode === NO_SUCH_RESOURCE;

async function searchNumbers(
  deps: TwilioDeps,
  account: string,
  search: NumberSearch,
): Promise<CarrierResult<OfferedNumber[]>> {
  const wants = (capability: NumberSearch["capabilities"][number]) =>
    search.capabilities.includes(capability) || undefined;
  const params = {
    PageSize: search.limit,
    AreaCode: search.areaCode,
    Contains: search.contains,
    InLocality: search.locality,
    InRegion: search.region,
    InPostalCode: search.postalCode,
    InRateCenter: search.rateCenter,
    InLata: search.lata,
    NearNumber: search.nearNumber,
    NearLatLong: search.nearLatLong,
    Distance: search.distanceMiles,
    VoiceEnabled: wants("voice"),
    SmsEnabled: wants("sms"),
    MmsEnabled: wants("mms"),
    FaxEnabled: wants("fax"),
  };
  const path = `${account}/AvailablePhoneNumbers/${search.country}/${subresources[search.type]}.json`;
  const result = await ask(deps, { method: "GET", product: "api", path, params }, wire.availableNumbers);
  if (saysNoSuchThing(result)) {
    const message = `Twilio has no ${search.type.replace("_", "-")} numbers in ${search.country}.`;
    return { kind: "refused", code: "number_type_unavailable", carrierCode: NO_SUCH_RESOURCE, message };
  }
  return mapped(result, ({ available_phone_numbers: offered }) =>
    offered.map((one) => ({
      e164: one.phone_number,
      country: one.iso_country ?? search.country,
      locality: one.locality,
      region: one.region,
      postalCode: one.postal_code,
      rateCenter: one.rate_center,
      capabilities: one.capabilities,
      addressRequirement: one.address_requirements,
    })),
  );
}

/** Twilio matches parts of numbers too, so only the exact one counts, and "none" only when all matches were seen. */
async function findOwned(
  deps: TwilioDeps,
  account: string,
  e164: string,
): Promise<CarrierResult<CarrierNumber | null>> {
  const request = {
    method: "GET",
    product: "api",
    path: `${account}/IncomingPhoneNumbers.json`,
    params: { PhoneNumber: e164, PageSize: 1000 },
  } as const;
  const listed = mapped(await ask(deps, request, wire.incomingNumbers), (page) => page);
  if (listed.kind !== "ok") return listed;
  const { incoming_phone_numbers: found, next_page_uri: more } = listed.value;
  const exact = found.find(({ phone_number }) => phone_number === e164);
  if (!exact && more !== null) return { kind: "unknown", message: "Too many numbers match to tell." };
  return { kind: "ok", value: exact ? toNumber(exact) : null };
}

/** All countries: Twilio has fewer than 200, so one page of the largest size holds them. */
async function listCountries(deps: TwilioDeps, account: string): Promise<CarrierResult<Country[]>> {
  const request = {
    method: "GET",
    product: "api",
    path: `${account}/AvailablePhoneNumbers.json`,
    params: { PageSize: 1000 },
  } as const;
  return mapped(await ask(deps, request, wire.countries), ({ countries }) =>
    countries.map(({ country_code, country, subresource_uris }) => {
      const offered = new Set(Object.keys(subresource_uris ?? {}));
      const types: NumberType[] = [];
      if (offered.has("local")) types.push("local");
      if (offered.has("mobile")) types.push("mobile");
      if (offered.has("toll_free")) types.push("toll_free");
      return { country: country_code, name: country ?? country_code, types };
    }),
  );
}

async function fetchPrices(deps: TwilioDeps, country: string): Promise<CarrierResult<CountryPrices>> {
  const path = `/v1/PhoneNumbers/Countries/${country}`;
  return mapped(await ask(deps, { method: "GET", product: "pricing", path }, wire.countryPrices), (answer) => {
    const prices: Partial<Record<NumberType, { amount: string; currency: string }>> = {};
    for (const { number_type, current_price, base_price } of answer.phone_number_prices ?? []) {
      const amount = current_price ?? base_price;
      if (number_type && amount !== null) prices[number_type] = { amount, currency: answer.price_unit };
    }
    return prices;
  });
}

const configuration = (setup: NumberSetup) => ({
  FriendlyName: setup.label,
  VoiceUrl: setup.voiceUrl,
  VoiceMethod: "POST",
  StatusCallback: setup.voiceStatusUrl,
  StatusCallbackMethod: "POST",
  SmsUrl: setup.smsUrl,
  SmsMethod: "POST",
});

function toNumber({ sid, phone_number, friendly_name, type, capabilities }: wire.IncomingNumber): CarrierNumber {
  return { carrierId: sid, e164: phone_number, label: friendly_name, country: null, type, capabilities };
}

/** The answer in our words. An answer without the body it must have says nothing. */
function mapped<A, B>(result: CarrierResult<A | null>, map: (value: A) => B): CarrierResult<B> {
  if (result.kind !== "ok") return result;
  if (result.value === null) return { kind: "unknown", message: "The answer had no body." };
  return { kind: "ok", value: map(result.value) };
}
