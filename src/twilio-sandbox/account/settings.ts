import { z } from "zod";
import { invalidParameter, TwilioProblem } from "../problem";

const method = z.enum(["GET", "POST"]).default("POST");
const text = z.string().default("");
const sid = z.string().nullable().default(null);

export const emergencyAddressStatuses = [
  "registered",
  "unregistered",
  "pending-registration",
  "registration-failure",
  "pending-unregistration",
  "unregistration-failure",
] as const;

/** How a number is configured, in the words of its resource. The defaults are those of a number just bought. */
export const numberSettings = z.object({
  api_version: z.string().default("2010-04-01"),
  voice_url: text,
  voice_method: method,
  voice_fallback_url: text,
  voice_fallback_method: method,
  voice_caller_id_lookup: z.boolean().default(false),
  voice_application_sid: text,
  voice_receive_mode: z.enum(["voice", "fax"]).default("voice"),
  sms_url: text,
  sms_method: method,
  sms_fallback_url: text,
  sms_fallback_method: method,
  sms_application_sid: text,
  status_callback: text,
  status_callback_method: method,
  trunk_sid: sid,
  address_sid: sid,
  bundle_sid: sid,
  identity_sid: sid,
  emergency_status: z.enum(["Active", "Inactive"]).default("Inactive"),
  emergency_address_sid: sid,
  emergency_address_status: z.enum(emergencyAddressStatuses).default("unregistered"),
});
export type NumberSettings = z.output<typeof numberSettings>;

/** The last value of a repeated key counts. Twilio's own clients never repeat one here. */
export const formField = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value : (value.at(-1) ?? "")))
  .optional();

/** The form of a purchase or an update. Twilio ignores parameters it does not know. */
export const numberForm = z.object({
  PhoneNumber: formField,
  AreaCode: formField,
  AccountSid: formField,
  FriendlyName: formField,
  ApiVersion: formField,
  VoiceUrl: formField,
  VoiceMethod: formField,
  VoiceFallbackUrl: formField,
  VoiceFallbackMethod: formField,
  VoiceCallerIdLookup: formField,
  VoiceApplicationSid: formField,
  VoiceReceiveMode: formField,
  SmsUrl: formField,
  SmsMethod: formField,
  SmsFallbackUrl: formField,
  SmsFallbackMethod: formField,
  SmsApplicationSid: formField,
  StatusCallback: formField,
  StatusCallbackMethod: formField,
  TrunkSid: formField,
  AddressSid: formField,
  BundleSid: formField,
  IdentitySid: formField,
  EmergencyStatus: formField,
  EmergencyAddressSid: formField,
});
export type NumberForm = z.output<typeof numberForm>;

/**
 * The settings after the form: a parameter that is absent changes nothing, an empty one clears. A trunk and a voice
 * application exclude each other, and the one set last stays.
 */
export function configured(settings: NumberSettings, form: NumberForm): NumberSettings {
  const next: NumberSettings = {
    ...settings,
    api_version: form.ApiVersion || settings.api_version,
    voice_url: url("VoiceUrl", form) ?? settings.voice_url,
    voice_method: httpMethod("VoiceMethod", form) ?? settings.voice_method,
    voice_fallback_url: url("VoiceFallbackUrl", form) ?? settings.voice_fallback_url,
    voice_fallback_method: httpMethod("VoiceFallbackMethod", form) ?? settings.voice_fallback_method,
    voice_caller_id_lookup: flag("VoiceCallerIdLookup", form) ?? settings.voice_caller_id_lookup,
    voice_application_sid: applicationSid("VoiceApplicationSid", form) ?? settings.voice_application_sid,
    voice_receive_mode: oneOf("VoiceReceiveMode", ["voice", "fax"], form) ?? settings.voice_receive_mode,
    sms_url: url("SmsUrl", form) ?? settings.sms_url,
    sms_method: httpMethod("SmsMethod", form) ?? settings.sms_method,
    sms_fallback_url: url("SmsFallbackUrl", form) ?? settings.sms_fallback_url,
    sms_fallback_method: httpMethod("SmsFallbackMethod", form) ?? settings.sms_fallback_method,
    sms_application_sid: applicationSid("SmsApplicationSid", form) ?? settings.sms_application_sid,
    status_callback: url("StatusCallback", form) ?? settings.status_callback,
    status_callback_method: httpMethod("StatusCallbackMethod", form) ?? settings.status_callback_method,
    trunk_sid: resourceSid("TrunkSid", "TK", form, settings.trunk_sid),
    address_sid: resourceSid("AddressSid", "AD", form, settings.address_sid),
    bundle_sid: resourceSid("BundleSid", "BU", form, settings.bundle_sid),
    identity_sid: resourceSid("IdentitySid", "RI", form, settings.identity_sid),
    emergency_status: oneOf("EmergencyStatus", ["Active", "Inactive"], form) ?? settings.emergency_status,
    emergency_address_sid: resourceSid("EmergencyAddressSid", "AD", form, settings.emergency_address_sid),
  };
  // The emergency services of the sandbox take every address at once.
  if (form.EmergencyAddressSid !== undefined) {
    next.emergency_address_status = form.EmergencyAddressSid === "" ? "unregistered" : "registered";
  }
  if (form.TrunkSid) next.voice_application_sid = "";
  else if (form.VoiceApplicationSid) next.trunk_sid = null;
  if (form.VoiceFallbackUrl && !next.voice_url) {
    throw new TwilioProblem(400, 21405, "VoiceFallbackUrl was set without a VoiceUrl");
  }
  if (form.SmsFallbackUrl && !next.sms_url) {
    throw new TwilioProblem(400, 21406, "SmsFallbackUrl was set without an SmsUrl");
  }
  return next;
}

type Name = keyof NumberForm;

function url(name: Name, form: NumberForm): string | undefined {
  const value = form[name];
  if (!value) return value;
  const parsed = URL.parse(value);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new TwilioProblem(400, 21402, `${name} is not a valid URL: ${value}`);
  }
  return value;
}

function httpMethod(name: Name, form: NumberForm): "GET" | "POST" | undefined {
  const value = form[name]?.toUpperCase();
  if (value === undefined || value === "GET" || value === "POST") return value;
  if (value === "") return "POST";
  throw new TwilioProblem(400, 21403, `${name} is not a valid HTTP method: ${value}`);
}

function flag(name: Name, form: NumberForm): boolean | undefined {
  const value = form[name]?.toLowerCase();
  if (!value) return undefined;
  if (value !== "true" && value !== "false") throw invalidParameter(name, value);
  return value === "true";
}

function oneOf<Choice extends string>(name: Name, choices: readonly Choice[], form: NumberForm): Choice | undefined {
  const value = form[name];
  if (!value) return undefined;
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw invalidParameter(name, value);
  return choice;
}

function applicationSid(name: Name, form: NumberForm): string | undefined {
  const value = form[name];
  if (!value || /^AP[0-9a-fA-F]{32}$/.test(value)) return value;
  throw new TwilioProblem(400, 21420, `${name} is not accessible: ${value}`);
}

function resourceSid(name: Name, prefix: string, form: NumberForm, current: string | null): string | null {
  const value = form[name];
  if (value === undefined) return current;
  if (value === "") return null;
  if (new RegExp(`^${prefix}[0-9a-fA-F]{32}$`).test(value)) return value;
  throw new TwilioProblem(400, 20423, `${name} is not a valid SID: ${value}`);
}
