// Pure: no I/O, no clock, no randomness.
import type { Capabilities, CarrierResult, NumberType } from "./carrier";

/**
 * The settings of a number's record at Twilio that a request may write, by Twilio's own names: tenants know them from
 * there. Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
 */
const settingNames = [
  "friendly_name",
  "api_version",
  "voice_url",
  "voice_method",
  "voice_fallback_url",
  "voice_fallback_method",
  "voice_caller_id_lookup",
  "voice_application_sid",
  "voice_receive_mode",
  "status_callback",
  "status_callback_method",
  "sms_url",
  "sms_method",
  "sms_fallback_url",
  "sms_fallback_method",
  "sms_application_sid",
  "trunk_sid",
  "address_sid",
  "bundle_sid",
  "identity_sid",
  "emergency_status",
  "emergency_address_sid",
] as const;
export type SettingName = (typeof settingNames)[number];

/** Missing and empty values are null; a boolean is `true` or `false` as text. */
export type NumberSettings = Readonly<Record<SettingName, string | null>>;
export type SettingsChange = Readonly<Partial<NumberSettings>>;

/** Settings by a function of their names. Safe: each name gets its value. */
export const settingsBy = (value: (name: SettingName) => string | null): NumberSettings =>
  Object.fromEntries(settingNames.map((name) => [name, value(name)])) as NumberSettings;

/** A number of an account, with all its settings in the region of the account's credentials. */
export interface ConfiguredNumber {
  readonly carrierId: string;
  readonly e164: string;
  readonly type: NumberType | null;
  readonly capabilities: Capabilities;
  readonly settings: NumberSettings;
}

export interface ConfiguredPage {
  readonly numbers: readonly ConfiguredNumber[];
  /** The position of the page that follows; `null` at the end of the list. */
  readonly next: string | null;
}

/** The port to the numbers of one account as it has set them up. */
export interface NumberConfigurationPort {
  /** The account's numbers in Twilio's order, up to 1,000 a page. `position`: a page's `next`; `null` for the first. */
  list(position: string | null, limit: number): Promise<CarrierResult<ConfiguredPage>>;
  /** `null` if the account does not have the number. */
  find(e164: string): Promise<CarrierResult<ConfiguredNumber | null>>;
  /** The same by Twilio's id. */
  read(carrierId: string): Promise<CarrierResult<ConfiguredNumber | null>>;
  /** Writes these settings and no others; `null` empties one. Twilio writes all of them or none. */
  write(carrierId: string, change: SettingsChange): Promise<CarrierResult<ConfiguredNumber>>;
  /** The Twilio Region whose record answers the number's calls, like `us1`; `null` if the number has no route. */
  voiceRegion(e164: string): Promise<CarrierResult<string | null>>;
  setVoiceRegion(e164: string, region: string): Promise<CarrierResult<null>>;
}
