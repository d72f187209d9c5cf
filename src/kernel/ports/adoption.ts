import type { Money } from "#kernel/values/money";
import type { Capabilities, NumberType, RegulatoryDocuments } from "./carrier";
import type { Actor, NumberConfiguration } from "./number-object";

/**
 * The port of a number's object for numbers of the carrier account that no tenant owns: orphans, and numbers that a
 * port has just brought.
 */

/** A bought, adopted or ported number as the inventory records it. */
export interface NewNumber {
  readonly id: string;
  readonly carrierId: string;
  readonly country: string;
  readonly type: NumberType;
  readonly capabilities: Capabilities;
  readonly monthlyPrice: Money | null;
  readonly configuration: NumberConfiguration;
  /** The documents that it was bought with. Missing for an adopted number. */
  readonly documents?: RegulatoryDocuments;
  /** The inventory has its row already, as `cooling_off`. */
  readonly restored: boolean;
}

/** Gives a number to the tenant of `by`, without a purchase. */
export interface AdoptionRequest {
  readonly by: Actor;
  readonly number: NewNumber;
  /** The order item that bought it, if the carrier's label names one. */
  readonly orderItemId: string | null;
  /** The port that brought it. Missing: it is an orphan. */
  readonly port?: NumberPort;
}

/** A number of a porting request. */
export interface NumberPort {
  readonly portingRequestId: string;
  readonly portingNumberId: string;
}

/**
 * `pending`: the object has adopted the number, and writes it to D1 by itself. `not_free`: a tenant holds or owns it.
 */
export type AdoptionAnswer =
  | { readonly kind: "adopted" | "pending"; readonly phoneNumberId: string }
  | { readonly kind: "not_free" };

/** Releases an orphan to the carrier. */
export interface DiscardRequest {
  readonly by: Actor;
  readonly carrierId: string;
}
