// Pure: no I/O, no clock, no randomness.
import type { AccountStatus, ProbedNumber } from "#kernel/ports/account-access";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierRegion } from "#kernel/ports/carrier-account";
import { twilioHint } from "./hints";

/** The rungs of an account's verification, from the bottom. */
export const rungNames = [
  "credentials",
  "account_status",
  "region",
  "list_numbers",
  "change_numbers",
  "trunks",
  "webhook_signing",
  "routes",
  "documents",
] as const;
export type RungName = (typeof rungNames)[number];

export const accountRungStatuses = ["passed", "failed", "warning", "skipped"] as const;

/** One rung as it is stored and shown. */
export interface AccountRung {
  readonly rung: RungName;
  readonly status: (typeof accountRungStatuses)[number];
  /** Twilio's error code. */
  readonly carrier_code: number | null;
  readonly detail: string;
  readonly hint: string | null;
  readonly duration_ms: number;
}

/** A carrier's answer, and how long it took. */
export interface Timed<T> {
  readonly result: CarrierResult<T>;
  readonly ms: number;
}

type Finding = Omit<AccountRung, "rung" | "duration_ms">;

export const passed = (detail: string): Finding => ({ status: "passed", carrier_code: null, detail, hint: null });
export const skipped = (detail: string): Finding => ({ status: "skipped", carrier_code: null, detail, hint: null });
export const warned = (detail: string, hint: string | null = null, carrier_code: number | null = null): Finding => ({
  status: "warning",
  carrier_code,
  detail,
  hint,
});
export const failed = (detail: string, carrier_code: number | null, hint = twilioHint(carrier_code)): Finding => ({
  status: "failed",
  carrier_code,
  detail,
  hint,
});

export const asRung = (rung: RungName, ms: number, found: Finding): AccountRung => ({
  rung,
  ...found,
  duration_ms: ms,
});

const NO_ANSWER_HINT = "This says nothing about the credentials. Verify again in a minute.";

/** An answer without a value: Twilio refused, is busy, or did not answer. */
export function withoutAnswer(result: Exclude<CarrierResult<unknown>, { kind: "ok" }>, refusedMeans: string): Finding {
  switch (result.kind) {
    case "refused":
      return failed(refusedMeans, result.carrierCode);
    case "unavailable":
      return warned("Twilio limits the account's requests now.", NO_ANSWER_HINT, result.carrierCode);
    case "unknown":
      return warned(result.message, NO_ANSWER_HINT);
  }
}

/** Codes of refusals that come after Twilio has accepted the credentials. */
const PERMISSION_MISSING = 70051;
const ACCOUNT_SUSPENDED = 20005;
const NOT_THIS_ACCOUNT = 20404;

const codeOf = (result: CarrierResult<unknown>): number | null =>
  result.kind === "refused" || result.kind === "unavailable" ? result.carrierCode : null;

/** Whether Twilio answered that it does not accept the credentials. */
const isRejected = (result: CarrierResult<unknown>): boolean =>
  result.kind === "refused" &&
  result.code === "carrier_credentials_invalid" &&
  result.carrierCode !== PERMISSION_MISSING &&
  result.carrierCode !== ACCOUNT_SUSPENDED;

export interface FirstAnswers {
  readonly status: Timed<AccountStatus>;
  readonly someNumber: Timed<ProbedNumber | null>;
}

/** Whether the credentials are those of another account, or of none. Then other regions are tried. */
export const areRejected = ({ status, someNumber }: FirstAnswers): boolean =>
  isRejected(someNumber.result) && (isRejected(status.result) || codeOf(status.result) === NOT_THIS_ACCOUNT);

const areOthers = ({ status, someNumber }: FirstAnswers): boolean =>
  codeOf(someNumber.result) === NOT_THIS_ACCOUNT && status.result.kind === "refused";

/**
 * The first four rungs. `acceptedIn` is another region whose API accepts the credentials, if that was found out.
 */
export function firstRungs(
  answers: FirstAnswers,
  region: CarrierRegion,
  acceptedIn: CarrierRegion | null,
): AccountRung[] {
  const { status, someNumber } = answers;
  const ms = Math.max(status.ms, someNumber.ms);
  const code = codeOf(someNumber.result);
  if (areRejected(answers)) {
    const rest = skipped("Not tried, as Twilio does not accept the credentials.");
    const elsewhere = `The credentials work in the region ${acceptedIn}, not in ${region}.`;
    const credentials =
      acceptedIn === null ? failed("Twilio does not accept the credentials.", code) : passed(elsewhere);
    const hint = `Connect the account with the region ${acceptedIn}, or with credentials of ${region}.`;
    return [
      asRung("credentials", ms, credentials),
      asRung("account_status", 0, rest),
      asRung("region", ms, acceptedIn === null ? rest : failed(elsewhere, code, hint)),
      asRung("list_numbers", 0, rest),
    ];
  }
  if (areOthers(answers)) {
    const rest = skipped("Not tried, as the credentials are those of another account.");
    return [
      asRung("credentials", ms, failed("Twilio accepts the credentials, but not for this account.", code)),
      ...(["account_status", "region", "list_numbers"] as const).map((rung) => asRung(rung, 0, rest)),
    ];
  }
  const isKnown = [status.result, someNumber.result].some(({ kind }) => kind === "ok" || kind === "refused");
  const silent = someNumber.result.kind === "ok" ? status.result : someNumber.result;
  const noAnswer = silent.kind === "ok" ? skipped("Not tried.") : withoutAnswer(silent, "Twilio refused the request.");
  return [
    asRung("credentials", ms, isKnown ? passed("Twilio accepts the credentials.") : noAnswer),
    asRung("account_status", status.ms, statusRung(status.result, someNumber.result)),
    asRung("region", ms, isKnown ? passed(`The API of ${region} accepts the credentials.`) : noAnswer),
    asRung("list_numbers", someNumber.ms, listRung(someNumber.result)),
  ];
}

function statusRung(status: CarrierResult<AccountStatus>, numbers: CarrierResult<unknown>): Finding {
  if (status.kind === "ok") {
    return status.value === "active" ? passed("The account is active.") : accountNotActive(status.value);
  }
  if ([status, numbers].some((result) => codeOf(result) === ACCOUNT_SUSPENDED)) {
    return accountNotActive("suspended");
  }
  if (status.kind === "refused") {
    return skipped("API keys of the kinds Standard and Restricted may not read the account's status.");
  }
  return withoutAnswer(status, "");
}

const CLOSED_HINT = "Nothing works in a closed account. Ask Twilio's support to open it again, or connect another one.";

const accountNotActive = (status: Exclude<AccountStatus, "active">): Finding =>
  status === "suspended"
    ? failed("The account is suspended, so Twilio takes no calls for it.", ACCOUNT_SUSPENDED)
    : failed("The account is closed, so Twilio takes no calls for it.", null, CLOSED_HINT);

function listRung(numbers: CarrierResult<ProbedNumber | null>): Finding {
  if (codeOf(numbers) === ACCOUNT_SUSPENDED) return skipped("Not known, because of the rung account_status.");
  if (numbers.kind !== "ok") return withoutAnswer(numbers, "The credentials may not list the account's numbers.");
  return passed(numbers.value === null ? "The account has no numbers." : "The account's numbers can be listed.");
}

/**
 * The account's status after these rungs; null if Twilio did not answer, which says nothing about the account, so its
 * status stays as it was.
 */
export function statusAfter(rungs: readonly AccountRung[]): "verified" | "degraded" | "failed" | null {
  const basics = rungs.filter(({ rung }) => ["credentials", "account_status", "region"].includes(rung));
  if (basics.some(({ status }) => status === "failed")) return "failed";
  if (basics.some(({ status }) => status === "warning")) return null;
  return rungs.some(({ status }) => status === "failed") ? "degraded" : "verified";
}

/** The rung because of which an account failed. */
export const failedRung = (rungs: readonly AccountRung[]): AccountRung | undefined =>
  rungs.find(({ status }) => status === "failed");
