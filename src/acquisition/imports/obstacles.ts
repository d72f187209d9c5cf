// Pure: no I/O, no clock, no randomness.
import type { CarrierRegion } from "#kernel/ports/carrier-account";
import type { NumberSettings, SettingName } from "#kernel/ports/number-configuration";

/** The things at Twilio that answer a number's calls or messages before its URLs do. An import may replace them. */
export const replaceables = ["trunk", "application", "studio_flow", "region"] as const;
export type Replaceable = (typeof replaceables)[number];

export const obstacleKinds = [...replaceables, "already_imported", "imported_by_another_tenant"] as const;

/** Why a number cannot be imported as it is. */
export type Obstacle =
  | {
      readonly kind: Replaceable;
      readonly setting: SettingName | null;
      /** Twilio's id of the trunk, application or flow; the region's name. */
      readonly value: string;
    }
  | { readonly kind: "already_imported"; readonly phoneNumberId: string }
  | { readonly kind: "imported_by_another_tenant" };

/** A number's row in the inventory, of any tenant. */
interface ImportedAs {
  readonly id: string;
  readonly tenantId: string;
}

export interface Situation {
  readonly tenantId: string;
  readonly settings: NumberSettings;
  /** The region of the account's credentials, whose record an import changes. */
  readonly accountRegion: CarrierRegion;
  /** The region that answers the number; `null` if Twilio did not say. */
  readonly voiceRegion: string | null;
  readonly importedAs: ImportedAs | undefined;
}

/** https://www.twilio.com/docs/studio/user-guide/get-started: the URL by which a number starts a flow. */
const studioFlow = /^https:\/\/(?:webhooks|studio)\.twilio\.com\/.*\/Flows\/(FW[0-9a-f]{32})(?:[/?]|$)/i;

const flowIn = (url: string | null): string | null => studioFlow.exec(url ?? "")?.[1] ?? null;

/** Everything that stands in the way of an import. A trunk hides the voice application and the voice URL. */
export function obstaclesOf({ tenantId, settings, accountRegion, voiceRegion, importedAs }: Situation): Obstacle[] {
  if (importedAs?.tenantId === tenantId) return [{ kind: "already_imported", phoneNumberId: importedAs.id }];
  if (importedAs) return [{ kind: "imported_by_another_tenant" }];
  const replaced = (kind: Replaceable, setting: SettingName | null, value: string | null): Obstacle[] =>
    value === null ? [] : [{ kind, setting, value }];
  return [
    ...replaced("trunk", "trunk_sid", settings.trunk_sid),
    ...replaced("application", "voice_application_sid", settings.voice_application_sid),
    ...replaced("application", "sms_application_sid", settings.sms_application_sid),
    ...replaced("studio_flow", "voice_url", flowIn(settings.voice_url)),
    ...replaced("studio_flow", "sms_url", flowIn(settings.sms_url)),
    ...replaced("region", null, voiceRegion === accountRegion ? null : voiceRegion),
  ];
}

export const isReplaceable = (obstacle: Obstacle): obstacle is Extract<Obstacle, { kind: Replaceable }> =>
  replaceables.some((kind) => kind === obstacle.kind);

/** The obstacles that stop an import which may replace these things. */
export const stoppedBy = (obstacles: readonly Obstacle[], overwrite: readonly Replaceable[]): Obstacle[] =>
  obstacles.filter((obstacle) => !isReplaceable(obstacle) || !overwrite.includes(obstacle.kind));

const sentences = {
  trunk: (value) => `The SIP trunk ${value} answers its calls.`,
  application: (value) => `The TwiML application ${value} answers it.`,
  studio_flow: (value) => `The Studio flow ${value} answers it.`,
  region: (value) => `The region ${value} answers its calls, and the carrier account is connected in another one.`,
} as const satisfies Record<Replaceable, (value: string) => string>;

/** An obstacle in words, with the way out. */
export function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case "already_imported":
      return `You have imported it already, as ${obstacle.phoneNumberId}.`;
    case "imported_by_another_tenant":
      return "Another tenant of the platform has imported it from the same Twilio account. It must be detached there first.";
    default:
      return `${sentences[obstacle.kind](obstacle.value)} Send "overwrite": ["${obstacle.kind}"] to replace it; a detachment puts it back.`;
  }
}

/** Twilio's words without the queries of URLs, which it quotes. */
export const withoutSecrets = (text: string): string =>
  text.replaceAll(/\bhttps?:\/\/[^\s"'<>]+/g, (url) => shownUrl(url) ?? "a URL");

/** A URL without its query and its credentials, which may hold secrets. */
export function shownUrl(url: string | null): string | null {
  if (url === null) return null;
  const parsed = URL.parse(url);
  if (!parsed) return null;
  return parsed.origin === "null" ? null : parsed.origin + parsed.pathname;
}
