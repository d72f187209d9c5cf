import * as z from "zod";
import type {
  CarrierPort,
  CarrierPortNumber,
  CarrierPortSummary,
  Portability,
  PortingWebhook,
  PortOrder,
  SigningBrand,
  UploadedDocument,
} from "#kernel/ports/carrier-porting";
import { lazily } from "#kernel/values/lazily";
import { notPortableReason, portNumberStatus, portStatus, rejectionReason } from "./porting-words";
import { instant, numberType, text } from "./wire";

/**
 * Twilio's answers about ports. They carry the customer's account number, address and the PIN, the latter as a number
 * without its leading zeros: none of these is read.
 */

/** The same code comes as text and as a number. */
const code = lazily(() =>
  z
    .union([z.string(), z.number()])
    .nullish()
    .transform((value) => (value === null || value === undefined || value === "" ? null : String(value))),
);

/** Webhooks and some answers have booleans as text. */
const flag = lazily(() =>
  z
    .union([z.boolean(), z.stringbool()])
    .nullish()
    .transform((value) => value ?? null)
    .catch(null),
);

const count = lazily(() =>
  z
    .int()
    .nonnegative()
    .nullish()
    .transform((value) => value ?? null)
    .catch(null),
);

const wireType = lazily(() => text().transform(numberType));

export const portability = lazily(() =>
  z
    .object({
      portable: flag(),
      pin_and_account_number_required: flag(),
      not_portable_reason: text(),
      not_portable_reason_code: code(),
      number_type: wireType(),
      country: text(),
    })
    .refine(
      (answer) =>
        answer.portable !== null || answer.not_portable_reason !== null || answer.not_portable_reason_code !== null,
    ),
);

export function toPortability(e164: string, answer: z.infer<ReturnType<typeof portability>>): Portability {
  const isPortable = answer.portable === true;
  return {
    e164,
    isPortable,
    reason: isPortable ? null : notPortableReason(answer.not_portable_reason_code, answer.not_portable_reason),
    isPinRequired: answer.pin_and_account_number_required,
    type: answer.number_type,
    country: answer.country,
  };
}

const portNumber = lazily(() =>
  z
    .object({
      port_in_phone_number_sid: z.string().regex(/^PU[0-9a-fA-F]{32}$/),
      phone_number: z.string(),
      port_in_phone_number_status: text(),
      number_type: wireType(),
      port_date: instant(),
      portable: flag(),
      not_portability_reason: text(),
      not_portability_reason_code: code(),
      rejection_reason: text(),
      rejection_reason_code: code(),
      status_last_time_updated_timestamp: instant(),
    })
    .transform(
      (number): CarrierPortNumber => ({
        id: number.port_in_phone_number_sid,
        e164: number.phone_number,
        status: portNumberStatus(number.port_in_phone_number_status),
        rawStatus: number.port_in_phone_number_status,
        type: number.number_type,
        portAt: number.port_date,
        rejection: rejectionReason(number.rejection_reason_code, number.rejection_reason),
        notPortable:
          number.portable === false
            ? notPortableReason(number.not_portability_reason_code, number.not_portability_reason)
            : null,
        statusAt: number.status_last_time_updated_timestamp,
      }),
    ),
);

export const portIn = lazily(() =>
  z
    .object({
      port_in_request_sid: z.string().regex(/^KW[0-9a-fA-F]{32}$/),
      port_in_request_status: text(),
      order_cancellation_reason: text(),
      signature_request_url: text(),
      support_ticket_id: code(),
      date_created: instant(),
      phone_numbers: z.array(portNumber()).nullish(),
    })
    .transform(
      (port): CarrierPort => ({
        id: port.port_in_request_sid,
        status: portStatus(port.port_in_request_status),
        rawStatus: port.port_in_request_status,
        cancellationReason: port.order_cancellation_reason,
        signatureUrl: port.signature_request_url,
        supportTicketId: port.support_ticket_id,
        createdAt: port.date_created,
        numbers: port.phone_numbers ?? [],
      }),
    ),
);

export const portInList = lazily(() =>
  z.object({
    port_in_requests: z.array(
      z
        .object({
          port_in_request_sid: z.string(),
          port_in_request_status: text(),
          phone_numbers_requested: count(),
          phone_numbers_ported: count(),
          suggested_action: text(),
        })
        .transform(
          (port): CarrierPortSummary => ({
            id: port.port_in_request_sid,
            status: portStatus(port.port_in_request_status),
            rawStatus: port.port_in_request_status,
            requested: port.phone_numbers_requested,
            ported: port.phone_numbers_ported,
            suggestedAction: port.suggested_action,
          }),
        ),
    ),
    meta: z.object({ next_token: text() }).nullish(),
  }),
);

export const document = lazily(() =>
  z
    .object({
      sid: z.string().regex(/^RD[0-9a-fA-F]{32}$/),
      mime_type: text(),
      status: text(),
      failure_reason: text(),
    })
    .transform(
      ({ sid, mime_type, status, failure_reason }): UploadedDocument => ({
        id: sid,
        status,
        isEmpty: mime_type === null,
        failureReason: failure_reason,
      }),
    ),
);

export const webhook = lazily(() =>
  z
    .object({
      port_in_target_url: text(),
      port_out_target_url: text(),
      notifications_of: z.array(z.string()).nullish(),
    })
    .transform(
      (found): PortingWebhook => ({
        portInUrl: found.port_in_target_url,
        portOutUrl: found.port_out_target_url,
        events: found.notifications_of ?? [],
      }),
    ),
);

export const webhookToWire = ({ portInUrl, portOutUrl, events }: PortingWebhook) => ({
  // Twilio refuses an empty URL; a missing one leaves none.
  ...(portInUrl !== null && { port_in_target_url: portInUrl }),
  ...(portOutUrl !== null && { port_out_target_url: portOutUrl }),
  notifications_of: events,
});

/** The value of `product` for ports; hosted numbers have another. */
export const PORTING_PRODUCT = "Porting";

const signingBrand = lazily(() =>
  z.object({
    product: text(),
    country: text(),
    friendly_name: text(),
    logo_sid: text(),
    email_subject: text(),
    email_message: text(),
    url_redirection: text(),
  }),
);

export const signingBrands = lazily(() =>
  z.object({
    meta: z.object({ next_page_url: text() }),
    configurations: z.array(signingBrand()),
  }),
);

export function toSigningBrand(
  country: string,
  configurations: readonly z.infer<ReturnType<typeof signingBrand>>[],
): SigningBrand | null {
  const found = configurations.find(
    (one) =>
      one.product?.toLowerCase() === PORTING_PRODUCT.toLowerCase() &&
      one.country?.toUpperCase() === country.toUpperCase(),
  );
  if (!found) return null;
  return {
    country,
    name: found.friendly_name,
    logoId: found.logo_sid,
    emailSubject: found.email_subject,
    emailMessage: found.email_message,
    redirectUrl: found.url_redirection,
  };
}

export const signingBrandToWire = (brand: SigningBrand) => ({
  product: PORTING_PRODUCT,
  country: brand.country,
  ...(brand.name !== null && { friendly_name: brand.name }),
  ...(brand.logoId !== null && { logo_sid: brand.logoId }),
  ...(brand.emailSubject !== null && { email_subject: brand.emailSubject }),
  ...(brand.emailMessage !== null && { email_message: brand.emailMessage }),
  ...(brand.redirectUrl !== null && { url_redirection: brand.redirectUrl }),
});

const customerTypes = { business: "Business", individual: "Individual" } as const;

export function portOrderToWire(accountSid: string, order: PortOrder) {
  const { losingCarrier, numbers, documentIds, notificationEmails, desired } = order;
  const { address } = losingCarrier;
  return {
    account_sid: accountSid,
    documents: documentIds,
    phone_numbers: numbers.map(({ e164, pin }) => ({ phone_number: e164, ...(pin !== null && { pin }) })),
    losing_carrier_information: {
      customer_type: customerTypes[losingCarrier.customerType],
      customer_name: losingCarrier.customerName,
      ...(losingCarrier.accountNumber !== null && { account_number: losingCarrier.accountNumber }),
      ...(losingCarrier.billingTelephoneNumber !== null && {
        account_telephone_number: losingCarrier.billingTelephoneNumber,
      }),
      authorized_representative: losingCarrier.authorizedPerson.name,
      authorized_representative_email: losingCarrier.authorizedPerson.email,
      address: {
        street: address.street,
        ...(address.street2 !== null && { street_2: address.street2 }),
        city: address.city,
        state: address.state,
        zip: address.postalCode,
        country: address.country,
      },
    },
    notification_emails: notificationEmails,
    ...(desired && {
      target_port_in_date: desired.date,
      ...(desired.windowStart !== null && { target_port_in_time_range_start: desired.windowStart }),
      ...(desired.windowEnd !== null && { target_port_in_time_range_end: desired.windowEnd }),
    }),
  };
}
