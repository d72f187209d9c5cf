import { afterAll, beforeAll, expect, test } from "vitest";
import { newStateDir } from "../e2e/platform.ts";
import { bundled, type Deployed, deploy, type Json } from "../e2e/workers.ts";
import { PUBLIC_ORIGIN, startListingCarrier } from "./listing-carrier.ts";

const ROWS = 100_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Places in the inventory that the carrier does not have, and one whose calls go elsewhere. */
const gone = new Set([17, 54_321]);
const strayed = 77_777;
const orphan = "+12065550100";

let carrier: Awaited<ReturnType<typeof startListingCarrier>>;
let worker: Deployed;
const storage = newStateDir();
const tenantId = "ten_platform";

const e164Of = (place: number): string => `+1206${2_000_000 + place}`;

beforeAll(async () => {
  carrier = await startListingCarrier({
    rows: ROWS,
    at: (place) => {
      if (gone.has(place)) return undefined;
      return {
        e164: e164Of(place),
        tenantId,
        ...(place === strayed && { voiceUrl: "https://elsewhere.example.net/" }),
      };
    },
    others: [{ e164: orphan, tenantId, name: "By hand" }],
  });
  worker = await deploy(await bundled("sync-memory"), storage.path, carrier.origin, { PUBLIC_ORIGIN });
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
