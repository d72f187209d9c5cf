import type { AdoptionAnswer, AdoptionRequest, DiscardRequest } from "./adoption";
import type { NumberPapers, SenderGroup, StandingBundle, TollFreeVerification } from "./compliance";
import type { Regulation } from "./regulation";
import type { RoutingPlan } from "./routing-plan";

/** What the rest of the program asks of a carrier and of a number's object, in our own words. */

export type NumberType = "local" | "mobile" | "toll_free";
export const numberTypes = ["local", "mobile", "toll_free"] as const satisfies readonly NumberType[];

export interface Capabilities {
  readonly voice: boolean;
  readonly sms: boolean;
  readonly mms: boolean;
  readonly fax: boolean;
}
export const capabilityNames = ["voice", "sms", "mms", "fax"] as const satisfies readonly (keyof Capabilities)[];
export const isCapability = (name: string): name is keyof Capabilities =>
  capabilityNames.some((known) => known === name);

export interface Money {
  /** A decimal string in the major unit: "1.15". */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

// ── the carrier ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Refusal =
  | "number_unavailable"
  | "number_rejected"
  | "number_type_unavailable"
  | "address_required"
  | "local_address_required"
  | "address_rejected"
  | "bundle_required"
  | "bundle_rejected"
  | "identity_document_required"
  | "carrier_credentials_invalid"
  | "carrier_refused"
  | "not_found";

/** The carrier answered no: nothing took effect, and asking again will not help. */
export interface Refused {
  readonly kind: "refused";
  readonly code: Refusal;
  readonly carrierCode: number | null;
  readonly message: string;
}

/** Certainly nothing took effect, but asking again later may: the carrier is too busy to look at the request. */
export interface Unavailable {
  readonly kind: "unavailable";
  readonly carrierCode: number | null;
  readonly retryAfterSeconds: number | null;
  /** Set when it was not even asked, because lately it gave no usable answers. */
  readonly notAsked?: true;
}

/** No answer, or one that says nothing: the request may have taken effect. */
export interface Unknown {
  readonly kind: "unknown";
  readonly message: string;
}

export type CarrierResult<T> = { readonly kind: "ok"; readonly value: T } | Refused | Unavailable | Unknown;

export interface NumberSearch {
  readonly country: string;
  readonly type: NumberType;
  readonly limit: number;
  readonly areaCode?: string | undefined;
  readonly contains?: string | undefined;
  readonly locality?: string | undefined;
  readonly region?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly rateCenter?: string | undefined;
  readonly lata?: string | undefined;
  readonly nearNumber?: string | undefined;
  readonly nearLatLong?: string | undefined;
  readonly distanceMiles?: number | undefined;
  readonly capabilities: readonly (keyof Capabilities)[];
}

/** What kind of address the carrier wants to have before it sells a number. */
export type AddressRequirement = "none" | "any" | "local" | "foreign";
export const addressRequirements = ["none", "any", "local", "foreign"] as const satisfies readonly AddressRequirement[];

export interface OfferedNumber {
  readonly e164: string;
  readonly country: string;
  readonly locality: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly rateCenter: string | null;
  readonly capabilities: Capabilities;
  readonly addressRequirement: AddressRequirement;
}

export interface Country {
  readonly country: string;
  readonly name: string;
  readonly types: readonly NumberType[];
}

/** Monthly price per type of number in one country; a type without a price is missing. */
export type CountryPrices = Readonly<Partial<Record<NumberType, Money>>>;

/** What is shown to the carrier when a number is bought, by the carrier's own ids of it. */
export interface Papers {
  readonly addressSid: string | null;
  readonly bundleSid: string | null;
}

export const noPapers: Papers = { addressSid: null, bundleSid: null };

export interface Address {
  readonly sid: string;
  readonly country: string | null;
}

export interface Bundle {
  readonly sid: string;
  /** How far its review has come; only an `approved` one buys numbers. */
  readonly status: string;
}

export interface KindOfNumber {
  readonly country: string;
  readonly type: NumberType;
}

/** A message from one of our numbers. */
export interface OutgoingMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly media: readonly { readonly url: string }[];
  /** Where the carrier reports what becomes of it. */
  readonly statusUrl: string;
}

export interface SentMessage {
  readonly carrierId: string;
}

/** How a number is set up at the carrier while it is ours. */
export interface NumberSetup {
  /** Stamped on the carrier's record, so that a number can be traced to the order item that bought it. */
  readonly label: string;
  readonly voiceUrl: string;
  readonly voiceStatusUrl: string;
  readonly smsUrl: string;
}

/** A number as the carrier's books have it. */
export interface CarrierNumber {
  readonly carrierId: string;
  readonly e164: string;
  readonly label: string;
  readonly country: string | null;
  readonly type: NumberType | null;
  readonly capabilities: Capabilities;
}

/** The same with what the carrier does about it: where its calls and messages go, and since when it is ours. */
export interface OwnedNumber extends CarrierNumber {
  /** `null` if the carrier does not say. */
  readonly boughtAt: number | null;
  readonly voiceUrl: string;
  readonly voiceStatusUrl: string;
  readonly smsUrl: string;
  /** What takes its calls or messages in place of the URLs, by the carrier's ids. */
  readonly voiceApplication: string | null;
  readonly smsApplication: string | null;
  readonly trunk: string | null;
  readonly papers: NumberPapers;
}

/** A part of the list of all that our account has. */
export interface OwnedPage {
  readonly numbers: readonly OwnedNumber[];
  /** The page that follows; `null` at the end of the list. */
  readonly next: string | null;
}

export interface Carrier {
  search(search: NumberSearch): Promise<CarrierResult<readonly OfferedNumber[]>>;
  countries(): Promise<CarrierResult<readonly Country[]>>;
  prices(country: string): Promise<CarrierResult<CountryPrices>>;
  /** Empty where numbers are sold without a bundle. */
  regulations(country: string, type: NumberType): Promise<CarrierResult<readonly Regulation[]>>;
  /** `null` if our account has no such address. */
  address(sid: string): Promise<CarrierResult<Address | null>>;
  /** `null` if our account has no such bundle, or it is not for this kind of number, where one is given. */
  bundle(sid: string, kind?: KindOfNumber): Promise<CarrierResult<Bundle | null>>;
  /** How these stand, `MAX_BUNDLES` at the most; one that our account does not have is not among them. */
  bundles(sids: readonly string[]): Promise<CarrierResult<readonly StandingBundle[]>>;
  /** The ids of all groups, or no answer: a part of a list proves nothing about what is not on it. The same for the two below. */
  senderGroups(): Promise<CarrierResult<readonly string[]>>;
  senderGroup(id: string): Promise<CarrierResult<SenderGroup>>;
  tollFreeVerifications(): Promise<CarrierResult<readonly TollFreeVerification[]>>;
  buy(e164: string, setup: NumberSetup, papers: Papers): Promise<CarrierResult<CarrierNumber>>;
  /** The number if our account has it, `null` if it certainly has not. */
  findOwned(e164: string): Promise<CarrierResult<OwnedNumber | null>>;
  /** The same by the carrier's own id of it: no list is looked through, so that none that lacks it can mislead. */
  fetchOwned(carrierId: string): Promise<CarrierResult<OwnedNumber | null>>;
  /** All that our account has, page by page in an order of the carrier's; `null` asks for the first page. */
  listOwned(page: string | null): Promise<CarrierResult<OwnedPage>>;
  configure(carrierId: string, setup: NumberSetup): Promise<CarrierResult<CarrierNumber>>;
  /** `ok` too when the carrier no longer has it: releasing twice is releasing once. */
  release(carrierId: string): Promise<CarrierResult<null>>;
  /** `unknown` may have been sent: sent again, it may be sent twice. */
  send(message: OutgoingMessage): Promise<CarrierResult<SentMessage>>;
}

/** The carrier gives no usable answers, so it is spared calls until one that is let through at `probeAt` gets one. */
export interface CarrierOutage {
  readonly since: number;
  readonly probeAt: number;
}

// ── a number's object ───────────────────────────────────────────────────────────────────────────────────────────────

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
  readonly papers: Papers;
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
  | Refusal
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

// ── what is in the queues ───────────────────────────────────────────────────────────────────────────────────────────

/** A hint that this item waits: to be bought, or to be done in a bulk job. What is true of it is read from its row. */
export interface ItemMessage {
  readonly itemId: string;
}

/** What a webhook told and could not be written down right after its answer. No hint: it stands nowhere else. */
export interface LateMessage {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  /** Of the webhook, as is the instant. */
  readonly requestId: string;
  readonly at: number;
  readonly kind: "call" | "message";
  readonly sighting: object;
}

// ── what the health check asks ──────────────────────────────────────────────────────────────────────────────────────

export interface Dependencies {
  readonly now: () => number;
  /** One line per setting that is wrong. */
  readonly configurationProblems: readonly string[];
  /** Reads one row that the migrations put there; `false` if it is missing. */
  readonly readDatabase: () => Promise<boolean>;
  readonly reachObject: () => Promise<boolean>;
  /** What this isolate has seen of the carrier; asks nothing. */
  readonly carrierOutage: () => CarrierOutage | null;
}

// ── analysis ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A call or message that is over, for the analytics data set. */
export interface UsagePoint {
  readonly kind: "call" | "message_in" | "message_out";
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly agentId: string | null;
  readonly status: string;
  /** How the call was decided; empty for messages. */
  readonly outcome: string;
  readonly seconds: number;
}
