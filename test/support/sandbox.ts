import { env } from "cloudflare:workers";
import type { Json } from "./api";

/** The control surface of the Twilio sandbox, which every outgoing request of the test Worker reaches. */

async function control(method: string, path: string, body?: unknown): Promise<Json> {
  const response = await fetch(`https://api.twilio.com/sandbox${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}

export interface Fault {
  readonly kind: string;
  readonly operation?: string;
  readonly phone_number?: string;
  readonly page?: number;
  readonly times?: number;
  readonly probability?: number;
  readonly delay_ms?: number;
  readonly retry_after?: number;
  readonly status?: number;
  readonly code?: number;
  readonly message?: string;
}

export interface ReceiverAnswer {
  readonly contains?: string;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly delay_ms?: number;
  readonly breaks?: boolean;
  readonly times?: number;
}

export interface Receipt {
  readonly at: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export const sandbox = {
  /** Another Twilio account, with the settings of `POST /sandbox/accounts`; answers its SID and tokens. */
  account: (settings: Json = {}): Promise<Json> => control("POST", "/accounts", settings),
  changeAccount: (sid: string, change: Json): Promise<Json> => control("POST", `/accounts/${sid}`, change),
  /** An API key of an account; answers its SID and secret. */
  apiKey: (accountSid: string, settings: Json = {}): Promise<Json> =>
    control("POST", `/accounts/${accountSid}/keys`, settings),
  changeApiKey: (accountSid: string, sid: string, change: Json): Promise<Json> =>
    control("POST", `/accounts/${accountSid}/keys/${sid}`, change),
  revokeApiKey: (accountSid: string, sid: string): Promise<null> =>
    control("DELETE", `/accounts/${accountSid}/keys/${sid}`),
  /** The control surface of one account: `/numbers`, `/faults`, `/requests` and the like. */
  inAccount: (accountSid: string, method: string, path: string, body?: unknown): Promise<Json> =>
    control(method, `/accounts/${accountSid}${path}`, body),
  /** A call from a carrier to a SIP domain at Twilio. */
  byocCall: (call: Json): Promise<Json> => control("POST", "/byoc-calls", call),
  fault: (fault: Fault): Promise<{ id: string }> => control("POST", "/faults", fault),
  clearFaults: (): Promise<null> => control("DELETE", "/faults"),
  sellElsewhere: (phoneNumber: string): Promise<Json> => control("POST", "/gone", { phone_number: phoneNumber }),
  addBehindOurBack: (phoneNumber: string, name: string, settings: Json = {}): Promise<Json> =>
    control("POST", "/numbers", { phone_number: phoneNumber, friendly_name: name, ...settings }),
  /** Removes the number from the account without a release. */
  lose: (phoneNumber: string): Promise<null> => control("DELETE", `/numbers/${encodeURIComponent(phoneNumber)}`),
  /** Another carrier takes the number. The control sends a webhook only if one is set. */
  portOut: (phoneNumber: string): Promise<Json> => control("POST", "/port-outs", { phone_number: phoneNumber }),
  /** An address of the account in this country; answers its SID. */
  address: async (iso_country: string): Promise<string> => (await control("POST", "/addresses", { iso_country })).sid,
  /** A bundle of the account, approved by default; `number_type` in Twilio's words. Answers its SID. */
  bundle: async (iso_country: string, number_type: string, status = "twilio-approved"): Promise<string> =>
    (await control("POST", "/bundles", { iso_country, number_type, status })).sid,
  review: (sid: string, status: string): Promise<Json> => control("POST", `/bundles/${sid}`, { status }),
  /** Changes the state of a number's regulatory documents, in Twilio's words. */
  papers: (phoneNumber: string, change: Json): Promise<Json> =>
    control("POST", `/numbers/${encodeURIComponent(phoneNumber)}`, change),
  setEnd: (bundle: string, valid_until: string | null): Promise<Json> =>
    control("POST", `/bundles/${bundle}`, { valid_until }),
  /** A messaging service with these numbers; answers its SID. */
  service: async (phone_numbers: readonly string[], campaign_status: string | null): Promise<string> =>
    (await control("POST", "/messaging-services", { phone_numbers, campaign_status })).sid,
  changeService: (sid: string, change: Json): Promise<Json> => control("POST", `/messaging-services/${sid}`, change),
  endService: (sid: string): Promise<null> => control("DELETE", `/messaging-services/${sid}`),
  /** A verification of a toll-free number; answers its SID. */
  verification: async (phone_number: string, status: string): Promise<string> =>
    (await control("POST", "/toll-free-verifications", { phone_number, status })).sid,
  endVerification: (sid: string): Promise<null> => control("DELETE", `/toll-free-verifications/${sid}`),
  /** How often money was spent on this number, and how often it was only changed by buying it again. */
  purchases: (phoneNumber: string): Promise<{ new_purchases: number; updates: number }> =>
    control("GET", `/purchases?phone_number=${encodeURIComponent(phoneNumber)}`),
  requests: (
    operation: string,
    phoneNumber: string,
  ): Promise<{ requests: { outcome: string; status: number; body: Record<string, string> }[] }> =>
    control("GET", `/requests?operation=${operation}&phone_number=${encodeURIComponent(phoneNumber)}`),
  /** The carrier's own record of a number that our account has, in Twilio's words. */
  number: async (phoneNumber: string): Promise<Json> => {
    const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = env;
    const query = `PhoneNumber=${encodeURIComponent(phoneNumber)}`;
    const url = `https://api.twilio.com/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json?${query}`;
    const answer = await fetch(url, { headers: { authorization: `Basic ${btoa(`${sid}:${token}`)}` } });
    const { incoming_phone_numbers } = await answer.json<Json>();
    return incoming_phone_numbers[0];
  },
  /** Sets the answer of the receiver with this name; the default is 204. */
  receiverAnswers: (name: string, answer: ReceiverAnswer): Promise<null> =>
    control("POST", `/receivers/${name}/answers`, answer),
  receiverForgets: (name: string): Promise<null> => control("DELETE", `/receivers/${name}/answers`),
  received: async (name: string): Promise<Receipt[]> => (await control("GET", `/receivers/${name}`)).requests,
  numbers: async (): Promise<string[]> => {
    const state = await control("GET", "/state?limit=1000");
    return state.numbers.map((number: { phone_number: string }) => number.phone_number);
  },
};
