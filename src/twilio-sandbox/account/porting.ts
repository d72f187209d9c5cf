import { z } from "zod";
import { ResourceStore } from "./resources";

/** The statuses of a port as Twilio writes them. The first four are its life in order. */
export const portStatuses = [
  "In review",
  "Waiting for Signature",
  "In progress",
  "Completed",
  "Action Required",
  "Canceled",
  "Expired",
] as const;
export const numberStatuses = [
  "in_review",
  "waiting_for_signature",
  "submitted",
  "pending",
  "completed",
  "rejected",
  "canceled",
] as const;

/** Reasons of a losing carrier that Twilio is known to pass on. The list is open. */
export const rejectionReasons = [
  "CONTACT_SUPPORT_REQUIRED",
  "PHONE_NUMBER_WITH_CARRIER_RESTRICTION",
  "PHONE_NUMBER_INACTIVE_OR_DISCONNECTED",
  "INVALID_END_USER_NAME",
  "INVALID_ADDRESS",
  "INVALID_PIN",
  "INVALID_ACCOUNT_NUMBER",
] as const;

const portEvents = [
  "PortInWaitingForSignature",
  "PortInInProgress",
  "PortInCompleted",
  "PortInActionRequired",
  "PortInCanceled",
  "PortInExpired",
  "PortInPhoneNumberWaitingForSignature",
  "PortInPhoneNumberSubmitted",
  "PortInPhoneNumberPending",
  "PortInPhoneNumberCompleted",
  "PortInPhoneNumberRejected",
  "PortInPhoneNumberCanceled",
  "PortOutPhoneNumberCompleted",
] as const;
export type PortEvent = (typeof portEvents)[number];

const address = z.object({
  street: z.string(),
  street_2: z.string().nullable().default(null),
  city: z.string(),
  state: z.string(),
  zip: z.string(),
  country: z.string(),
});
const losingCarrier = z.object({
  customer_type: z.string().nullable(),
  customer_name: z.string(),
  account_number: z.string().nullable(),
  account_telephone_number: z.string().nullable(),
  address_sid: z.string().nullable(),
  address,
  authorized_representative: z.string(),
  authorized_representative_email: z.string(),
});
export type LosingCarrier = z.output<typeof losingCarrier>;

const portFields = z.object({
  account_sid: z.string(),
  notification_emails: z.array(z.string()),
  target_port_in_date: z.string().nullable(),
  target_port_in_time_range_start: z.string().nullable(),
  target_port_in_time_range_end: z.string().nullable(),
  losing_carrier_information: losingCarrier,
  documents: z.array(z.string()),
  bundle_sid: z.string().nullable(),
  support_ticket_id: z.int(),
  /** One of `portStatuses`, or any text that a test wants to see. */
  status: z.string(),
  order_cancellation_reason: z.string().nullable(),
  signature_request_url: z.string().nullable(),
});
export type PortFields = z.output<typeof portFields>;

const numberTypesOfPorts = ["LOCAL", "UNKNOWN", "MOBILE", "TOLL-FREE"] as const;

/** A number of a port. Its parent is the port. */
const portNumberFields = z.object({
  phone_number: z.string(),
  pin: z.string().nullable(),
  number_type: z.enum(numberTypesOfPorts),
  country: z.string(),
  portable: z.boolean(),
  not_portability_reason: z.string().nullable(),
  not_portability_reason_code: z.int().nullable(),
  /** One of `numberStatuses`, or any text that a test wants to see. */
  status: z.string(),
  rejection_reason: z.string().nullable(),
  rejection_reason_code: z.int().nullable(),
  port_date: z.iso.datetime().nullable(),
});
export type PortNumberFields = z.output<typeof portNumberFields>;

const documentFields = z.object({
  document_type: z.string(),
  friendly_name: z.string(),
  mime_type: z.string(),
  status: z.string(),
  failure_reason: z.string().nullable(),
  filename: z.string(),
  bytes: z.int(),
  /** Hexadecimal digest of the content, which is not kept. */
  sha256: z.string(),
});
export type PortDocumentFields = z.output<typeof documentFields>;

const webhookFields = z.object({
  port_in_target_url: z.string().nullable(),
  port_out_target_url: z.string().nullable(),
  notifications_of: z.array(z.string()),
  port_in_target_date_created: z.number().nullable(),
  port_out_target_date_created: z.number().nullable(),
});
export type PortWebhookFields = z.output<typeof webhookFields>;

/** How Twilio delivers the webhooks of ports, as a test wants it. */
export const deliverySettings = z.strictObject({
  /** `hold`: they wait until a test sends them. `never`: they are dropped. */
  delivery: z.enum(["now", "hold", "never"]).default("now"),
  order: z.enum(["in_order", "reversed", "shuffled"]).default("in_order"),
  seed: z.int().default(1),
  repeat: z.int().min(0).max(5).default(0),
  late_ms: z.int().min(0).max(20_000).default(0),
  /** Twilio does not document how it signs these: by the URL alone, by a digest of the body in the URL, or not. */
  signature: z.enum(["url", "body_sha256", "none"]).default("url"),
});
export type DeliverySettings = z.output<typeof deliverySettings>;

const heldWebhook = z.object({ event: z.enum(portEvents), url: z.string(), body: z.string() });
export type HeldWebhook = z.output<typeof heldWebhook>;

/** What Twilio answers about a number, in place of what follows from its digits. */
export const portabilityFields = z.strictObject({
  phone_number: z.string(),
  portable: z.boolean().default(true),
  not_portable_reason: z.string().nullable().default(null),
  not_portable_reason_code: z.int().nullable().default(null),
  number_type: z.enum(numberTypesOfPorts).default("LOCAL"),
  pin_and_account_number_required: z.boolean().default(false),
  /** A number that is not portable is answered with 200, or refused with 400: both are seen in the wild. */
  shape: z.enum(["answer", "error"]).default("answer"),
});
export type PortabilityFields = z.output<typeof portabilityFields>;

const text = z.string().nullish().default(null);
export const signingFields = z.object({
  logo_sid: z
    .string()
    .regex(/^RD[0-9a-fA-F]{32}$/)
    .nullish()
    .default(null),
  friendly_name: text,
  product: z.string().min(1),
  country: z.string().regex(/^[A-Z]{2}$/),
  email_subject: z.string().max(255).nullish().default(null),
  email_message: z.string().max(5_000).nullish().default(null),
  url_redirection: z.url().nullish().default(null),
});
export type SigningFields = z.output<typeof signingFields>;

export const openPorting = (sql: SqlStorage, owner: string) => ({
  ports: new ResourceStore(sql, owner, "ports", "KW", portFields),
  numbers: new ResourceStore(sql, owner, "port_numbers", "PU", portNumberFields),
  documents: new ResourceStore(sql, owner, "port_documents", "RD", documentFields),
  webhooks: new ResourceStore(sql, owner, "port_webhooks", "", webhookFields),
  delivery: new ResourceStore(sql, owner, "port_webhook_delivery", "", deliverySettings),
  held: new ResourceStore(sql, owner, "held_port_webhooks", "", heldWebhook),
  signing: new ResourceStore(sql, owner, "signing_configurations", "", signingFields),
  portability: new ResourceStore(sql, owner, "portability", "", portabilityFields),
});
export type Porting = ReturnType<typeof openPorting>;
