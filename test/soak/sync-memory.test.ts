import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newStateDir } from "../e2e/platform.ts";
import { bundled, type Deployed, deploy, type Json } from "../e2e/workers.ts";
import { accountSid } from "../twilio-sandbox/start.ts";

const ROWS = 100_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Places in the inventory that the carrier does not have, and one whose calls go elsewhere. */
const gone = new Set([17, 54_321]);
const strayed = 77_777;
const orphan = "+12065550100";

let carrier: Server;
let worker: Deployed;
const storage = newStateDir();
const origin = "https://pm.example.com";
const path = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`;

const e164Of = (place: number): string => `+1206${2_000_000 + place}`;

/** A number as Twilio writes it: with twice as many fields as are read. */
function listed(place: number) {
  const base = `${origin}/twilio/ten_platform/numbers/num_${place}`;
  return {
    sid: `PN${String(place).padStart(32, "0")}`,
    account_sid: accountSid,
    friendly_name: e164Of(place),
    phone_number: e164Of(place),
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
    uri: `${path.replace(".json", "")}/PN${String(place).padStart(32, "0")}.json`,
    voice_application_sid: "",
    voice_url: place === strayed ? "https://elsewhere.example.net/" : `${base}/voice`,
  };
}

/** A carrier with a hundred thousand numbers, in no order of ours: of m pages the nth has each mth number from n on. */
function answer(url: URL): Json {
  const one = url.searchParams.get("PhoneNumber");
  const page = Number(url.searchParams.get("Page") ?? "0");
  if (one !== null) return { incoming_phone_numbers: [], next_page_uri: null };
  const size = Number(url.searchParams.get("PageSize"));
  const pages = ROWS / size;
  const places = Array.from({ length: size }, (_, at) => page + at * pages);
  const numbers = places.filter((place) => !gone.has(place)).map(listed);
  if (page === 0) numbers.push({ ...listed(ROWS), phone_number: orphan, friendly_name: "By hand" });
  const next = page + 1 < pages ? `${path}?PageSize=${size}&Page=${page + 1}` : null;
  return { incoming_phone_numbers: numbers, next_page_uri: next };
}

beforeAll(async () => {
  carrier = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    const url = new URL(request.url ?? "", "http://localhost");
    // What the list lacks is asked for by itself, too, and is not there.
    if (url.pathname !== path) response.writeHead(404).end(JSON.stringify({ code: 20404, status: 404 }));
    else response.end(JSON.stringify(answer(url)));
  }).listen(0, "127.0.0.1");
  await once(carrier, "listening");
  const { port } = carrier.address() as AddressInfo;
  worker = await deploy(await bundled("sync-memory"), storage.path, `http://127.0.0.1:${port}`);
});

afterAll(async () => {
  await worker?.kill();
  carrier?.close();
  storage.remove();
});

async function fillInventory(): Promise<void> {
  const SLICE = 10_000;
  for (let from = 0; from < ROWS; from += SLICE) {
    await worker.db
      .prepare(
        `with recursive places (place) as (select cast(?1 as integer) union all select place + 1 from places where place + 1 < ?2)
         insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
           carrier_id, friendly_name, tags, metadata, created_at, updated_at)
         select 'num_' || place, 'ten_platform', '+1206' || (2000000 + place), 'US', 'local', 1, 1, 1, 0, 'active', 'reseller',
           'PN' || printf('%032d', place), 'Line', '[]', '{}', 1, 1 from places`,
      )
      .bind(from, from + SLICE)
      .run();
  }
}

test("100,000 numbers are compared in slices, in less than 64 MB, and all that differs is found", async () => {
  await fillInventory();
  const idle = await worker.heapBytes();
  let most = idle;
  let watching = true;
  const watch = (async () => {
    while (watching) most = Math.max(most, await worker.heapBytes());
  })();
  const runs: Json[] = [];
  const begun = Date.now();
  let run = await worker.api("POST", "/v1/sync");
  while (run.ended_at === null) {
    runs.push(await worker.api("POST", "/v1/jobs/sync/run"));
    run = await worker.api("GET", `/v1/sync/${run.id}`);
  }
  const ms = Date.now() - begun;
  watching = false;
  await watch;
  const slices = runs.reduce((sum, { slices: more }) => sum + more, 0);
  console.log({ ms, idle, most, continuations: runs.length, slices });
  expect(run).toMatchObject({ status: "completed", listed: ROWS - gone.size + 1, compared: ROWS });
  expect(run.differences).toEqual({
    orphaned: { planned: 0, done: 0, open: 1 },
    missing: { planned: 0, done: 0, open: gone.size },
    drifted: { planned: 0, done: 0, open: 1 },
    found: { planned: 0, done: 0, open: 0 },
  });
  expect(most).toBeLessThan(MAX_BYTES);
  const left = await worker.db.prepare("select count(*) as n from sync_seen").first<number>("n");
  expect(left).toBe(0);
});
