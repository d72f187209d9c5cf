// Pure: no I/O, no clock, no randomness.
import type { NotPortableCode, RejectionCode } from "#kernel/values/porting-reasons";
import type { CarrierResult, NumberType } from "./carrier";

/** The port to the carrier's porting service, in our own terms: moving numbers from other carriers into our account. */

/** `unknown`: a status that we do not know; it says nothing about where the port stands. */
export const carrierPortStatuses = [
  "in_review",
  "waiting_for_signature",
  "in_progress",
  "action_required",
  "completed",
  "canceled",
  "expired",
  "unknown",
] as const;
export type CarrierPortStatus = (typeof carrierPortStatuses)[number];

/** `submitted`: with the losing carrier. `pending`: it has agreed. */
export const carrierPortNumberStatuses = [
  "in_review",
  "waiting_for_signature",
  "submitted",
  "pending",
  "completed",
  "rejected",
  "canceled",
  "expired",
  "unknown",
] as const;
export type CarrierPortNumberStatus = (typeof carrierPortNumberStatuses)[number];

/** A reason as we name it, with the carrier's own code and words. */
export interface CarrierReason<Code> {
  readonly code: Code;
  readonly carrierCode: string | null;
  readonly text: string | null;
}

/** Whether a number can be moved into our account. */
export interface Portability {
  readonly e164: string;
  readonly isPortable: boolean;
  /** `null` for a portable number. */
  readonly reason: CarrierReason<NotPortableCode> | null;
  /** Whether the losing carrier wants a PIN and the account number; `null` if the carrier does not say. */
  readonly isPinRequired: boolean | null;
  readonly type: NumberType | null;
  readonly country: string | null;
}

/** An order to port numbers of one country and one losing carrier. */
export interface PortOrder {
  readonly losingCarrier: {
    readonly customerType: "business" | "individual";
    readonly customerName: string;
    readonly accountNumber: string | null;
    /** E.164. */
    readonly billingTelephoneNumber: string | null;
    readonly authorizedPerson: { readonly name: string; readonly email: string };
    readonly address: {
      readonly street: string;
      readonly street2: string | null;
      readonly city: string;
      readonly state: string;
      readonly postalCode: string;
      readonly country: string;
    };
  };
  readonly numbers: readonly { readonly e164: string; readonly pin: string | null }[];
  /** The carrier's ids of uploaded documents, at least one. */
  readonly documentIds: readonly string[];
  /** Who gets a copy of the signed letter of authorization. */
  readonly notificationEmails: readonly string[];
  /**
   * `date` is `YYYY-MM-DD`, at least seven days ahead; times are ISO 8601 with an offset, such as `10:15:00-08:00`. The
   * carrier does not promise to keep it.
   */
  readonly desired: {
    readonly date: string;
    readonly windowStart: string | null;
    readonly windowEnd: string | null;
  } | null;
}

/** A port as the carrier shows it. Account numbers, PINs and addresses are not read back. */
export interface CarrierPort {
  /** The carrier's id, such as `KW…`. */
  readonly id: string;
  readonly status: CarrierPortStatus;
  /** The status in the carrier's own spelling. */
  readonly rawStatus: string | null;
  readonly cancellationReason: string | null;
  /** Where the authorized person signs; `null` before the letter is out, or if the carrier does not show it. */
  readonly signatureUrl: string | null;
  readonly supportTicketId: string | null;
  readonly createdAt: number | null;
  readonly numbers: readonly CarrierPortNumber[];
}

export interface CarrierPortNumber {
  /** The carrier's id, such as `PU…`. */
  readonly id: string;
  readonly e164: string;
  readonly status: CarrierPortNumberStatus;
  readonly rawStatus: string | null;
  readonly type: NumberType | null;
  /** When the losing carrier hands the number over (ms UTC); `null` until it has agreed to a date. */
  readonly portAt: number | null;
  readonly rejection: CarrierReason<RejectionCode> | null;
  /** Set if the number turned out not to be portable. */
  readonly notPortable: CarrierReason<NotPortableCode> | null;
  /** When the carrier last changed its status (ms UTC). */
  readonly statusAt: number | null;
}

/** A line of the list of ports. It does not say which numbers a port has. */
export interface CarrierPortSummary {
  readonly id: string;
  readonly status: CarrierPortStatus;
  readonly rawStatus: string | null;
  readonly requested: number | null;
  readonly ported: number | null;
  readonly suggestedAction: string | null;
}

export interface PortListFilter {
  readonly ids?: readonly string[];
  /** The carrier filters by day: ports of the day before this instant (ms UTC) may be among them. */
  readonly createdSince?: number;
}

/** `bill`: a bill of the losing carrier, which every port needs. */
type PortDocumentKind = "bill";

export interface PortDocument {
  readonly kind: PortDocumentKind;
  readonly filename: string;
  readonly contentType: string;
  readonly content: Blob;
}

/** A document at the carrier. `isEmpty`: the carrier received no content, so the document proves nothing. */
export interface UploadedDocument {
  /** The carrier's id, such as `RD…`. */
  readonly id: string;
  readonly status: string | null;
  readonly isEmpty: boolean;
  readonly failureReason: string | null;
}

/** One setting for the whole account at the carrier. */
export interface PortingWebhook {
  readonly portInUrl: string | null;
  readonly portOutUrl: string | null;
  /** The carrier's names of the events that it reports; empty means all of them. */
  readonly events: readonly string[];
}

/** How the carrier's mail for the signature looks. One per country. */
export interface SigningBrand {
  readonly country: string;
  readonly name: string | null;
  /** The carrier's id of an uploaded logo. */
  readonly logoId: string | null;
  /** At most 255 characters. */
  readonly emailSubject: string | null;
  /** At most 5,000 characters. */
  readonly emailMessage: string | null;
  /** Where the signer's browser goes after signing. */
  readonly redirectUrl: string | null;
}

export interface CarrierPorting {
  portability(e164: string): Promise<CarrierResult<Portability>>;
  /**
   * After `unknown` the port may exist. The carrier has no idempotency key: find it by `listPorts` and `fetchPort`
   * before you create it again.
   */
  createPort(order: PortOrder): Promise<CarrierResult<CarrierPort>>;
  /** `null` if our account certainly does not have it. */
  fetchPort(id: string): Promise<CarrierResult<CarrierPort | null>>;
  /** Up to 100 ports per page, newest order unspecified. `null` asks for the first page and ends the list. */
  listPorts(
    filter: PortListFilter,
    page: string | null,
  ): Promise<CarrierResult<{ readonly ports: readonly CarrierPortSummary[]; readonly next: string | null }>>;
  /** Idempotent: also `ok` when our account has no such port. */
  cancelPort(id: string): Promise<CarrierResult<null>>;
  cancelPortNumber(id: string, numberId: string): Promise<CarrierResult<null>>;
  /** After `unknown` the document may be there; another copy does no harm. */
  uploadDocument(document: PortDocument): Promise<CarrierResult<UploadedDocument>>;
  getWebhook(): Promise<CarrierResult<PortingWebhook>>;
  /** Replaces the whole setting. */
  setWebhook(webhook: PortingWebhook): Promise<CarrierResult<null>>;
  /** `null` if there is none for ports in this country. */
  getSigningBrand(country: string): Promise<CarrierResult<SigningBrand | null>>;
  setSigningBrand(brand: SigningBrand): Promise<CarrierResult<null>>;
}
