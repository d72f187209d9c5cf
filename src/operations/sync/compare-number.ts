// Pure: no I/O, no clock, no randomness.
import type { NumberStatus } from "#inventory/phone-numbers/lifecycle";
import type { NumberSetup, OwnedNumber } from "#kernel/ports/carrier";

/**
 * Compares a number on the carrier's list with the inventory, and decides which differences need no person: rules only.
 */

/** A number of the inventory, as far as it is compared. */
export interface OurNumber {
  readonly id: string;
  readonly tenantId: string;
  readonly e164: string;
  readonly status: NumberStatus;
  readonly carrierId: string;
  readonly updatedAt: number;
  readonly version: number;
  /** How it is to be set up at the carrier. */
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
  /** It changed while we looked: the next run will see it as it is. */
  | { readonly kind: "moving" }
  /** The carrier has it, and no tenant does. */
  | { readonly kind: "orphaned" }
  /** It counted as lost. */
  | { readonly kind: "found"; readonly ours: OurNumber }
  | {
      readonly kind: "drifted";
      readonly ours: OurNumber;
      readonly fields: readonly FieldDrift[];
      /** All that stands in our fields' place was ours before: putting ours there takes nothing from anybody. */
      readonly repairable: boolean;
    };

/** A younger orphan may be a purchase that is not stored yet. */
export const ORPHAN_AGE_MS = 10 * 60_000;

export interface Look {
  /** Under which webhook URLs are ours: the public one, and those before it. */
  readonly origins: readonly string[];
  /** When the carrier was asked: what changed here since is not comparable. */
  readonly askedAt: number;
  /** An order item for the number is open: its owner is known once the item is finished. */
  readonly beingBought: boolean;
}

export function compare(theirs: OwnedNumber, ours: OurNumber | undefined, look: Look): Comparison {
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
    repairable: fields.every((field) => isOurOwn(field, theirs, ours.setup, look.origins)),
  };
}

/** Each field in which the carrier's record is not what the inventory says. */
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
    // The same account has the same number under another id: the carrier's id is right.
    case "carrier_id":
      return true;
    case "label":
      return isOurLabel(found ?? "") || isNobodysLabel(theirs);
    case "voice_url":
    case "voice_status_url":
    case "sms_url":
      return found === "" ? theirs.label === setup.label || isNobodysLabel(theirs) : isOurUrl(found ?? "", origins);
    case "voice_application":
    case "sms_application":
    case "trunk":
      return false;
  }
}

/** The order item that the carrier's record says bought it; `null` if it says nothing of the kind. */
export const itemInLabel = (label: string): string | null => /^pm:(itm_[0-9a-z]+)$/.exec(label)?.[1] ?? null;

const isOurLabel = (label: string): boolean => itemInLabel(label) !== null;

/** The carrier's default label of a number: its E.164 form, or its national form. */
function isNobodysLabel({ label, e164 }: OwnedNumber): boolean {
  const digits = label.replaceAll(/[\s()+.-]/g, "");
  return label === "" || (/^\d{7,}$/.test(digits) && e164.endsWith(digits.replace(/^0+/, "")));
}

/** Made by us: under an origin of ours, in the form of our webhooks, be it of another tenant or number. */
export const isOurUrl = (url: string, origins: readonly string[]): boolean =>
  origins.some(
    (origin) =>
      url.startsWith(`${origin}/`) &&
      /^\/twilio\/[^/?#]+\/numbers\/[^/?#]+\/(voice|voice-status|sms)$/.test(url.slice(origin.length)),
  );

/** A drifted field as people see it: without a URL's query, which may be another party's secret. */
export function shown({ field, ours, theirs }: FieldDrift): FieldDrift {
  const url = theirs === null ? null : URL.parse(theirs);
  if (!url || !field.endsWith("_url")) return { field, ours, theirs };
  return { field, ours, theirs: url.origin + url.pathname + (url.search === "" ? "" : "?…") };
}

/** Whether our setup may take the place of what stands there without taking anything from anybody. */
export const mayTakeOver = (theirs: OwnedNumber, origins: readonly string[]): boolean =>
  theirs.voiceApplication === null &&
  theirs.smsApplication === null &&
  theirs.trunk === null &&
  [theirs.voiceUrl, theirs.voiceStatusUrl, theirs.smsUrl].every((url) => url === "" || isOurUrl(url, origins));

/** The finished order item that an orphan's label names. */
export interface Buyer {
  readonly completed: boolean;
  readonly restores: boolean;
  /** How the row stands that the number has or would have; `null` if there is none. */
  readonly row: NumberStatus | null;
}

/**
 * Whether an orphan goes to the tenant whose item bought it. No for a number that the tenant had and released: a person
 * decides why the carrier still has it.
 */
export function isBuyers({ completed, restores, row }: Buyer): boolean {
  if (completed) return false;
  return restores ? row === "cooling_off" : row === null;
}
