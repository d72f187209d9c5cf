// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";
import type { PortingDetails } from "../requests/values";
import type { RequirementFacts } from "../rules/requirements";
import type { PortingPath, RequestStatus } from "../rules/states";
import { ofOwnCarrier } from "./own-numbers";

/** The facts that the pre-flight check looks at. */

export interface PreflightNumber {
  readonly e164: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly type: NumberType;
  /** The carrier that has the number now, if the customer named one; `null`: the request's. */
  readonly losingCarrier: string | null;
  /** Whether it has a PIN of its own. */
  readonly hasPin: boolean;
  /** Twilio's word on it; `null`: not asked yet. */
  readonly portability: {
    /** `null`: Twilio could not say. */
    readonly isPortable: boolean | null;
    readonly reason: { readonly code: string; readonly detail: string } | null;
    readonly needsPin: boolean | null;
  } | null;
  /** Whether a tenant of the platform has it in service. */
  readonly isOwnedHere: boolean;
  /** Whether another open request of the platform has it. */
  readonly isInOpenPort: boolean;
}

export interface PreflightFacts {
  readonly status: RequestStatus;
  readonly path: PortingPath;
  readonly details: PortingDetails;
  /** As the customer gave them. No finding repeats them. */
  readonly secrets: { readonly accountNumber: string | null; readonly pin: string | null };
  readonly numbers: readonly PreflightNumber[];
  readonly documents: RequirementFacts["documents"];
  readonly reasons: RequirementFacts["reasons"];
  /** Milliseconds UTC. */
  readonly now: number;
}

/** Whether the losing carrier asks for a PIN: all mobile carriers do, by Twilio's portability check or by type. */
export const asksForPin = ({ type, portability }: PreflightNumber): boolean =>
  portability?.needsPin ?? type === "mobile";

/** The same facts as the requirements need them: of the numbers that submission would hand in. */
export function requirementFactsOf(facts: PreflightFacts): RequirementFacts {
  const { secrets, details } = facts;
  const numbers = ofOwnCarrier(facts.numbers, facts);
  const kinds = [...Map.groupBy(numbers, ({ country, type }) => `${country} ${type}`).values()];
  return {
    status: facts.status,
    path: facts.path,
    details,
    secretKinds: [
      ...(secrets.accountNumber === null ? [] : (["account_number"] as const)),
      ...(secrets.pin === null ? [] : (["pin"] as const)),
    ],
    kinds: kinds.flatMap((same) =>
      same[0] ? [{ country: same[0].country, type: same[0].type, count: same.length }] : [],
    ),
    isBtnPorted: numbers.some(({ e164 }) => e164 === details.billing_telephone_number),
    needsPin: numbers.some((number) => asksForPin(number) && !number.hasPin),
    documents: facts.documents,
    reasons: facts.reasons,
  };
}
