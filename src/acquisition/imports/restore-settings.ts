import { unwrap } from "#carriers/problem";
import { Problem } from "#kernel/http/problem";
import type { Refused } from "#kernel/ports/carrier";
import type { CarrierRegion } from "#kernel/ports/carrier-account";
import type {
  NumberConfigurationPort,
  NumberSettings,
  SettingName,
  SettingsChange,
} from "#kernel/ports/number-configuration";
import type { ItemReport, NotRestored } from "./import-item";
import { withoutSecrets } from "./obstacles";
import { isWebhookOf, namesIn, planRestore, pointedSettings, type RestorePlan, restoreGroups } from "./point-settings";
import type { Snapshot } from "./snapshots";

export interface ImportedAt {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly carrierId: string;
  readonly e164: string;
  /** The region whose record the import changed. */
  readonly accountRegion: CarrierRegion;
}

type Restoration = Required<Pick<ItemReport, "restored" | "notRestored">>;

/**
 * Puts a number's settings at Twilio back and reads them back. Safe to repeat: it compares first, and the report does
 * not depend on which attempt wrote. Throws Twilio's problem if it could not read, or may not write at all.
 */
export async function restoreSettings(
  port: NumberConfigurationPort,
  number: ImportedAt,
  before: Snapshot,
): Promise<Restoration> {
  const plan = await readPlan(port, number, before);
  if (!plan) return numberGone(before);
  const { now, change, kept } = plan;
  const refused = await writeSettings(port, number.carrierId, change);
  const region = await restoreRegion(port, number, before);
  const after = unwrap(await port.read(number.carrierId))?.settings ?? now;
  const settings = compare(before.settings, after, kept, refused);
  return {
    restored: [...settings.restored, ...(region === "restored" ? (["region"] as const) : [])],
    notRestored: [...settings.notRestored, ...(region && region !== "restored" ? [region] : [])],
  };
}

/** What `restoreSettings` would do, without a write. */
export async function previewRestoration(
  port: NumberConfigurationPort,
  number: ImportedAt,
  before: Snapshot,
): Promise<Restoration> {
  const plan = await readPlan(port, number, before);
  if (!plan) return numberGone(before);
  const regionChanged = isRegionReplaced(number, before);
  return {
    restored: [...namesIn(plan.change), ...(regionChanged ? (["region"] as const) : [])],
    notRestored: plan.kept.map((setting) => notRestored(setting, "changed")),
  };
}

/** Null if the account does not have the number any more. */
async function readPlan(
  port: NumberConfigurationPort,
  number: ImportedAt,
  { settings }: Snapshot,
): Promise<(RestorePlan & { readonly now: NumberSettings }) | null> {
  const found = unwrap(await port.read(number.carrierId));
  return found && { now: found.settings, ...planRestore(settings, found.settings, isWebhookOf(number)) };
}

const numberGone = (before: Snapshot): Restoration => ({
  restored: [],
  notRestored: touchedBy(before).map((setting) => notRestored(setting, "number_gone")),
});

export const notRestored = (
  setting: NotRestored["setting"],
  code: NotRestored["code"],
  refusal?: Refused,
): NotRestored => ({
  setting,
  code,
  carrierCode: refusal?.carrierCode ?? null,
  detail: refusal ? withoutSecrets(refusal.message) : null,
});

/** The settings that the import of this number changed. */
export const touchedBy = ({ settings }: Snapshot): SettingName[] =>
  namesIn(pointedSettings(settings, { publicOrigin: "", tenantId: "", phoneNumberId: "" }));

type Refusals = ReadonlyMap<SettingName, Refused>;

/** Writes the settings together; by groups if Twilio refuses that, so that one bad setting does not stop the others. */
async function writeSettings(
  port: NumberConfigurationPort,
  carrierId: string,
  change: SettingsChange,
): Promise<Refusals> {
  const groups = restoreGroups(change);
  if (groups.length === 0) return new Map();
  const together = await port.write(carrierId, change);
  if (together.kind !== "refused" || isAboutAccount(together)) {
    unwrap(together);
    return new Map();
  }
  const refusals = new Map<SettingName, Refused>();
  for (const group of groups) {
    const result = await port.write(carrierId, group);
    if (result.kind === "refused") for (const name of namesIn(group)) refusals.set(name, result);
    else unwrap(result);
  }
  return refusals;
}

const isAboutAccount = ({ code }: Refused): boolean => code === "carrier_credentials_invalid";

function compare(
  before: NumberSettings,
  after: NumberSettings,
  kept: readonly SettingName[],
  refused: Refusals,
): Restoration {
  const restored = touchedBy({ settings: before, voiceRegion: null }).filter((name) => after[name] === before[name]);
  const different = namesIn(before).filter((name) => after[name] !== before[name]);
  return {
    restored,
    notRestored: different.map((name) => {
      const refusal = refused.get(name);
      if (refusal) return notRestored(name, "refused", refusal);
      return notRestored(name, kept.includes(name) ? "changed" : "not_kept");
    }),
  };
}

const isRegionReplaced = ({ accountRegion }: ImportedAt, { voiceRegion }: Snapshot): boolean =>
  voiceRegion !== null && voiceRegion !== accountRegion;

/** Null if the import did not change the region. */
async function restoreRegion(
  port: NumberConfigurationPort,
  number: ImportedAt,
  before: Snapshot,
): Promise<"restored" | NotRestored | null> {
  if (before.voiceRegion === null || !isRegionReplaced(number, before)) return null;
  const now = unwrap(await port.voiceRegion(number.e164)) ?? DEFAULT_REGION;
  if (now === before.voiceRegion) return "restored";
  if (now !== number.accountRegion) return notRestored("region", "changed");
  const result = await port.setVoiceRegion(number.e164, before.voiceRegion);
  if (result.kind === "refused") return notRestored("region", "refused", result);
  unwrap(result);
  return "restored";
}

/** Twilio's for a number without a route. */
const DEFAULT_REGION = "us1" satisfies CarrierRegion;

/** The region that answers a number. Twilio's refusal to answer is no obstacle: `null`. */
export async function readVoiceRegion(port: NumberConfigurationPort, e164: string): Promise<string | null> {
  const result = await port.voiceRegion(e164);
  if (result.kind === "refused") return null;
  return unwrap(result) ?? DEFAULT_REGION;
}

/** Throws if `error` is not a problem: a bug or a lost database is not the item's failure. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}
