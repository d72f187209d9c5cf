import type { TwilioDeps } from "#carriers/twilio/http";
import { createTwilio } from "#carriers/twilio/twilio";
import { type Carrier, noDocuments } from "#kernel/ports/carrier";

/** A line to a Twilio that says what it is told, one answer per request, on a clock that only the client's waits move. */
export interface Line {
  readonly carrier: Carrier;
  readonly sent: Request[];
  /** How long the client waited each time, in milliseconds. */
  readonly waits: number[];
}

/** An answer, or a connection that breaks with this error; `afterMs` of the clock later if it takes its time. */
export type Said = Response | Error | { readonly afterMs: number; readonly answer: Response | Error };

export const accountSid = "AC00000000000000000000000000005a4d";
export const authToken = "0123456789abcdef0123456789abcdef";
export const startedAt = Date.UTC(2026, 10, 22, 12, 0, 0);

export function lineThatSays(said: readonly Said[], settings: Partial<TwilioDeps> = {}): Line {
  const sent: Request[] = [];
  const waits: number[] = [];
  const left = [...said];
  let now = startedAt;
  const carrier = createTwilio({
    fetch: async (url, init) => {
      sent.push(new Request(url, init));
      const next = left.shift();
      if (!next) throw new Error(`Nobody expected request ${sent.length}: ${init.method} ${url}`);
      const answer = "answer" in next ? next.answer : next;
      if ("answer" in next) now += next.afterMs;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    now: () => now,
    random: () => 0.5,
    account: { id: accountSid, accountSid, username: accountSid, password: authToken, region: "us1" },
    baseUrl: undefined,
    timeoutMs: 10_000,
    ...settings,
  });
  return { carrier, sent, waits };
}

export const e164 = "+14155550100";
export const carrierId = `PN${"0123456789abcdef".repeat(2)}`;
export const setup = {
  label: "pm:oi_1",
  voiceUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/voice",
  voiceStatusUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/voice-status",
  smsUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/sms",
};

const message = {
  from: e164,
  to: "+14155550188",
  text: "From +14155550199: Hello",
  media: [],
  statusUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/sms-status",
};

export const papers = { addressSid: `AD${"1".repeat(32)}`, bundleSid: `BU${"2".repeat(32)}` };

/** A number as Twilio writes it, less most of what we do not read. */
export const incoming = (different: Record<string, unknown> = {}) => ({
  sid: carrierId,
  account_sid: accountSid,
  phone_number: e164,
  friendly_name: "pm:oi_1",
  capabilities: { voice: true, sms: true, mms: false, fax: false },
  voice_application_sid: "",
  type: "local",
  status: "in-use",
  ...different,
});

export const senderGroup = `MG${"4".repeat(32)}`;

/** The envelope of the newer APIs' lists. */
export const meta = (next_page_url: string | null = null) => ({ page: 0, page_size: 1000, next_page_url });

export const page = (...numbers: unknown[]) => ({ incoming_phone_numbers: numbers, next_page_uri: null, page: 0 });

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });

export const refusal = (status: number, code: number | null, message = "No") =>
  json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, status);

export const busy = (headers: Record<string, string> = {}) =>
  json({ code: 20429, message: "Too Many Requests", status: 429 }, 429, headers);

/** Every question, as a thing to ask of a carrier; writes change something at Twilio. */
export const reads = {
  search: (carrier: Carrier) => carrier.search({ country: "US", type: "local", limit: 5, capabilities: [] }),
  countries: (carrier: Carrier) => carrier.countries(),
  prices: (carrier: Carrier) => carrier.prices("US"),
  regulations: (carrier: Carrier) => carrier.regulations("DE", "local"),
  address: (carrier: Carrier) => carrier.address(papers.addressSid),
  bundle: (carrier: Carrier) => carrier.bundle(papers.bundleSid),
  bundles: (carrier: Carrier) => carrier.bundles([papers.bundleSid]),
  senderGroups: (carrier: Carrier) => carrier.senderGroups(),
  senderGroup: (carrier: Carrier) => carrier.senderGroup(senderGroup),
  tollFreeVerifications: (carrier: Carrier) => carrier.tollFreeVerifications(),
  findOwned: (carrier: Carrier) => carrier.findOwned(e164),
  fetchOwned: (carrier: Carrier) => carrier.fetchOwned(carrierId),
  listOwned: (carrier: Carrier) => carrier.listOwned(null),
};
export const writes = {
  buy: (carrier: Carrier) => carrier.buy(e164, setup, noDocuments),
  configure: (carrier: Carrier) => carrier.configure(carrierId, setup),
  release: (carrier: Carrier) => carrier.release(carrierId),
  send: (carrier: Carrier) => carrier.send(message),
};

/** A good answer to each question. */
export const good: Record<keyof Carrier, () => Response> = {
  search: () => json({ available_phone_numbers: [] }),
  countries: () => json({ countries: [] }),
  prices: () => json({ price_unit: "USD", phone_number_prices: [] }),
  regulations: () => json({ results: [] }),
  address: () => json({ sid: papers.addressSid, iso_country: "DE" }),
  bundle: () => json({ results: [{ sid: papers.bundleSid, status: "twilio-approved" }] }),
  bundles: () =>
    json({ meta: meta(), results: [{ sid: papers.bundleSid, status: "twilio-approved", valid_until: null }] }),
  senderGroups: () => json({ meta: meta(), services: [{ sid: senderGroup }] }),
  senderGroup: () => json({ meta: meta(), compliance: [] }),
  tollFreeVerifications: () => json({ meta: meta(), verifications: [] }),
  findOwned: () => json(page(incoming())),
  fetchOwned: () => json(incoming()),
  listOwned: () => json(page(incoming())),
  buy: () => json(incoming(), 201),
  configure: () => json(incoming()),
  release: () => new Response(null, { status: 204 }),
  send: () => json({ sid: `SM${"5".repeat(32)}`, status: "queued" }, 201),
};
