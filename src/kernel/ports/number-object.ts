import type { Money } from "#kernel/values/money";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { AdoptionAnswer, AdoptionRequest, DiscardRequest } from "./adoption";
import type { CarrierRefusal, NumberType, RegulatoryDocuments } from "./carrier";

/** What the rest of the program asks of a number's object, in our own words. */

/** Who did something, for the event that tells of it. */
export interface Actor {
  readonly tenantId: string;
  /** `key:key_…`, `admin`, or `system`. */
  readonly actor: string;
  readonly requestId: string;
}

export interface HoldRequest {
  readonly by: Actor;
  /** The id the reservation gets if there is none yet. */
  readonly reservationId: string;
  readonly ttlMs: number;
  /** Made for an order that is being placed, so not one of those that the tenant's limit counts. */
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
  | { readonly kind: "taken"; readonly mine: boolean }
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
  | { readonly kind: "cancelled" }
  | { readonly kind: "ended" }
  | { readonly kind: "being_bought" };

export interface PurchaseRequest {
  readonly by: Actor;
  readonly orderId: string;
  readonly itemId: string;
  /** The id the number gets once it is bought. */
  readonly phoneNumberId: string;
  /** When given, only this hold may be turned into a purchase. */
  readonly reservationId: string | null;
  /** Buys back the number with this id, which the tenant released. */
  readonly restores: boolean;
  readonly terms: NumberTerms;
  readonly configuration: NumberConfiguration;
  readonly papers: RegulatoryDocuments;
  /** An instant after which the command is void: a late repeat must not buy again. */
  readonly notAfter: number;
}

/** What is known of a number before it is bought. */
export interface NumberTerms {
  readonly country: string;
  readonly type: NumberType;
  readonly monthlyPrice: Money | null;
}

/** What the buyer wants the number to be like from its first moment. */
export interface NumberConfiguration {
  readonly friendlyName: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Who answers it. Missing in orders from before there were agents. */
  readonly agentId?: string | null;
  readonly routing?: RoutingPlan | null;
}

export type ItemFailure =
  | CarrierRefusal
  | "number_held"
  | "number_owned"
  | "number_cooling_off"
  | "reservation_ended"
  | "carrier_busy"
  | "carrier_unavailable"
  | "conflict";

export type ItemOutcome =
  | { readonly kind: "completed"; readonly phoneNumberId: string }
  | {
      readonly kind: "failed";
      readonly code: ItemFailure;
      readonly carrierCode: number | null;
      readonly retryable: boolean;
    };

/** `at`: when it was settled. `pending`: not settled yet, and the object will settle it by itself. */
export type PurchaseAnswer =
  | (ItemOutcome & { readonly at: number })
  | { readonly kind: "pending"; readonly unknown: boolean }
  | { readonly kind: "void" };

export interface ReleaseRequest {
  readonly by: Actor;
  readonly phoneNumberId: string;
  readonly carrierId: string;
}

/** The alarm and the cron's way of saying "look whether there is something to do". */
export interface Nudge {
  /** Whether anything is still on its way to the database or the carrier afterwards. */
  readonly settled: boolean;
}

/** `pending`: the carrier has not confirmed yet; the object goes on asking by itself. */
export type ReleaseAnswer =
  | { readonly kind: "released" }
  | { readonly kind: "pending" }
  | { readonly kind: "not_owned" };

/** The number's row has a new tenant; the object, which only repeats what the row says, is told. */
export interface HandOver {
  readonly phoneNumberId: string;
  readonly tenantId: string;
}

export interface NumberObject {
  hold(request: HoldRequest): Promise<HoldAnswer>;
  extend(request: ReservationRequest & { readonly ttlMs: number }): Promise<ExtendAnswer>;
  cancel(request: ReservationRequest): Promise<CancelAnswer>;
  purchase(request: PurchaseRequest): Promise<PurchaseAnswer>;
  release(request: ReleaseRequest): Promise<ReleaseAnswer>;
  handOver(request: HandOver): Promise<void>;
  adopt(request: AdoptionRequest): Promise<AdoptionAnswer>;
  discard(request: DiscardRequest): Promise<ReleaseAnswer>;
  nudge(): Promise<Nudge>;
}
