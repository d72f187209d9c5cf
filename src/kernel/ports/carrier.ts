import type { NumberDocuments, SenderGroup, StandingBundle, TollFreeVerification } from "#kernel/values/compliance";
import type { Money } from "#kernel/values/money";
import type { Regulation } from "#kernel/values/regulation";

/** The port to a carrier, in our own terms. Only `carriers/` knows Twilio's field names and codes. */

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

export type CarrierRefusal =
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

/** The carrier refused: nothing took effect, and a repeat will not help. */
export interface Refused {
  readonly kind: "refused";
  readonly code: CarrierRefusal;
  readonly carrierCode: number | null;
  readonly message: string;
}

/** Nothing took effect, and a later attempt may succeed: the carrier is too busy. */
export interface Unavailable {
  readonly kind: "unavailable";
  readonly carrierCode: number | null;
  readonly retryAfterSeconds: number | null;
  /** Set when the open circuit breaker refused the call, so the carrier was not asked. */
  readonly notAsked?: true;
}

/** No usable answer: the request may or may not have taken effect. */
export interface UnknownResult {
  readonly kind: "unknown";
  readonly message: string;
}

export type CarrierResult<T> = { readonly kind: "ok"; readonly value: T } | Refused | Unavailable | UnknownResult;

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

/** The kind of address that the carrier requires to sell a number. */
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

/** Monthly price per number type in one country. A type without a known price is missing. */
export type CountryPrices = Readonly<Partial<Record<NumberType, Money>>>;

/** The regulatory documents that a purchase names, by the carrier's ids. */
export interface RegulatoryDocuments {
  readonly addressSid: string | null;
  readonly bundleSid: string | null;
}

export const noDocuments: RegulatoryDocuments = { addressSid: null, bundleSid: null };

export interface Address {
  readonly sid: string;
  readonly country: string | null;
}

export interface Bundle {
  readonly sid: string;
  /** The state of its review. Only an `approved` bundle buys numbers. */
  readonly status: string;
}

export interface KindOfNumber {
  readonly country: string;
  readonly type: NumberType;
}

/** A message from one of our numbers. */
interface OutgoingMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly media: readonly { readonly url: string }[];
  /** The webhook URL to which the carrier reports the message's status. */
  readonly statusUrl: string;
}

interface SentMessage {
  readonly carrierId: string;
}

/** The configuration of our numbers at the carrier. */
export interface NumberSetup {
  /** Stamped on the carrier's record, so that a number can be traced to the order item that bought it. */
  readonly label: string;
  readonly voiceUrl: string;
  readonly voiceStatusUrl: string;
  readonly smsUrl: string;
}

/** A number in the carrier's inventory. */
export interface CarrierNumber {
  readonly carrierId: string;
  readonly e164: string;
  readonly label: string;
  readonly country: string | null;
  readonly type: NumberType | null;
  readonly capabilities: Capabilities;
}

/** A number of our account with its configuration at the carrier. */
export interface OwnedNumber extends CarrierNumber {
  /** `null` if the carrier does not say. */
  readonly boughtAt: number | null;
  readonly voiceUrl: string;
  readonly voiceStatusUrl: string;
  readonly smsUrl: string;
  /** The applications that take its calls or messages instead of the URLs, by the carrier's ids. */
  readonly voiceApplication: string | null;
  readonly smsApplication: string | null;
  readonly trunk: string | null;
  readonly documents: NumberDocuments;
}

/** One page of the list of all numbers of our account. */
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
  /** The states of up to `MAX_BUNDLES` bundles. A bundle that our account does not have is missing from the result. */
  bundles(sids: readonly string[]): Promise<CarrierResult<readonly StandingBundle[]>>;
  /**
   * The ids of all groups, never a part of the list: a part would prove nothing about the numbers that are missing from
   * it.
   */
  senderGroups(): Promise<CarrierResult<readonly string[]>>;
  senderGroup(id: string): Promise<CarrierResult<SenderGroup>>;
  tollFreeVerifications(): Promise<CarrierResult<readonly TollFreeVerification[]>>;
  buy(e164: string, setup: NumberSetup, documents: RegulatoryDocuments): Promise<CarrierResult<CarrierNumber>>;
  /** The number, or `null` if our account certainly does not have it. */
  findOwned(e164: string): Promise<CarrierResult<OwnedNumber | null>>;
  /** The same by the carrier's id. It reads one resource, so an incomplete list cannot mislead it. */
  fetchOwned(carrierId: string): Promise<CarrierResult<OwnedNumber | null>>;
  /** All numbers of our account, page by page in the carrier's order. `null` asks for the first page. */
  listOwned(page: string | null): Promise<CarrierResult<OwnedPage>>;
  configure(carrierId: string, setup: NumberSetup): Promise<CarrierResult<CarrierNumber>>;
  /** Idempotent: also `ok` when our account no longer has the number. */
  release(carrierId: string): Promise<CarrierResult<null>>;
  /** After `unknown` the message may have been sent, so a second `send` may send it twice. */
  send(message: OutgoingMessage): Promise<CarrierResult<SentMessage>>;
}

/** The circuit breaker is open: the carrier gave no usable answers. At `probeAt` one call is let through to test it. */
export interface CarrierOutage {
  readonly since: number;
  readonly probeAt: number;
}

/** `unknown`: the carrier has not answered this isolate yet. */
export type CarrierCredentials = "accepted" | "rejected" | "unknown";
