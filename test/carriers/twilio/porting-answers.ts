import { createPorting } from "#carriers/twilio/porting";
import type { PortOrder } from "#kernel/ports/carrier-porting";
import { accountSid, authToken, e164, refusal } from "../line";

/** A line to a Twilio that gives these answers, one per request. */
export function portingThatSays(...answers: Response[]) {
  const sent: Request[] = [];
  const porting = createPorting({
    fetch: async (url, init) => {
      sent.push(new Request(url, init));
      return answers.shift() ?? refusal(500, null);
    },
    sleep: async () => undefined,
    now: () => 0,
    random: () => 0.5,
    account: { id: accountSid, accountSid, username: accountSid, password: authToken, region: "us1" },
    baseUrl: undefined,
    timeoutMs: 10_000,
  });
  return { porting, sent };
}

export const portId = `KW${"1".repeat(32)}`;
export const numberId = `PU${"2".repeat(32)}`;
export const base = "https://numbers.twilio.com/v1/Porting";

export const portability = (different: Record<string, unknown> = {}) => ({
  phone_number: e164,
  account_sid: null,
  portable: true,
  pin_and_account_number_required: false,
  not_portable_reason: null,
  not_portable_reason_code: null,
  number_type: "LOCAL",
  country: "US",
  ...different,
});

export const port = (different: Record<string, unknown> = {}) => ({
  port_in_request_sid: portId,
  port_in_request_status: "In review",
  order_cancellation_reason: null,
  signature_request_url: null,
  support_ticket_id: 123456,
  date_created: "2026-11-29T06:52:21Z",
  losing_carrier_information: { account_number: "0012", customer_name: "Acme", address: { street: "1 Main St" } },
  phone_numbers: [portNumber()],
  ...different,
});

export const portNumber = (different: Record<string, unknown> = {}) => ({
  phone_number: e164,
  number_type: "MOBILE",
  rejection_reason: null,
  rejection_reason_code: null,
  status_last_time_updated_timestamp: "2026-11-29T06:52:21Z",
  portable: true,
  not_portability_reason: null,
  not_portability_reason_code: null,
  port_in_phone_number_sid: numberId,
  port_in_phone_number_status: "In Review",
  port_date: null,
  port_out_pin: 123,
  ...different,
});

export const order: PortOrder = {
  losingCarrier: {
    customerType: "business",
    customerName: "Acme Inc.",
    accountNumber: "00123",
    billingTelephoneNumber: "+14155550101",
    authorizedPerson: { name: "Ada Byron", email: "ada@example.com" },
    address: { street: "1 Main St", street2: null, city: "Oakland", state: "CA", postalCode: "02134", country: "US" },
  },
  numbers: [
    { e164, pin: "0042" },
    { e164: "+14155550102", pin: null },
  ],
  documentIds: [`RD${"3".repeat(32)}`],
  notificationEmails: [],
  desired: { date: "2026-12-20", windowStart: "10:15:00-08:00", windowEnd: null },
};
