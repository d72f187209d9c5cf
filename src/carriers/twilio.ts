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
      return mapped(await ask(deps, { method: "POST", product: "api", path, params }, wire.incomingNumber), toNumber);
    },
    findOwned: async (e164) => {
      const request = {
        method: "GET",
        product: "api",
        path: `${account}/IncomingPhoneNumbers.json`,
        params: { PhoneNumber: e164 },
      } as const;
      return mapped(await ask(deps, request, wire.incomingNumbers), ({ incoming_phone_numbers: found }) => {
        const exact = found.find(({ phone_number }) => phone_number === e164);
        return exact ? toNumber(exact) : null;
      });
    },
    configure: async (carrierId, setup) => {
      const path = `${account}/IncomingPhoneNumbers/${carrierId}.json`;
      const request = { method: "POST", product: "api", path, params: configuration(setup) } as const;
      return mapped(await ask(deps, request, wire.incomingNumber), toNumber);
    },
    release: async (carrierId) => {
      const path = `${account}/IncomingPhoneNumbers/${carrierId}.json`;
      const result = await ask<never>(deps, { method: "DELETE", product: "api", path }, null);
      return result.kind === "refused" && result.code === "not_found" ? { kind: "ok", value: null } : result;
    },
  };
}

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
  if (result.kind === "refused" && result.code === "not_found") return { ...result, code: "number_type_unavailable" };
  return mapped(result, ({ available_phone_numbers: offered }) =>
    offered.map((one) => ({
      e164: one.phone_number,
      country: one.iso_country,
      locality: one.locality,
      region: one.region,
      postalCode: one.postal_code,
      rateCenter: one.rate_center,
      capabilities: one.capabilities,
      addressRequirement: one.address_requirements,
    })),
  );
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
      return { country: country_code, name: country, types };
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
