import type {
  Address,
  Bundle,
  Carrier,
  CarrierNumber,
  CarrierRefusal,
  CarrierResult,
  Country,
  CountryPrices,
  KindOfNumber,
  NumberSearch,
  NumberSetup,
  NumberType,
  OfferedNumber,
  OwnedNumber,
  OwnedPage,
  RegulatoryDocuments,
} from "#kernel/ports/carrier";
import type { Regulation } from "#kernel/values/regulation";
import { listSenderGroups, listVerifications, readBundles, readSenderGroup } from "./compliance";
import { isResourceNotFound, mapResult, RESOURCE_NOT_FOUND, sendRequest, type TwilioDeps } from "./http";
import * as wire from "./wire";

const subresources = { local: "Local", mobile: "Mobile", toll_free: "TollFree" } as const satisfies Record<
  NumberType,
  string
>;

const regulatedTypes = { local: "local", mobile: "mobile", toll_free: "toll-free" } as const satisfies Record<
  NumberType,
  string
>;

/**
 * The `Carrier` port for Twilio. Sources: its official OpenAPI documents `api_v2010`, `pricing_v1`, `numbers_v2` and
 * `messaging_v1`.
 */
export function createTwilio(deps: TwilioDeps): Carrier {
  const account = `/2010-04-01/Accounts/${deps.account.accountSid}`;
  return {
    search: (search) => searchNumbers(deps, account, search),
    countries: () => listCountries(deps, account),
    prices: (country) => fetchPrices(deps, country),
    regulations: (country, type) => listRegulations(deps, country, type),
    address: (sid) => fetchAddress(deps, account, sid),
    bundle: (sid, kind) => findBundle(deps, sid, kind),
    bundles: (sids) => readBundles(deps, sids),
    senderGroups: () => listSenderGroups(deps),
    senderGroup: (id) => readSenderGroup(deps, id),
    tollFreeVerifications: () => listVerifications(deps),
    buy: async (e164, setup, documents) => {
      const { addressSid, bundleSid } = documents;
      const params = {
        PhoneNumber: e164,
        ...configuration(setup),
        AddressSid: addressSid ?? undefined,
        BundleSid: bundleSid ?? undefined,
      };
      const path = `${account}/IncomingPhoneNumbers.json`;
      const sold = mapResult(
        await sendRequest(deps, { method: "POST", product: "api", path, params }, wire.incomingNumber()),
        toNumber,
      );
      if (sold.kind === "refused") return { ...sold, code: refusalFor(documents, sold.code) };
      if (sold.kind !== "ok" || sold.value.e164 === e164) return sold;
      return { kind: "unknown", message: "Twilio's answer is about another number." };
    },
    findOwned: (e164) => findOwned(deps, account, e164),
    fetchOwned: async (carrierId) => {
      const path = `${account}/IncomingPhoneNumbers/${carrierId}.json`;
      const result = await sendRequest(deps, { method: "GET", product: "api", path }, wire.incomingNumber());
      return isResourceNotFound(result) ? { kind: "ok", value: null } : mapResult(result, toOwned);
    },
    listOwned: (page) => listOwned(deps, account, page),
    configure: async (carrierId, setup) => {
      const path = `${account}/IncomingPhoneNumbers/${carrierId}.json`;
      const request = { method: "POST", product: "api", path, params: configuration(setup) } as const;
      return mapResult(await sendRequest(deps, request, wire.incomingNumber()), toNumber);
    },
    release: async (carrierId) => {
      const path = `${account}/IncomingPhoneNumbers/${carrierId}.json`;
      const result = await sendRequest<never>(deps, { method: "DELETE", product: "api", path }, null);
      return isResourceNotFound(result) ? { kind: "ok", value: null } : result;
    },
    send: async ({ from, to, text, media, statusUrl }) => {
      const params = {
        From: from,
        To: to,
        Body: text,
        MediaUrl: media.map(({ url }) => url),
        StatusCallback: statusUrl,
      };
      const request = { method: "POST", product: "api", path: `${account}/Messages.json`, params } as const;
      return mapResult(await sendRequest(deps, request, wire.sentMessage()), ({ sid }) => ({ carrierId: sid }));
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
  const result = await sendRequest(deps, { method: "GET", product: "api", path, params }, wire.availableNumbers());
  if (isResourceNotFound(result)) {
    const message = `Twilio has no ${search.type.replace("_", "-")} numbers in ${search.country}.`;
    return { kind: "refused", code: "number_type_unavailable", carrierCode: RESOURCE_NOT_FOUND, message };
  }
  return mapResult(result, ({ available_phone_numbers: offered }) =>
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

/**
 * Finds a number in the account. Twilio also returns partial matches: only an exact one counts, and "none" needs one
 * page.
 */
async function findOwned(deps: TwilioDeps, account: string, e164: string): Promise<CarrierResult<OwnedNumber | null>> {
  const request = {
    method: "GET",
    product: "api",
    path: `${account}/IncomingPhoneNumbers.json`,
    params: { PhoneNumber: e164, PageSize: 1000 },
  } as const;
  const listed = mapResult(await sendRequest(deps, request, wire.incomingNumbers()), (page) => page);
  if (listed.kind !== "ok") return listed;
  const { incoming_phone_numbers: found, next_page_uri: more } = listed.value;
  const exact = found.find(({ phone_number }) => phone_number === e164);
  if (!exact && more !== null)
    return { kind: "unknown", message: "More than 1,000 numbers match, so the number may be among the rest." };
  return { kind: "ok", value: exact ? toOwned(exact) : null };
}

/**
 * Lists one page of 500 numbers, half of Twilio's maximum, so that a sync slice holds little in memory. `page` is the
 * query of Twilio's link to it. A link to another path is not followed, because our credentials would go with it.
 */
async function listOwned(deps: TwilioDeps, account: string, page: string | null): Promise<CarrierResult<OwnedPage>> {
  const list = `${account}/IncomingPhoneNumbers.json?`;
  const request = { method: "GET", product: "api", path: list + (page ?? "PageSize=500") } as const;
  const listed = mapResult(await sendRequest(deps, request, wire.incomingNumbers()), (found) => found);
  if (listed.kind !== "ok") return listed;
  const { incoming_phone_numbers: numbers, next_page_uri: link } = listed.value;
  const next = link?.startsWith(list) ? link.slice(list.length) : null;
  if (link !== null && (next === null || next === page)) {
    return { kind: "unknown", message: "Twilio's link to the next page leads out of the list." };
  }
  return { kind: "ok", value: { numbers: numbers.map(toOwned), next } };
}

/** All countries: Twilio has fewer than 200, so one page of the largest size holds them. */
async function listCountries(deps: TwilioDeps, account: string): Promise<CarrierResult<Country[]>> {
  const request = {
    method: "GET",
    product: "api",
    path: `${account}/AvailablePhoneNumbers.json`,
    params: { PageSize: 1000 },
  } as const;
  return mapResult(await sendRequest(deps, request, wire.countries()), ({ countries }) =>
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
  return mapResult(
    await sendRequest(deps, { method: "GET", product: "pricing", path }, wire.countryPrices()),
    (answer) => {
      const prices: Partial<Record<NumberType, { amount: string; currency: string }>> = {};
      for (const { number_type, current_price, base_price } of answer.phone_number_prices ?? []) {
        const amount = current_price ?? base_price;
        if (number_type && amount !== null) prices[number_type] = { amount, currency: answer.price_unit };
      }
      return prices;
    },
  );
}

/**
 * Twilio uses one code for missing and for unsuitable documents. A request that named the document means unsuitable.
 */
function refusalFor({ addressSid, bundleSid }: RegulatoryDocuments, code: CarrierRefusal): CarrierRefusal {
  if (code === "address_required" && addressSid !== null) return "address_rejected";
  return code === "bundle_required" && bundleSid !== null ? "bundle_rejected" : code;
}

async function listRegulations(
  deps: TwilioDeps,
  country: string,
  type: NumberType,
): Promise<CarrierResult<Regulation[]>> {
  const path = "/v2/RegulatoryCompliance/Regulations";
  const params = { IsoCountry: country, NumberType: regulatedTypes[type], PageSize: 1000 };
  const result = await sendRequest(deps, { method: "GET", product: "numbers", path, params }, wire.regulations());
  return mapResult(result, ({ results }) => results.map(toRegulation));
}

function toRegulation({ sid, friendly_name, end_user_type, requirements }: wire.Regulations["results"][number]) {
  const documents = (requirements?.supporting_document ?? []).flat();
  return {
    id: sid,
    name: friendly_name ?? sid,
    endUser: end_user_type,
    information: (requirements?.end_user ?? []).flatMap(wire.fieldsOf),
    documents: documents.map(({ name, requirement_name, description, accepted_documents }) => ({
      name: requirement_name,
      label: name ?? requirement_name,
      description,
      accepted: accepted_documents.map((one) => ({
        name: one.type,
        label: one.name ?? one.type,
        fields: wire.fieldsOf(one),
      })),
    })),
  };
}

async function fetchAddress(deps: TwilioDeps, account: string, sid: string): Promise<CarrierResult<Address | null>> {
  const path = `${account}/Addresses/${sid}.json`;
  const result = await sendRequest(deps, { method: "GET", product: "api", path }, wire.address());
  if (isResourceNotFound(result)) return { kind: "ok", value: null };
  return mapResult(result, (found) => ({ sid: found.sid, country: found.iso_country }));
}

/** Reads the list, because its query can ask for a country and type, which a bundle itself does not show. */
async function findBundle(
  deps: TwilioDeps,
  sid: string,
  kind: KindOfNumber | undefined,
): Promise<CarrierResult<Bundle | null>> {
  const path = "/v2/RegulatoryCompliance/Bundles";
  const params = { BundleSids: sid, IsoCountry: kind?.country, NumberType: kind && regulatedTypes[kind.type] };
  const result = await sendRequest(deps, { method: "GET", product: "numbers", path, params }, wire.bundles());
  return mapResult(result, ({ results }) => {
    const found = results.find((bundle) => bundle.sid === sid);
    return found ? { sid, status: found.status } : null;
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

const toOwned = (number: wire.IncomingNumber): OwnedNumber => ({
  ...toNumber(number),
  boughtAt: number.date_created,
  voiceUrl: number.voice_url ?? "",
  voiceStatusUrl: number.status_callback ?? "",
  smsUrl: number.sms_url ?? "",
  voiceApplication: number.voice_application_sid,
  smsApplication: number.sms_application_sid,
  trunk: number.trunk_sid,
  documents: {
    addressRequirement: number.address_requirements,
    addressSid: number.address_sid,
    bundleSid: number.bundle_sid,
    emergencyCalling: number.emergency_status,
    emergencyAddress: number.emergency_address_status,
  },
});
