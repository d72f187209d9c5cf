// Pure: no I/O, no clock, no randomness.
import type { NumberStatus } from "#inventory/phone-numbers/lifecycle";
import type { NumberSetup, OwnedNumber } from "#kernel/ports/carrier";

/**
 * Compares a number on the carrier's list with the inventory, and decides which differences the sync may repair itself.
 * In this folder, `ours` is the inventory's record of a number and `theirs` the carrier's.
 */

/** The fields of the inventory's record that are compared. */
export interface OurNumber {
  readonly id: string;
  readonly tenantId: string;
  readonly e164: string;
  readonly status: NumberStatus;
  readonly carrierId: string;
  readonly updatedAt: number;
  readonly version: number;
  /** The label and webhook URLs that the number should have at the carrier. */
  readonly setup: NumberSetup;
}

export const driftFields = [
  "carrier_id",
  "label",
  "voice_url",
  "voice_status_url",
  "sms_url",
  "voice_application",
  "sms_application",
  "trunk",
] as const;

export interface FieldDrift {
  readonly field: (typeof driftFields)[number];
  readonly ours: string | null;
  readonly theirs: string | null;
}

export type Comparison =
  | { readonly kind: "same" }
  /** The number changed during the comparison, or is being bought; the next run compares it. */
  | { readonly kind: "moving" }
  /** The carrier has the number, and no tenant does. */
  | { readonly kind: "orphaned" }
  /** The inventory says `lost`, but the carrier has the number. */
  | { readonly kind: "found"; readonly ours: OurNumber }
  | {
      readonly kind: "drifted";
      readonly ours: OurNumber;
      readonly fields: readonly FieldDrift[];
      /**
       * The platform itself set every drifted value, or it is Twilio's default: a repair overwrites no one's
       * setting.
       */
      readonly repairable: boolean;
    };

/** A younger orphan may be a purchase that is not stored yet. */
export const ORPHAN_AGE_MS = 10 * 60_000;

export interface ComparisonContext {
  /** The origins of the platform's webhook URLs: the current public one and the earlier ones. */
  readonly origins: readonly string[];
  /** When the carrier's list was requested. A record that changed since is not comparable. Milliseconds UTC. */
  readonly askedAt: number;
  /** An order item for the number is open; the number's owner is known when the item ends. */
  readonly beingBought: boolean;
  /** The account is a tenant's own: the tenant may have changed a setting on purpose. */
  readonly tenantsOwn: boolean;
}

export function compare(theirs: OwnedNumber, ours: OurNumber | undefined, look: ComparisonContext): Comparison {
  if (ours && ours.updatedAt >= look.askedAt) return { kind: "moving" };
  if (!ours || ours.status === "cooling_off" || ours.status === "released") {
    const young = theirs.boughtAt !== null && theirs.boughtAt > look.askedAt - ORPHAN_AGE_MS;
    return { kind: young || look.beingBought ? "moving" : "orphaned" };
  }
  if (ours.status === "releasing") return { kind: "same" };
  if (ours.status === "lost") return { kind: "found", ours };
  const fields = drift(theirs, ours);
  if (fields.length === 0) return { kind: "same" };
  return {
    kind: "drifted",
    ours,
    fields,
    repairable: fields.every((field) =>
      look.tenantsOwn ? isFormerUrl(field, look.origins) : isOurOwn(field, theirs, ours.setup, look.origins),
    ),
  };
}

/** Returns the fields in which the carrier's record differs from the inventory. */
export function drift(theirs: OwnedNumber, { carrierId, setup }: Pick<OurNumber, "carrierId" | "setup">): FieldDrift[] {
  const fields: readonly FieldDrift[] = [
    { field: "carrier_id", ours: carrierId, theirs: theirs.carrierId },
    { field: "label", ours: setup.label, theirs: theirs.label },
    { field: "voice_url", ours: setup.voiceUrl, theirs: theirs.voiceUrl },
    { field: "voice_status_url", ours: setup.voiceStatusUrl, theirs: theirs.voiceStatusUrl },
    { field: "sms_url", ours: setup.smsUrl, theirs: theirs.smsUrl },
    { field: "voice_application", ours: null, theirs: theirs.voiceApplication },
    { field: "sms_application", ours: null, theirs: theirs.smsApplication },
    { field: "trunk", ours: null, theirs: theirs.trunk },
  ];
  return fields.filter(({ ours: wanted, theirs: found }) => wanted !== found);
}

function isOurOwn(
  { field, theirs: found }: FieldDrift,
  theirs: OwnedNumber,
  setup: NumberSetup,
  origins: readonly string[],
) {
  switch (field) {
    // The account has the number under another SID. The carrier assigns SIDs, so the inventory adopts it.
    case "carrier_id":
      return true;
    case "label":
      return isOurLabel(found ?? "") || isDefaultLabel(theirs);
    case "voice_url":
    case "voice_status_url":
    case "sms_url":
      return found === "" ? theirs.label === setup.label || isDefaultLabel(theirs) : isOurUrl(found ?? "", origins);
    case "voice_application":
    case "sms_application":
    case "trunk":
      return false;
  }
}

/** Returns whether a field has this very URL of the number at another origin that the platform has or had. */
function isFormerUrl({ field, ours, theirs }: FieldDrift, origins: readonly string[]): boolean {
  const path = field.endsWith("_url") ? URL.parse(ours ?? "")?.pathname : undefined;
  return path !== undefined && origins.some((origin) => theirs === origin + path);
}

/**
 * Returns the id of the order item in a label (`pm:itm_…`), which the platform sets when it buys; `null` without one.
 */
export const itemInLabel = (label: string): string | null => /^pm:(itm_[0-9a-z]+)$/.exec(label)?.[1] ?? null;

const isOurLabel = (label: string): boolean => itemInLabel(label) !== null;

/** The carrier's default label of a number: its E.164 form, or its national form. */
function isDefaultLabel({ label, e164 }: OwnedNumber): boolean {
  const digits = label.replaceAll(/[\s()+.-]/g, "");
  return label === "" || (/^\d{7,}$/.test(digits) && e164.endsWith(digits.replace(/^0+/, "")));
}

/** Returns whether the platform made this webhook URL, for any tenant and number. */
export const isOurUrl = (url: string, origins: readonly string[]): boolean =>
  origins.some(
    (origin) =>
      url.startsWith(`${origin}/`) &&
      /^\/twilio\/[^/?#]+\/numbers\/[^/?#]+\/(voice|voice-status|sms)$/.test(url.slice(origin.length)),
  );

/** Removes the query of a carrier's URL before it is stored or shown: it may hold another party's secret. */
export function withoutUrlQuery({ field, ours, theirs }: FieldDrift): FieldDrift {
  const url = theirs === null ? null : URL.parse(theirs);
  if (!url || !field.endsWith("_url")) return { field, ours, theirs };
  return { field, ours, theirs: url.origin + url.pathname + (url.search === "" ? "" : "?…") };
}

/**
 * Returns whether the platform's setup may replace the carrier's without overwriting another party's URL, app or
 * trunk.
 */
export const mayTakeOver = (theirs: OwnedNumber, origins: readonly string[]): boolean =>
  theirs.voiceApplication === null &&
  theirs.smsApplication === null &&
  theirs.trunk === null &&
  [theirs.voiceUrl, theirs.voiceStatusUrl, theirs.smsUrl].every((url) => url === "" || isOurUrl(url, origins));

/** The finished order item that an orphan's label names. */
export interface Buyer {
  readonly completed: boolean;
  readonly restores: boolean;
  /** The status of the inventory's row for the item's number id; `null` without a row. */
  readonly row: NumberStatus | null;
}

/**
 * Returns whether an orphan goes to the tenant whose order item bought it. Returns `false` for a number that the tenant
 * had and released: a person must find out why the carrier still has it.
 */
export function belongsToBuyer({ completed, restores, row }: Buyer): boolean {
  if (completed) return false;
  return restores ? row === "cooling_off" : row === null;
}
