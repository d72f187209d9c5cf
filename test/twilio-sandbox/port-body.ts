import type { RunningSandbox } from "./start.ts";
import { accountSid, authToken } from "./start.ts";

const DAY_MS = 86_400_000;

/** A date as the API of ports writes it. */
export const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** A request for a port that Twilio takes. */
export function portBody(documents: readonly string[], numbers: readonly string[]) {
  return {
    account_sid: accountSid,
    documents,
    notification_emails: ["ops@example.com"],
    target_port_in_date: dayIn(12),
    target_port_in_time_range_start: "10:15:00-08:00",
    target_port_in_time_range_end: "12:15:00-08:00",
    losing_carrier_information: {
      customer_type: "Business",
      customer_name: "Acme",
      account_number: "00123",
      account_telephone_number: "+14155550110",
      authorized_representative: "Jane Doe",
      authorized_representative_email: "jane@example.com",
      address: { street: "101 Spear St", city: "San Francisco", state: "CA", zip: "94105", country: "US" },
    },
    phone_numbers: numbers.map((phone_number) => ({ phone_number, pin: "0470" })),
  };
}

/** Uploads a utility bill, or another file. */
export async function upload(
  { origin }: RunningSandbox,
  content: BlobPart = "%PDF-1.7 a bill",
  fields: Record<string, string> = { document_type: "utility_bill", friendly_name: "bill" },
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("File", new File([content], "bill.pdf", { type: "application/pdf" }));
  const headers = { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` };
  const answer = await fetch(`${origin}/v1/Documents`, { method: "POST", headers, body: form });
  return { httpStatus: answer.status, ...(await answer.json()) };
}
