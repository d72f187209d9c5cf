// Pure: no I/O, no clock, no randomness.
import type { ProblemCode } from "#kernel/http/problem";
import type { SettingName } from "#kernel/ports/number-configuration";
import type { NumberConfiguration } from "#kernel/ports/number-object";
import type { Obstacle, Replaceable } from "./obstacles";

export const importActions = ["import", "detach"] as const;
export type ImportAction = (typeof importActions)[number];

/**
 * `pending`: nothing was changed. `claimed`: the inventory has the number and its snapshot; Twilio may have been asked
 * to change it. `undoing`: the import failed, and the number is being put back.
 */
const importSteps = ["pending", "claimed", "undoing", "succeeded", "failed"] as const;
export type ImportStep = (typeof importSteps)[number];
export const openImportSteps = ["pending", "claimed", "undoing"] as const satisfies readonly ImportStep[];
export const unfinishedSteps = ["claimed", "undoing"] as const satisfies readonly ImportStep[];

export const itemStatuses = ["pending", "succeeded", "failed"] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** The steps of each status on the wire. */
export const itemStatusSteps = {
  pending: openImportSteps,
  succeeded: ["succeeded"],
  failed: ["failed"],
} as const satisfies Record<ItemStatus, readonly ImportStep[]>;

export const itemStatus = (step: ImportStep): ItemStatus =>
  step === "succeeded" || step === "failed" ? step : "pending";

export interface ImportOptions {
  /** All numbers of the account, not those that the request names. */
  readonly all: boolean;
  readonly configuration: NumberConfiguration;
  readonly overwrite: readonly Replaceable[];
  /** A detachment that asks nothing of Twilio. */
  readonly force: boolean;
}

export const keptCodes = ["changed", "refused", "not_kept", "number_gone", "forced"] as const;

/** A setting, or the route of the number's region, that a detachment did not put back. */
export interface NotRestored {
  readonly setting: SettingName | "region";
  /**
   * `changed`: another program changed it since the import. `refused`: Twilio refuses it. `not_kept`: Twilio took it
   * and shows another value. `number_gone`: the account does not have the number any more. `forced`: it was not tried.
   */
  readonly code: (typeof keptCodes)[number];
  readonly carrierCode: number | null;
  /** Twilio's words, or null. */
  readonly detail: string | null;
}

/** The findings and changes of an item, or those of its dry run. */
export interface ItemReport {
  readonly replaced?: readonly Obstacle[];
  readonly restored?: readonly (SettingName | "region")[];
  readonly notRestored?: readonly NotRestored[];
}

/** Why an item failed. */
export interface ItemError {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly carrierCode: number | null;
}

/** Problems that pass: the item is tried again later. */
const passing = ["carrier_busy", "carrier_unavailable", "storage_unavailable", "changed_meanwhile", "stale_version"];
export const isPassing = (code: ProblemCode): boolean => passing.includes(code);

/** An item that had to wait this often fails. */
const MAX_WAITS = 40;

/** Whether something that met this problem after `waits` waits is tried again later. */
export const mayWait = ({ code }: { readonly code: ProblemCode }, waits: number): boolean =>
  isPassing(code) && waits < MAX_WAITS;

/** Twice as long for each wait in a row, up to 5 minutes: 40 waits are about three hours. */
export const waitSeconds = (waits: number): number => Math.min(300, 2 ** Math.min(waits, 9));

const hints: Readonly<Record<number, string>> = {
  20003:
    "Check the carrier account's credentials: POST /v1/carrier-accounts/{carrier_account_id}/verify says what they may do.",
  70051: "An import needs the rights to read and write phone numbers.",
  20404: "The account has no such number any more, or the trunk or application was deleted.",
};

/** A hint for Twilio's code; null if there is none. */
export const hintFor = (carrierCode: number | null): string | null => hints[carrierCode ?? 0] ?? null;
