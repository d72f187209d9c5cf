import type { Money } from "#kernel/values/money";
import type { Capabilities, NumberType, RegulatoryDocuments } from "./carrier";
import type { Actor, NumberConfiguration } from "./number-object";

/** What the rest of the program asks of the object of a number that our account has and nobody owns. */

/** A number as the inventory takes it up, bought or adopted. */
export interface NewNumber {
  readonly id: string;
  readonly carrierId: string;
  readonly country: string;
  readonly type: NumberType;
  readonly capabilities: Capabilities;
  readonly monthlyPrice: Money | null;
  readonly configuration: NumberConfiguration;
  /** What it was bought with; missing in what was bought before there were any, and of what was adopted. */
  readonly papers?: RegulatoryDocuments;
  /** It has a row already, of a number that cools off. */
  readonly restored: boolean;
}

/** Our account has the number and nobody owns it: it becomes the tenant's of `by`, without being bought. */
export interface AdoptionRequest {
  readonly by: Actor;
  readonly number: NewNumber;
  /** The item that bought it, if the carrier's record names one. */
  readonly orderItemId: string | null;
}

/** `pending`: the object has taken it up, and the database will be told. */
export type AdoptionAnswer =
  | { readonly kind: "adopted" | "pending"; readonly phoneNumberId: string }
  | { readonly kind: "not_free" };

/** Our account has the number and nobody owns it: it goes back to the carrier. */
export interface DiscardRequest {
  readonly by: Actor;
  readonly carrierId: string;
}
