import type { Money } from "#kernel/values/money";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { AdoptionAnswer, AdoptionRequest, DiscardRequest } from "./adoption";
import type { CarrierRefusal, NumberType, RegulatoryDocuments } from "./carrier";

/** The port of a number's Durable Object: its commands and answers, independent of Cloudflare and of the carrier. */

/** The author of a change, for its event. `tenantId` is the tenant in whose log the event goes. */
export interface Actor {
  readonly tenantId: string;
  /** `key:key_…`, `admin`, or `system`. */
  readonly actor: string;
  readonly requestId: string;
}

export interface HoldRequest {
  readonly by: Actor;
  /** The id of the reservation, if this request creates it. */
  readonly reservationId: string;
  readonly ttlMs: number;
  /** The hold is part of an order that is being placed, so the tenant's reservation limit does not count it. */
  readonly forOrder: boolean;
}

export interface Reservation {
  readonly id: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type HoldAnswer =
  | { readonly kind: "held"; readonly reservation: Reservation; readonly created: boolean }
  | { readonly kind: "held_by_other"; readonly retryAfterMs: number }
  /** `mine`: the id of the tenant's own number; `null` if another tenant owns it. */
  | { readonly kind: "taken"; readonly mine: string | null }
  /** The carrier refused to sell the number a moment ago. */
  | { readonly kind: "not_for_sale"; readonly retryAfterMs: number }
  | { readonly kind: "being_bought" }
  | { readonly kind: "cooling_off"; readonly mine: boolean; readonly retryAfterMs: number }
  | { readonly kind: "limit_reached" }
  | { readonly kind: "storage_unavailable" };

export interface ReservationRequest {
  readonly by: Actor;
  readonly reservationId: string;
}

export type ExtendAnswer =
  | { readonly kind: "extended"; readonly reservation: Reservation }
  | { readonly kind: "ended" }
  | { readonly kind: "being_bought" };

export type CancelAnswer =
  | { readonly kind: "canceled" }
  | { readonly kind: "ended" }
  | { readonly kind: "being_bought" };

export interface PurchaseRequest {
  readonly by: Actor;
  readonly orderId: string;
  readonly itemId: string;
  /** The id that the number gets in the inventory when it is bought. */
  readonly phoneNumberId: string;
  /** Buy only under this reservation; `null` uses the tenant's hold, if it has one. */
  readonly reservationId: string | null;
  /** Buys back the number with the id `phoneNumberId`, which the tenant released. */
  readonly restores: boolean;
  readonly terms: NumberTerms;
  readonly configuration: NumberConfiguration;
  readonly documents: RegulatoryDocuments;
  /** The command is void after this instant, so that a late repeat cannot buy again. */
  readonly notAfter: number;
}

/** Place, type and price of a number before it is bought. */
export interface NumberTerms {
  readonly country: string;
  readonly type: NumberType;
  readonly monthlyPrice: Money | null;
}

/** The settings that the buyer gives a number with its order. */
export interface NumberConfiguration {
  readonly friendlyName: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  /** The agent that the number is assigned to. Missing in restorations and adoptions, which change no assignment. */
  readonly agentId?: string | null;
  readonly routing?: RoutingPlan | null;
}

export type ItemFailure =
  | CarrierRefusal
  | "number_held"
  | "number_owned"
  | "number_already_yours"
  | "number_cooling_off"
  | "cooling_off_ended"
  | "reservation_ended"
  | "carrier_busy"
  | "carrier_unavailable"
  | "tenant_suspended"
  | "tenant_closed"
  | "conflict";

export type ItemOutcome =
  | { readonly kind: "completed"; readonly phoneNumberId: string }
  | {
      readonly kind: "failed";
      readonly code: ItemFailure;
      readonly carrierCode: number | null;
      readonly retryable: boolean;
      /** With `number_already_yours`: the id of the tenant's number. */
      readonly ownedAs?: string;
    };

/**
 * `at`: when the item finished. `pending`: it has not finished, and the object goes on by itself; `unknown`: an attempt
 * to buy is unconfirmed. `void`: the command came after its `notAfter` and did nothing.
 */
export type PurchaseAnswer =
  | (ItemOutcome & { readonly at: number })
  | { readonly kind: "pending"; readonly unknown: boolean }
  | { readonly kind: "void" };

export interface ReleaseRequest {
  readonly by: Actor;
  readonly phoneNumberId: string;
  readonly carrierId: string;
}

/** The number of the tenant of `by` is past the cooling-off that D1 has for it. */
export interface CoolingOffRequest {
  readonly by: Actor;
  readonly phoneNumberId: string;
}

/** The state after an object has done everything that was due. */
export interface ReconcileResult {
  /** Nothing waits for D1 or the carrier any more. */
  readonly idle: boolean;
}

/** `pending`: the carrier has not confirmed the release yet; the object repeats it by itself. */
export type ReleaseAnswer =
  | { readonly kind: "released" }
  | { readonly kind: "pending" }
  | { readonly kind: "not_owned" };

/** The number's row in D1 has a new tenant, and the object's record follows it. */
export interface OwnerChange {
  readonly phoneNumberId: string;
  readonly tenantId: string;
}

export interface NumberObject {
  hold(request: HoldRequest): Promise<HoldAnswer>;
  extend(request: ReservationRequest & { readonly ttlMs: number }): Promise<ExtendAnswer>;
  cancel(request: ReservationRequest): Promise<CancelAnswer>;
  purchase(request: PurchaseRequest): Promise<PurchaseAnswer>;
  release(request: ReleaseRequest): Promise<ReleaseAnswer>;
  changeOwner(request: OwnerChange): Promise<void>;
  adopt(request: AdoptionRequest): Promise<AdoptionAnswer>;
  discard(request: DiscardRequest): Promise<ReleaseAnswer>;
  endCoolingOff(request: CoolingOffRequest): Promise<ReconcileResult>;
  reconcile(): Promise<ReconcileResult>;
}
