// Pure: no I/O, no clock, no randomness.
import {
  type NumberWebhook,
  type WebhookUrlParts,
  webhookPath,
  webhookUrl,
} from "#inventory/phone-numbers/webhook-urls";
import type { NumberSettings, SettingName, SettingsChange } from "#kernel/ports/number-configuration";
import { shownUrl } from "./obstacles";

/** The settings of an imported number that the platform writes, and the recognition of its own URLs. */

/** A URL, the method by which Twilio requests it, and the webhook that an import puts there. */
const urlSettings = [
  { url: "voice_url", method: "voice_method", webhook: "voice" },
  { url: "status_callback", method: "status_callback_method", webhook: "voice-status" },
  { url: "sms_url", method: "sms_method", webhook: "sms" },
] as const satisfies readonly { url: SettingName; method: SettingName; webhook: NumberWebhook }[];

/** References to what answers instead of a URL; an import empties them. */
const referenceSettings = [
  "trunk_sid",
  "voice_application_sid",
  "sms_application_sid",
] as const satisfies SettingName[];

/** A trunk and a voice application exclude each other: Twilio empties one when the other is set. */
const excludedBy: Partial<Record<SettingName, SettingName>> = {
  trunk_sid: "voice_application_sid",
  voice_application_sid: "trunk_sid",
};

/**
 * The change that points a number at the platform. It leaves alone what it need not touch: the fallback URLs, the name,
 * the documents. A number in fax mode would not ring.
 */
export function pointedSettings(before: NumberSettings, number: WebhookUrlParts): SettingsChange {
  const change: Partial<Record<SettingName, string | null>> = {};
  for (const { url, method, webhook } of urlSettings) {
    change[url] = webhookUrl(number, webhook);
    change[method] = "POST";
  }
  if (before.voice_receive_mode === "fax") change.voice_receive_mode = "voice";
  for (const name of referenceSettings) if (before[name] !== null) change[name] = null;
  return change;
}

/** A setting, or the route of the number's region, that an import would change. `null`: it is empty. */
export interface PlannedChange {
  readonly setting: SettingName | "region";
  readonly from: string | null;
  readonly to: string | null;
}

interface Located {
  readonly settings: NumberSettings;
  /** The region that answers the number; `null` if Twilio did not say. */
  readonly voiceRegion: string | null;
  /** The region of the account's credentials. */
  readonly accountRegion: string;
}

/** The changes of an import of this number, without the queries of its URLs, which may hold secrets. */
export function plannedChanges(
  { settings, voiceRegion, accountRegion }: Located,
  number: WebhookUrlParts,
): PlannedChange[] {
  const wanted = pointedSettings(settings, number);
  const isUrl = (name: SettingName): boolean => urlSettings.some(({ url }) => url === name);
  const changes = differing(wanted, settings).map((setting) => ({
    setting,
    from: isUrl(setting) ? shownUrl(settings[setting]) : settings[setting],
    to: wanted[setting] ?? null,
  }));
  if (voiceRegion === null || voiceRegion === accountRegion) return changes;
  return [...changes, { setting: "region", from: voiceRegion, to: accountRegion }];
}

/** The settings that a read-back shows with other values than were written. */
export const differing = (wanted: SettingsChange, now: NumberSettings): SettingName[] =>
  namesIn(wanted).filter((name) => wanted[name] !== now[name]);

export const namesIn = (change: SettingsChange): SettingName[] =>
  Object.keys(change).filter((name): name is SettingName => name in change);

type IsOurs = (url: string | null) => boolean;

/** Whether a URL is one of this number's webhooks, at any origin that the deployment has had. */
export const isWebhookOf =
  ({ tenantId, phoneNumberId }: Pick<WebhookUrlParts, "tenantId" | "phoneNumberId">): IsOurs =>
  (url) =>
    URL.parse(url ?? "")?.pathname.startsWith(webhookPath(tenantId, phoneNumberId, "*").slice(0, -1)) ?? false;

/** Whether a URL is a webhook of any number at one of these origins. */
export const isWebhookAt =
  (origins: readonly string[]): IsOurs =>
  (url) => {
    const parsed = URL.parse(url ?? "");
    return (
      parsed !== null &&
      origins.includes(parsed.origin) &&
      /^\/twilio\/ten_\w+\/numbers\/num_\w+\//.test(parsed.pathname)
    );
  };

export interface RestorePlan {
  /** The settings to write. */
  readonly change: SettingsChange;
  /** Settings that another program has changed since: they stay as they are. */
  readonly kept: readonly SettingName[];
}

/**
 * Compares what a number was (`before`) with what it is (`now`). A setting is put back while it still has the value
 * that the import gave it; any other value is a later decision of its owner.
 */
export function planRestore(before: NumberSettings, now: NumberSettings, isOurs: IsOurs): RestorePlan {
  const change: Partial<Record<SettingName, string | null>> = {};
  const kept: SettingName[] = [];
  for (const name of namesIn(before)) {
    if (now[name] === before[name]) continue;
    if (isStillOurs(name, before, now, isOurs)) change[name] = before[name];
    else kept.push(name);
  }
  return { change, kept };
}

function isStillOurs(name: SettingName, before: NumberSettings, now: NumberSettings, isOurs: IsOurs): boolean {
  const url = urlSettings.find((setting) => setting.url === name || setting.method === name)?.url;
  if (url) return isOurs(now[url]);
  if (name === "voice_receive_mode") return before[name] === "fax" && now[name] === "voice";
  if (!referenceSettings.some((reference) => reference === name)) return false;
  const other = excludedBy[name];
  return now[name] === null && (other === undefined || now[other] === null);
}

/** Groups of settings that are written one by one when Twilio refuses them together. */
export function restoreGroups(change: SettingsChange): SettingsChange[] {
  const groups: Partial<Record<SettingName, string | null>>[] = [];
  const take = (...names: SettingName[]) => {
    const taken = Object.fromEntries(
      names.filter((name) => name in change).map((name) => [name, change[name] ?? null]),
    );
    if (Object.keys(taken).length > 0) groups.push(taken);
  };
  for (const { url, method } of urlSettings) take(url, method);
  take("voice_receive_mode");
  for (const name of referenceSettings) take(name);
  return groups;
}

/**
 * A number's settings without what an earlier import has left there, for one that was forgotten without a restoration:
 * the values of its old snapshot, or nothing.
 */
export function withoutLeftovers(now: NumberSettings, old: NumberSettings | null, isOurs: IsOurs): NumberSettings {
  if (!urlSettings.some(({ url }) => isOurs(now[url]))) return now;
  const empty = Object.fromEntries(urlSettings.flatMap(({ url }) => (isOurs(now[url]) ? [[url, null]] : [])));
  if (!old) return { ...now, ...empty };
  return { ...now, ...planRestore(old, now, isOurs).change };
}
