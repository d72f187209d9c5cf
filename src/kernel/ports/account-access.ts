import type { CarrierResult } from "./carrier";

/** Finds out by requests that change nothing which rights an account's credentials have. */
export interface AccountProbe {
  /** API keys of the kind "Standard" may not ask this. */
  readonly status: () => Promise<CarrierResult<AccountStatus>>;
  /** One of the account's numbers; null if it has none. */
  readonly someNumber: () => Promise<CarrierResult<ProbedNumber | null>>;
  /** Whether the number may be changed: an update that names no field. */
  readonly mayChange: (carrierId: string) => Promise<CarrierResult<null>>;
  readonly mayListTrunks: () => Promise<CarrierResult<null>>;
  /** Whether regulatory bundles, messaging services and toll-free verifications may be read. */
  readonly mayReadDocuments: () => Promise<CarrierResult<null>>;
  /** The Twilio Region that a number's calls go to; null if Twilio keeps the default, US1. */
  readonly routeOf: (e164: string) => Promise<CarrierResult<string | null>>;
}

/** As Twilio names them. Only an `active` account takes calls. */
export type AccountStatus = "active" | "suspended" | "closed";

export interface ProbedNumber {
  readonly carrierId: string;
  readonly e164: string;
}

/**
 * How Twilio signs an account's webhooks, by its Webhooks configuration API (Public Beta): a shared key is named by a
 * setting, and a rule applies settings to the URLs with a prefix. https://www.twilio.com/docs/usage/webhooks
 *
 * Writes take an idempotency key, a UUIDv7: a repeat with the same key has the first answer.
 */
export interface WebhookSigning {
  readonly sharedKeys: () => Promise<CarrierResult<readonly Named[]>>;
  /** Twilio shows the secret in this answer only. */
  readonly createSharedKey: (
    name: string,
    idempotencyKey: string,
  ) => Promise<CarrierResult<{ readonly id: string; readonly secret: string }>>;
  readonly settings: () => Promise<CarrierResult<readonly SigningSetting[]>>;
  readonly createSetting: (
    name: string,
    sharedKeyId: string,
    idempotencyKey: string,
  ) => Promise<CarrierResult<{ readonly id: string }>>;
  readonly rules: () => Promise<CarrierResult<readonly SigningRule[]>>;
  readonly createRule: (rule: Omit<SigningRule, "id">, idempotencyKey: string) => Promise<CarrierResult<RuleOperation>>;
  readonly updateRule: (
    id: string,
    change: Pick<SigningRule, "name" | "settingIds">,
    idempotencyKey: string,
  ) => Promise<CarrierResult<RuleOperation>>;
  readonly deleteRule: (id: string, idempotencyKey: string) => Promise<CarrierResult<RuleOperation>>;
  /** The state of a change of a rule. Twilio needs up to a minute for one. */
  readonly operation: (id: string) => Promise<CarrierResult<RuleOperation>>;
  /** Idempotent: also `ok` when it is gone. Refused while something refers to it. */
  readonly deleteSetting: (id: string) => Promise<CarrierResult<null>>;
  readonly deleteSharedKey: (id: string) => Promise<CarrierResult<null>>;
  /** Makes Twilio send a signed request to this URL, and says what came of it. */
  readonly test: (url: string, settingId: string) => Promise<CarrierResult<TestDelivery>>;
}

interface Named {
  readonly id: string;
  readonly name: string | null;
}

interface SigningSetting extends Named {
  readonly sharedKeyId: string | null;
}

export interface SigningRule extends Named {
  /** `null` for a rule for other URLs than those with a prefix. */
  readonly prefix: string | null;
  /** The settings among which it divides the requests, evenly. */
  readonly settingIds: readonly string[];
}

export interface RuleOperation {
  readonly id: string;
  readonly state: "under_way" | "completed" | "failed";
}

export interface TestDelivery {
  readonly delivered: boolean;
  /** The status that the URL answered; null if there was no answer. */
  readonly status: number | null;
}
