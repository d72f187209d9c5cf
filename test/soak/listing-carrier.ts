import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "../e2e/workers.ts";
import { accountSid } from "../twilio-sandbox/start.ts";

/** A carrier account with any number of phone numbers, which are computed and not stored. */

export const PUBLIC_ORIGIN = "https://pm.example.com";
const path = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`;

/** One number of the account, by its place in it. */
interface ListedNumber {
  readonly e164: string;
  readonly tenantId: string;
  /** Replaces the number's webhook URL for calls. */
  readonly voiceUrl?: string;
  /** Missing: the number itself, as Twilio does. */
  readonly name?: string;
}

export interface Listing {
  readonly rows: number;
  /** `undefined`: the account lacks the number. */
  readonly at: (place: number) => ListedNumber | undefined;
  /** Numbers beside the computed ones. */
  readonly others?: readonly ListedNumber[];
}

const carrierIdOf = (place: number): string => `PN${String(place).padStart(32, "0")}`;
export const numberIdOf = (place: number): string => `num_${place}`;

/** A number as Twilio writes it: with twice as many fields as are read. */
function written(place: number, { e164, tenantId, voiceUrl, name }: ListedNumber): Json {
  const base = `${PUBLIC_ORIGIN}/twilio/${tenantId}/numbers/${numberIdOf(place)}`;
  return {
    sid: carrierIdOf(place),
    account_sid: accountSid,
    friendly_name: name ?? e164,
    phone_number: e164,
    api_version: "2010-04-01",
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    address_requirements: "none",
    address_sid: null,
    beta: false,
    bundle_sid: null,
    date_created: "Thu, 01 Jan 2026 00:00:00 +0000",
    date_updated: "Thu, 01 Jan 2026 00:00:00 +0000",
    emergency_status: "Inactive",
    identity_sid: null,
    origin: "twilio",
    sms_application_sid: "",
    sms_fallback_url: "",
    sms_url: `${base}/sms`,
    status: "in-use",
    status_callback: `${base}/voice-status`,
    trunk_sid: null,
    type: "local",
    uri: `${path.replace(".json", "")}/${carrierIdOf(place)}.json`,
    voice_application_sid: "",
    voice_url: voiceUrl ?? `${base}/voice`,
  };
}

/** A page in no order of ours: of m pages the nth has each mth number from n on. */
function pageOf({ rows, at, others = [] }: Listing, url: URL): Json {
  if (url.searchParams.get("PhoneNumber") !== null) return { incoming_phone_numbers: [], next_page_uri: null };
  const page = Number(url.searchParams.get("Page") ?? "0");
  const size = Number(url.searchParams.get("PageSize"));
  const pages = rows / size;
  const numbers: Json[] = [];
  for (let place = page; place < rows; place += pages) {
    const number = at(place);
    if (number) numbers.push(written(place, number));
  }
  if (page === 0) numbers.push(...others.map((number, index) => written(rows + index, number)));
  const next = page + 1 < pages ? `${path}?PageSize=${size}&Page=${page + 1}` : null;
  return { incoming_phone_numbers: numbers, next_page_uri: next };
}

/** Starts the carrier on a free port. */
export async function startListingCarrier(listing: Listing): Promise<{ origin: string; close(): void }> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    const url = new URL(request.url ?? "", "http://localhost");
    // The sync asks for each number that the list lacks by its id: the account lacks it there, too.
    if (url.pathname !== path) response.writeHead(404).end(JSON.stringify({ code: 20404, status: 404 }));
    else response.end(JSON.stringify(pageOf(listing, url)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
