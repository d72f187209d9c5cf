import * as z from "zod";
import type { CarrierResult } from "#kernel/ports/carrier";
import {
  type ConfiguredNumber,
  type ConfiguredPage,
  type NumberConfigurationPort,
  type SettingName,
  type SettingsChange,
  settingsBy,
} from "#kernel/ports/number-configuration";
import { lazily } from "#kernel/values/lazily";
import { isResourceNotFound, mapResult, sendRequest, type TwilioDeps, type TwilioRequest } from "./http";
import { incomingNumber } from "./wire";

/** Twilio's parameter of each setting. */
const parameters = {
  friendly_name: "FriendlyName",
  api_version: "ApiVersion",
  voice_url: "VoiceUrl",
  voice_method: "VoiceMethod",
  voice_fallback_url: "VoiceFallbackUrl",
  voice_fallback_method: "VoiceFallbackMethod",
  voice_caller_id_lookup: "VoiceCallerIdLookup",
  voice_application_sid: "VoiceApplicationSid",
  voice_receive_mode: "VoiceReceiveMode",
  status_callback: "StatusCallback",
  status_callback_method: "StatusCallbackMethod",
  sms_url: "SmsUrl",
  sms_method: "SmsMethod",
  sms_fallback_url: "SmsFallbackUrl",
  sms_fallback_method: "SmsFallbackMethod",
  sms_application_sid: "SmsApplicationSid",
  trunk_sid: "TrunkSid",
  address_sid: "AddressSid",
  bundle_sid: "BundleSid",
  identity_sid: "IdentitySid",
  emergency_status: "EmergencyStatus",
  emergency_address_sid: "EmergencyAddressSid",
} as const satisfies Record<SettingName, string>;

const configuredNumber = lazily(() =>
  z
    .looseObject(incomingNumber().pick({ sid: true, phone_number: true, type: true, capabilities: true }).shape)
    .transform(
      ({ sid, phone_number, type, capabilities, ...record }): ConfiguredNumber => ({
        carrierId: sid,
        e164: phone_number,
        type,
        capabilities,
        settings: settingsBy((name) => textOf(record[name])),
      }),
    ),
);

/** Twilio writes a missing value as null or as empty text. */
const textOf = (value: unknown): string | null => {
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
};

const numberPage = lazily(() =>
  z.object({ incoming_phone_numbers: z.array(configuredNumber()), next_page_uri: z.string().nullish() }),
);

const route = lazily(() => z.object({ voice_region: z.string().nullish() }));

/**
 * The `NumberConfigurationPort` for Twilio. Sources: its official OpenAPI documents `api_v2010` and `routes_v2`.
 */
export function createNumberConfiguration(deps: TwilioDeps): NumberConfigurationPort {
  const numbers = `/2010-04-01/Accounts/${deps.account.accountSid}/IncomingPhoneNumbers`;
  const routeOf = (e164: string) =>
    ({ product: "routes", path: `/v2/PhoneNumbers/${encodeURIComponent(e164)}` }) as const;
  return {
    list: (position, limit) => listNumbers(deps, `${numbers}.json`, position, limit),
    find: (e164) => findNumber(deps, `${numbers}.json`, e164),
    read: async (carrierId) => {
      const request = { method: "GET", product: "api", path: `${numbers}/${carrierId}.json` } as const;
      return orNull(await sendNumber(deps, request));
    },
    write: (carrierId, change) =>
      sendNumber(deps, {
        method: "POST",
        product: "api",
        path: `${numbers}/${carrierId}.json`,
        params: parametersOf(change),
      }),
    voiceRegion: async (e164) => {
      const result = await sendRequest(deps, { method: "GET", ...routeOf(e164) }, route());
      return orNull(mapResult(result, ({ voice_region }) => voice_region || null));
    },
    setVoiceRegion: async (e164, region) => {
      const params = { VoiceRegion: region };
      return mapResult(await sendRequest(deps, { method: "POST", ...routeOf(e164), params }, route()), () => null);
    },
  };
}

const sendNumber = async (deps: TwilioDeps, request: TwilioRequest): Promise<CarrierResult<ConfiguredNumber>> =>
  mapResult(await sendRequest(deps, request, configuredNumber()), (number) => number);

/** Null instead of Twilio's answer that there is no such resource. */
const orNull = <T>(result: CarrierResult<T>): CarrierResult<T | null> =>
  isResourceNotFound(result) ? { kind: "ok", value: null } : result;

function parametersOf(change: SettingsChange): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(change)) {
    const parameter = Object.entries(parameters).find(([known]) => known === name)?.[1];
    if (parameter && value !== undefined) params[parameter] = value ?? "";
  }
  return params;
}

/**
 * Only these fields of Twilio's link to the next page are kept, so a position cannot ask for anything but a page of
 * this list.
 */
const pageFields = ["PageSize", "Page", "PageToken"] as const;

async function listNumbers(
  deps: TwilioDeps,
  path: string,
  position: string | null,
  limit: number,
): Promise<CarrierResult<ConfiguredPage>> {
  const asked = new URLSearchParams(position ?? "");
  asked.set("PageSize", String(limit));
  const params = Object.fromEntries(
    pageFields.flatMap((name) => [...asked.getAll(name)].map((value) => [name, value])),
  );
  const listed = await sendRequest(deps, { method: "GET", product: "api", path, params }, numberPage());
  const page = mapResult(listed, (found) => found);
  if (page.kind !== "ok") return page;
  const { incoming_phone_numbers: numbers, next_page_uri: link } = page.value;
  if (!link) return { kind: "ok", value: { numbers, next: null } };
  const next = link.startsWith(`${path}?`) ? link.slice(path.length + 1) : null;
  if (next === null || next === position) {
    return { kind: "unknown", message: "Twilio's link to the next page leads out of the list." };
  }
  return { kind: "ok", value: { numbers, next } };
}

/** Twilio also returns numbers that contain this one, so only an exact match counts. */
async function findNumber(
  deps: TwilioDeps,
  path: string,
  e164: string,
): Promise<CarrierResult<ConfiguredNumber | null>> {
  const params = { PhoneNumber: e164, PageSize: 1000 };
  const listed = await sendRequest(deps, { method: "GET", product: "api", path, params }, numberPage());
  return mapResult(
    listed,
    ({ incoming_phone_numbers: numbers }) => numbers.find((number) => number.e164 === e164) ?? null,
  );
}
