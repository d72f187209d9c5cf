import type { NumberDocuments, SenderGroup, StandingBundle, TollFreeVerification } from "#kernel/values/compliance";
import type { Money } from "#kernel/values/money";
import type { Regulation } from "#kernel/values/regulation";

/** What the rest of the program asks of a carrier, in our own words. */

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

/** The carrier answered no: nothing took effect, and asking again will not help. */
export interface Refused {
  readonly kind: "refused";
  readonly code: CarrierRefusal;
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
  readonly documents: NumberDocuments;
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
  buy(e164: string, setup: NumberSetup, papers: RegulatoryDocuments): Promise<CarrierResult<CarrierNumber>>;
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
