import type { Json } from "./api";

/** A Twilio account in the sandbox beside the platform's, as its owner uses it. */
export interface SandboxAccount {
  readonly sid: string;
  readonly authToken: string;
  /** Adds a number with these settings, in Twilio's words; its record. */
  readonly add: (phoneNumber: string, settings?: Json) => Promise<Json>;
  /** The account no longer has the number. */
  readonly lose: (phoneNumber: string) => Promise<void>;
  /** Another carrier takes the number. */
  readonly portOut: (phoneNumber: string) => Promise<void>;
  readonly number: (phoneNumber: string) => Promise<Json>;
  /** Changes a number through Twilio's API, by parameters like `VoiceUrl`. */
  readonly change: (phoneNumber: string, params: Readonly<Record<string, string>>) => Promise<void>;
  /** The messages that were sent from a number of the account, in Twilio's words. */
  readonly sent: (phoneNumber: string) => Promise<Json[]>;
  /** Twilio takes this token from now on, and no other. */
  readonly rotateToken: (token: string) => Promise<void>;
}

const HOST = "https://api.twilio.com";

async function request(method: string, path: string, init: RequestInit = {}): Promise<Json> {
  const response = await fetch(HOST + path, { method, ...init });
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}

const control = (method: string, path: string, body?: unknown): Promise<Json> =>
  request(method, `/sandbox/accounts${path}`, {
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });

export async function sandboxAccount(): Promise<SandboxAccount> {
  const { sid, auth_token } = await control("POST", "", {});
  let authToken: string = auth_token;
  const numbers = `/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers`;
  const headers = () => ({ authorization: `Basic ${btoa(`${sid}:${authToken}`)}` });
  const number = async (phoneNumber: string): Promise<Json> => {
    const query = `?PhoneNumber=${encodeURIComponent(phoneNumber)}`;
    return (await request("GET", `${numbers}.json${query}`, { headers: headers() })).incoming_phone_numbers[0];
  };
  return {
    sid,
    authToken,
    add: (phone_number, settings = {}) => control("POST", `/${sid}/numbers`, { phone_number, ...settings }),
    lose: (phoneNumber) => control("DELETE", `/${sid}/numbers/${encodeURIComponent(phoneNumber)}`),
    portOut: (phone_number) => control("POST", `/${sid}/port-outs`, { phone_number, webhook: false }),
    number,
    change: async (phoneNumber, params) => {
      const body = new URLSearchParams({ ...params });
      const record = await number(phoneNumber);
      await request("POST", `${numbers}/${record.sid}.json`, { headers: headers(), body });
    },
    sent: async (phoneNumber) => {
      const query = `?operation=send&phone_number=${encodeURIComponent(phoneNumber)}`;
      return (await control("GET", `/${sid}/requests${query}`)).requests.map(({ body }: Json) => body);
    },
    rotateToken: async (token) => {
      await control("POST", `/${sid}`, { tokens: { us1: { primary: token } } });
      authToken = token;
    },
  };
}
