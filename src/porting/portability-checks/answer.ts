// Pure: no I/O, no clock, no randomness.
import type { CarrierResult, NumberType } from "#kernel/ports/carrier";
import type { CarrierReason, Portability } from "#kernel/ports/carrier-porting";
import type { NotPortableCode } from "#kernel/values/porting-reasons";

/** The carrier's answer about a number, as it is stored. */
export interface StoredAnswer {
  /** `null`: the carrier could not say. */
  readonly isPortable: boolean | null;
  /** `null` for a portable number. */
  readonly reason: CarrierReason<NotPortableCode> | null;
  readonly isPinRequired: boolean | null;
  readonly type: NumberType | null;
  readonly country: string | null;
}

/** Twilio's answer counts for a day. https://www.twilio.com/docs/phone-numbers/port-in names no time of its own. */
export const ANSWER_MS = 24 * 60 * 60_000;

/** A check whose numbers Twilio has not answered for by then ends without their answers. */
export const GIVE_UP_MS = 24 * 60 * 60_000;

const undetermined = (carrierCode: string | null, text: string): StoredAnswer => ({
  isPortable: null,
  reason: { code: "portability_undetermined", carrierCode, text },
  isPinRequired: null,
  type: null,
  country: null,
});

/** The answer for a number whose check was given up. */
export const noAnswer: StoredAnswer = undetermined(null, "Twilio gave no answer for a day.");

/** The result of asking the carrier: an answer to keep, or a wait of at least so many seconds. */
export type Asked = { readonly answer: StoredAnswer } | { readonly waitSeconds: number };

/** A refusal is an answer, as a repeat would not help; but not one of the platform's own credentials. */
export function toAsked(result: CarrierResult<Portability>): Asked {
  switch (result.kind) {
    case "ok": {
      const { isPortable, reason, isPinRequired, type, country } = result.value;
      return { answer: { isPortable, reason, isPinRequired, type, country } };
    }
    case "refused": {
      const { code, carrierCode, message } = result;
      if (code === "carrier_credentials_invalid") return { waitSeconds: 0 };
      return { answer: undetermined(carrierCode === null ? null : String(carrierCode), message) };
    }
    case "unavailable":
      return { waitSeconds: result.retryAfterSeconds ?? 0 };
    case "unknown":
      return { waitSeconds: 0 };
  }
}

/** The wait after so many waits in a row: twice as long each time, up to ten minutes. */
export const backOffSeconds = (waits: number): number => Math.min(600, 2 ** Math.min(waits, 10));
