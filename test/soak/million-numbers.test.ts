import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newStateDir } from "../e2e/platform.ts";
import { bundled, type Deployed, deploy, type Json } from "../e2e/workers.ts";
import { eventually } from "../support/eventually.ts";
import { authToken } from "../twilio-sandbox/start.ts";
import { numberIdOf, PUBLIC_ORIGIN, startListingCarrier } from "./listing-carrier.ts";

/** A million numbers over four databases: one tenant with 100,000 numbers in each, and 150 with 1,000. */

const DATABASES = ["DB", "DB_2", "DB_3", "DB_4"] as const;
const PER_DATABASE = 250_000;
const LARGE = 100_000;
const SMALL = 1_000;
const ROWS = DATABASES.length * PER_DATABASE;
/** What a Worker has, garbage included. */
const MAX_BYTES = 128 * 1024 * 1024;
/** A number of each database that the carrier's account lacks. */
const gone = new Set(DATABASES.map((_, at) => at * PER_DATABASE + 123_456));
/** A number that no database has. */
const orphan = { e164: "+12135550100", tenantId: "ten_platform", name: "By hand" };

const e164Of = (place: number): string => `+1213${2_000_000 + place}`;
const databaseAt = (place: number): number => Math.floor(place / PER_DATABASE);
/** The place of a tenant's first number. */
function firstOf(place: number): number {
  const start = databaseAt(place) * PER_DATABASE;
  return place - start < LARGE ? start : place - (place % SMALL);
}
const tenantOf = (place: number): string => `ten_${firstOf(place)}`;

let carrier: Awaited<ReturnType<typeof startListingCarrier>>;
let worker: Deployed;
const storage = newStateDir();

beforeAll(async () => {
  carrier = await startListingCarrier({
    rows: ROWS,
    at: (place) => (gone.has(place) ? undefined : { e164: e164Of(place), tenantId: tenantOf(place) }),
    others: [orphan],
  });
  const script = await bundled("million-numbers");
  worker = await deploy(script, storage.path, carrier.origin, { PUBLIC_ORIGIN }, DATABASES.length);
  for (const at of DATABASES.keys()) await fill(at);
});

afterAll(async () => {
  await worker?.kill();
  carrier?.close();
  storage.remove();
});

const databaseNamed = (name: string) => {
  const database = worker.databases.get(name);
  if (!database) throw new Error(`There is no database ${name}.`);
  return database;
};

/** Writes a database's tenants and numbers. The names of numbers differ, so that a list by name has work to do. */
async function fill(at: number): Promise<void> {
  const name = DATABASES[at] ?? "DB";
  const start = at * PER_DATABASE;
  const SLICE = 10_000;
  const tenants = new Set<number>();
  for (let place = start; place < start + PER_DATABASE; place += SMALL) tenants.add(firstOf(place));
  const db = databaseNamed(name);
  await db
    .prepare(
      `insert into tenants (id, name, shard, created_at, updated_at)
       select 'ten_' || value, 'Tenant ' || value, ?2, value, 0 from json_each(?1)`,
    )
    .bind(JSON.stringify([...tenants]), name)
    .run();
  for (let from = start; from < start + PER_DATABASE; from += SLICE) {
    await db
      .prepare(
        `with recursive places (place) as (select cast(?1 as integer) union all select place + 1 from places where place + 1 < ?2)
         insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
           carrier_id, friendly_name, tags, metadata, created_at, updated_at)
         select 'num_' || place,
           'ten_' || case when place - ?3 < ${LARGE} then cast(?3 as integer) else place - place % ${SMALL} end,
           '+1213' || (2000000 + place), 'US', 'local', 1, 1, 1, 0, 'active', 'reseller',
           'PN' || printf('%032d', place), 'Line ' || (place * 7919 % ${ROWS}), '["' || (place % 97) || '"]', '{}', place, 1
         from places`,
      )
      .bind(from, from + SLICE, start)
      .run();
  }
}

const keys = new Map<string, string>();

/** A key of the tenant, made by the API, which must find the tenant's database for it. */
async function keyOf(tenantId: string): Promise<string> {
  const known = keys.get(tenantId);
  if (known) return known;
  const { key } = await worker.api("POST", `/v1/tenants/${tenantId}/api-keys`, undefined, {});
  keys.set(tenantId, key);
  return key;
}

/** The first, the middle and the last tenant of each database. */
const someTenants = DATABASES.flatMap((_, at) => {
  const start = at * PER_DATABASE;
  return [start, start + LARGE, start + PER_DATABASE - SMALL].map((place) => ({
    id: tenantOf(place),
    first: place,
    size: place === start ? LARGE : SMALL,
  }));
});

test("each database has the numbers of its tenants alone, and together they have a million", async () => {
  let all = 0;
  for (const [name, db] of worker.databases) {
    const numbers = await db.prepare("select count(*) as n from phone_numbers").first<number>("n");
    expect({ name, numbers }).toEqual({ name, numbers: PER_DATABASE });
    all += numbers ?? 0;
  }
  expect(all).toBe(1_000_000);
});

test("a tenant sees its own numbers, all of them, whatever its database and size", async () => {
  for (const { id, first, size } of someTenants) {
    const key = await keyOf(id);
    expect((await worker.api("GET", "/v1/phone-numbers/counts", key)).total).toBe(size);
    const { data } = await worker.api("GET", "/v1/phone-numbers?limit=3", key);
    const newest = [1, 2, 3].map((back) => e164Of(first + size - back));
    expect(data.map((number: Json) => number.phone_number)).toEqual(newest);
    const one = await worker.api("GET", `/v1/phone-numbers/${encodeURIComponent(e164Of(first + 7))}`, key);
    expect(one.id).toBe(numberIdOf(first + 7));
  }
});

test("a walk over all pages finds each number of a tenant once", async () => {
  for (const { id, first, size } of someTenants.filter((tenant) => tenant.size === SMALL)) {
    const key = await keyOf(id);
    const seen = new Set<string>();
    let cursor = "";
    do {
      const page = await worker.api("GET", `/v1/phone-numbers?limit=100&sort=friendly_name${cursor}`, key);
      for (const number of page.data) seen.add(number.phone_number);
      cursor = page.next_cursor === null ? "" : `&cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (cursor !== "");
    expect(seen.size).toBe(size);
    expect([...seen].toSorted()).toEqual(Array.from({ length: size }, (_, at) => e164Of(first + at)));
  }
});

test("the list of tenants has those of all databases, each once", async () => {
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await worker.api("GET", `/v1/tenants?limit=100${cursor}`);
    for (const { id } of page.data) seen.push(id);
    cursor = page.next_cursor === null ? "" : `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor !== "");
  const perDatabase = 1 + (PER_DATABASE - LARGE) / SMALL;
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(DATABASES.length * perDatabase + 1);
});

test("a call to a number of each database is answered by its tenant, and recorded in that database", async () => {
  for (const { id, first } of someTenants) {
    const url = `${PUBLIC_ORIGIN}/twilio/${id}/numbers/${numberIdOf(first)}/voice`;
    const form = {
      CallSid: `CA${String(first).padStart(32, "0")}`,
      AccountSid: "AC00000000000000000000000000005a4d",
      From: "+14155550100",
      To: e164Of(first),
      CallStatus: "ringing",
      Direction: "inbound",
      ApiVersion: "2010-04-01",
    };
    const answer = await fetch(url.replace(PUBLIC_ORIGIN, worker.origin), {
      method: "POST",
      headers: { "x-twilio-signature": getExpectedTwilioSignature(authToken, url, form) },
      body: new URLSearchParams(form),
    });
    expect({ id, status: answer.status }).toEqual({ id, status: 200 });
    expect(await answer.text()).toContain("<Response>");
  }
  for (const [at, name] of DATABASES.entries()) {
    const db = databaseNamed(name);
    const callers = someTenants.filter(({ first }) => databaseAt(first) === at).map(({ id }) => id);
    await eventually(async () => {
      const { results } = await db.prepare("select tenant_id from calls").all();
      expect(results.map((call) => call.tenant_id).toSorted()).toEqual(callers.toSorted());
    });
  }
});

test("the sync compares a million numbers with the four databases, in the memory that a Worker has", async () => {
  let most = await worker.heapBytes();
  let watching = true;
  const watch = (async () => {
    while (watching) most = Math.max(most, await worker.heapBytes());
  })();
  const took: Record<string, number> = {};
  for (const name of DATABASES) {
    const begun = Date.now();
    let state = "unfinished";
    while (state !== "completed") {
      const run = await worker.api("POST", `/v1/jobs/sync/run?database=${name}`);
      expect({ name, errors: run.errors }).toEqual({ name, errors: [] });
      const last = await databaseNamed(name)
        .prepare("select status from sync_runs order by id desc limit 1")
        .first<string>("status");
      state = last ?? "unfinished";
    }
    took[name] = Date.now() - begun;
  }
  watching = false;
  await watch;
  console.log({ took, most });
  expect(most).toBeLessThan(MAX_BYTES);
  const findings = await worker.api("GET", "/v1/findings?tenant_id=all&limit=100");
  const found = findings.data.map(({ kind, subject }: Json) => ({ kind, subject: subject.id }));
  expect(found).toHaveLength(gone.size + 1);
  expect(found).toEqual(
    expect.arrayContaining([
      ...[...gone].map((place) => ({ kind: "number_missing", subject: numberIdOf(place) })),
      { kind: "number_orphaned", subject: orphan.e164 },
    ]),
  );
});

test("all jobs end well on all databases, and the health report says so", async () => {
  for (let minute = 0; minute < DATABASES.length; minute += 1) await worker.runJobs();
  const { jobs } = await worker.api("GET", "/health/report");
  expect(jobs.filter((job: Json) => job.last_status === "failed")).toEqual([]);
  for (const database of DATABASES) {
    const done = jobs.filter((job: Json) => job.database === database && job.last_status !== null);
    expect({ database, any: done.length > 0 }).toEqual({ database, any: true });
  }
});
