// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";

export type CarrierNumber = Answer<"GET", "/v1/carrier-accounts/{carrier_account_id}/numbers">["data"][number];

/** A setting of a number's record at Twilio that an import changes. */
export interface SettingChange {
  /** Twilio's name of it. */
  readonly setting: string;
  /** `null`: it is empty. */
  readonly before: string | null;
  /** `platform`: a URL of this platform; `null`: it is emptied. */
  readonly after: { readonly value: string | null } | "platform";
}

/** The changes that an import makes to a number, as the guide "Use your own Twilio account" describes them. */
export function settingChanges(
  { answered_by: now, voice_region: region }: CarrierNumber,
  accountRegion: string,
): SettingChange[] {
  const urls = ["voice_url", "status_callback", "sms_url"] as const;
  const references = ["trunk_sid", "voice_application_sid", "sms_application_sid"] as const;
  return [
    ...urls.map((setting) => ({ setting, before: now[setting], after: "platform" as const })),
    ...references.flatMap((setting) =>
      now[setting] === null ? [] : [{ setting, before: now[setting], after: { value: null } }],
    ),
    ...(region === null || region === accountRegion
      ? []
      : [{ setting: "voice_region", before: region, after: { value: accountRegion } }]),
  ];
}
