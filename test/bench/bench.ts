import { createHmac } from "node:crypto";
import { fightLive, type LiveResult } from "./live.ts";
import { type Call, closeConnections, send, throughput } from "./load.ts";
import {
  authToken,
  fillInventory,
  makeTenant,
  publicOrigin,
  type Running,
  startPlatform,
  type Tenant,
} from "./platform.ts";
import { measureStartup } from "./startup.ts";

/**
 * `npm run bench` (`npm run bench -- list` for the duels with that word): how much of the runtime's own speed the platform keeps. The bundle that would be deployed runs in
 * workerd beside a bare Worker that does the same storage work by hand (what it does and leaves out: `bare-worker.js`).
 * Rounds take turns, so that whatever else the machine does meets both alike; each gives one ratio of throughputs, the
 * median counts, and "half in" is where the middle half of them lies. Requests per second are of this machine and say
 * little; the ratios travel.
 *
 * One thing weighs more here than it does at Cloudflare, and only on our side: asking the rate limiter, which is a look-up in
 * memory there and a Durable Object that writes to disk in Miniflare.
 */

const ROUNDS = 21;
const ROUND_MS = 500;
const WARM_UP_MS = 1_500;
const MOST_PER_ROUND = 5_000;
const INVENTORY = 100_000;
const SMALL_INVENTORY = 1_000;
const PAGE = 50;
const DEEP_PAGE = 1_000;
const LONGEST_PAGE = 200;
/** Tenants that hold and buy: with one alone its live holds would pile up, and counting them would be what is measured. */
const TENANTS = 20;

interface Duel {
  readonly name: string;
  readonly ours: () => Call;
  readonly other: () => Call;
  /** What the median ratio should be. */
  readonly target?: { readonly least: number; readonly most?: number };
}

interface Result {
  readonly ours: number;
  readonly other: number;
  readonly ratios: readonly number[];
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

async function fight({ ours, other }: Duel): Promise<Result> {
  const sides = [ours, other];
  for (const side of sides) await throughput(side, WARM_UP_MS, MOST_PER_ROUND);
  const speeds: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Whoever went second goes first.
    for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      speeds[which].push(await throughput(which === 0 ? ours : other, ROUND_MS, MOST_PER_ROUND));
    }
  }
  const ratios = speeds[0].map((speed, round) => speed / (speeds[1][round] ?? Number.NaN));
  return { ours: median(speeds[0]), other: median(speeds[1]), ratios };
}

function report({ name, target }: Pick<Duel, "name" | "target">, { ours, other, ratios }: Result): string {
  const ratio = median(ratios);
  const middle = sorted(ratios).slice(Math.floor(ratios.length / 4), Math.ceil((ratios.length * 3) / 4));
  const spread = `${middle.at(0)?.toFixed(2)}–${middle.at(-1)?.toFixed(2)}`;
  const wanted = target?.most === undefined ? `≥ ${target?.least}` : `${target.least}–${target.most}`;
  const met = target && ratio >= target.least && ratio <= (target.most ?? Number.POSITIVE_INFINITY);
  const verdict = target ? `${met ? "✓" : "✗"} ${wanted}` : "";
  return row(name, ours.toFixed(0), other.toFixed(0), ratio.toFixed(2), spread, verdict);
}

const row = (name: string, ...cells: readonly string[]): string =>
  name.padEnd(52) + cells.map((cell) => cell.padStart(12)).join("");

/** Two lines: how much is delivered, and how late. A ratio says how fast we are, so that of the delays is the other way round. */
function reportLive({ ours, bare }: LiveResult): string {
  const line = (name: string, ratios: number[], of: (side: "ours" | "bare") => number) => {
    const target = { least: 0.7 };
    return report({ name, target }, { ours: of("ours"), other: of("bare"), ratios });
  };
  const sides = { ours, bare };
  const middle = (pick: (one: LiveResult["ours"][number]) => number) => (side: "ours" | "bare") =>
    median(sides[side].map(pick));
  const nth = (round: number) => bare[round] ?? { throughput: Number.NaN, p99Ms: Number.NaN };
  return [
    line(
      "live: deliveries to 1,000 sockets",
      ours.map(({ throughput }, round) => throughput / nth(round).throughput),
      middle(({ throughput }) => throughput),
    ),
    line(
      "live: p99 from commit, in ms",
      ours.map(({ p99Ms }, round) => nth(round).p99Ms / p99Ms),
      middle(({ p99Ms }) => p99Ms),
    ),
  ].join("\n");
}

let serial = 0;

/** A number that nobody has had before. */
function freshNumber(): string {
  serial += 1;
  return `+1415${2_000_000 + serial}`;
}

const inTurn = <T>(values: readonly T[]): (() => T) => {
  let at = 0;
  return () => {
    at = (at + 1) % values.length;
    const value = values[at];
    if (value === undefined) throw new Error("There is nothing to take turns.");
    return value;
  };
};

const get = (origin: string, path: string, key?: string): Call => ({
  method: "GET",
  url: origin + path,
  ...(key && { headers: { authorization: `Bearer ${key}` } }),
  expect: 200,
});

const post = (origin: string, path: string, body: object, key?: string): Call => ({
  method: "POST",
  url: origin + path,
  headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
  body: JSON.stringify(body),
  expect: 201,
});

/** The doors of a number with an agent of its own. */
async function doorsOf(origin: string, { id: tenantId, key }: Tenant): Promise<string> {
  const { data } = JSON.parse(await send(get(origin, "/v1/phone-numbers?limit=1", key)));
  const destination = { kind: "stream", url: "wss://agent.example.com/media" };
  const agent = JSON.parse(await send(post(origin, "/v1/agents", { name: "Desk", destination }, key)));
  const assigned = post(origin, `/v1/phone-numbers/${data[0].id}/assign`, { agent_id: agent.id }, key);
  await send({ ...assigned, expect: 200 });
  return `/twilio/${tenantId}/numbers/${data[0].id}`;
}

/** Puts the number of these doors on a BYOC trunk. Returns the trunk's path and the address that its carrier calls. */
async function trunkOf(db: Running["ours"]["db"], doors: string): Promise<{ path: string; to: string }> {
  const [, , tenantId, , numberId] = doors.split("/");
  const id = "trk_bench";
  const format = '{"plus":true,"strip_prefix":"","add_prefix":""}';
  await db
    .prepare(
      `insert into sip_trunks (id, tenant_id, name, provider, carrier_trunk_sid, provisioned, provisioning, settings,
         number_format, status, health, created_at, updated_at)
       values (?1, ?2, 'Bench', 'byoc', 'BY', '{}', 'provisioned', '{}', ?3, 'verified', '{}', 0, 0)`,
    )
    .bind(id, tenantId, format)
    .run();
  const moved = "update phone_numbers set sip_trunk_id = ? where id = ? returning e164";
  const { results } = await db.prepare(moved).bind(id, numberId).all();
  return { path: `/twilio/${tenantId}/trunks/${id}`, to: `sip:${results[0]?.e164}@bench.sip.twilio.com` };
}

/** A call that nobody has made before, as Twilio tells of it. */
function ring(origin: string, path: string, to = "+15005550006"): Call {
  serial += 1;
  const fields = {
    CallSid: `CA${String(serial).padStart(32, "0")}`,
    AccountSid: "AC00000000000000000000000000005a4d",
    From: "+14158675310",
    To: to,
    Caller: "+14158675310",
    Called: "+15005550006",
    CallStatus: "ringing",
    Direction: "inbound",
    ApiVersion: "2010-04-01",
    FromCity: "SAN FRANCISCO",
    FromState: "CA",
    FromZip: "94105",
    FromCountry: "US",
  };
  const signed = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = signed.reduce((all, [name, value]) => all + name + value, `${publicOrigin}${path}`);
  return {
    method: "POST",
    url: origin + path,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": createHmac("sha1", authToken).update(text).digest("base64"),
    },
    body: new URLSearchParams(fields).toString(),
    expect: 200,
  };
}

/** The cursor of the page that comes after so many rows, as a caller gets to it: page by page. */
async function cursorAfter(origin: string, { key }: Tenant, rows: number): Promise<string> {
  let cursor = "";
  for (let seen = 0; seen < rows; ) {
    const limit = Math.min(LONGEST_PAGE, rows - seen);
    const page = JSON.parse(await send(get(origin, `/v1/phone-numbers?limit=${limit}${cursor}`, key)));
    cursor = `&cursor=${page.next_cursor}`;
    seen += limit;
  }
  return cursor;
}

/** Lists that an index serves: with 100,000 numbers as fast as with 1,000. */
const indexedLists: Readonly<Record<string, string>> = {
  "of all": "",
  "by name": "&sort=friendly_name",
  "by tag, status and country": "&tag=east&status=active&country=US",
};

/** The most that a scan of 100,000 numbers may cost, as a multiple of a page that is read by index. */
const SCAN_COST = 40;

/** Lists that scan the tenant's entries of one index: filters that find nothing, and orders that need all that is found. */
const scannedLists: Readonly<Record<string, string>> = {
  "finding nothing": "&status=lost",
  "finding no tag, by name": "&tag=missing&sort=friendly_name",
  "by digits": "&digits=512",
  "by six digits": "&digits=200012",
  "by capability and name": "&capabilities=voice,sms&sort=friendly_name",
  "by eight filters":
    "&status=active&country=US&type=local&capabilities=voice&tag=east&agent_id=none&digits=999&created_after=2020-01-01T00:00:00Z&sort=phone_number",
};

async function duels(all: Running, owner: Tenant): Promise<Duel[]> {
  const { ours, bare } = all;
  for (const { db } of [ours, bare]) await fillInventory(db, owner.id, INVENTORY);
  const tenants: Tenant[] = [];
  for (let i = 0; i < TENANTS; i += 1) tenants.push(await makeTenant(all));
  const mine = inTurn(tenants);
  const theirs = inTurn(tenants);
  const smallOwner = await makeTenant(all);
  await fillInventory(ours.db, smallOwner.id, SMALL_INVENTORY, "303");
  const deep = await cursorAfter(ours.origin, owner, (DEEP_PAGE - 1) * PAGE);
  const list = `/v1/phone-numbers?limit=${PAGE}`;
  const doors = await doorsOf(ours.origin, owner);
  const trunk = await trunkOf(ours.db, doors);
  return [
    {
      name: "search",
      ours: () => get(ours.origin, "/v1/available-phone-numbers?country=US&area_code=512&limit=30", owner.key),
      other: () => get(bare.origin, "/search?PageSize=50&AreaCode=512"),
    },
    {
      name: "reserve",
      target: { least: 0.6 },
      ours: () => post(ours.origin, "/v1/reservations", { phone_number: freshNumber() }, mine().key),
      other: () => post(bare.origin, "/reserve", { tenant_id: theirs().id, phone_number: freshNumber() }),
    },
    {
      name: `list of ${PAGE}`,
      target: { least: 0.7 },
      ours: () => get(ours.origin, list, owner.key),
      other: () => get(bare.origin, `/list?tenant_id=${owner.id}`),
    },
    {
      name: `list, page ${DEEP_PAGE} against page 1`,
      target: { least: 0.8, most: 1.2 },
      ours: () => get(ours.origin, list + deep, owner.key),
      other: () => get(ours.origin, list, owner.key),
    },
    ...Object.entries(indexedLists).map(([name, query]) => ({
      name: `list ${name}, 100,000 : 1,000`,
      target: { least: 0.67 },
      ours: () => get(ours.origin, list + query, owner.key),
      other: () => get(ours.origin, list + query, smallOwner.key),
    })),
    ...Object.entries(scannedLists).map(([name, query]) => ({
      name: `list ${name}, scan : page`,
      target: { least: 1 / SCAN_COST },
      ours: () => get(ours.origin, list + query, owner.key),
      other: () => get(ours.origin, list, owner.key),
    })),
    {
      name: "voice webhook",
      target: { least: 0.6 },
      ours: () => ring(ours.origin, `${doors}/voice`),
      other: () => ring(bare.origin, `/voice?number_id=${doors.split("/").at(-1)}`),
    },
    {
      name: "BYOC voice webhook",
      ours: () => ring(ours.origin, `${trunk.path}/voice`, trunk.to),
      other: () => ring(ours.origin, `${doors}/voice`),
    },
    {
      name: "order of one number",
      ours: () => post(ours.origin, "/v1/orders", { items: [{ phone_number: freshNumber() }] }, mine().key),
      other: () => post(bare.origin, "/order", { tenant_id: theirs().id, phone_number: freshNumber() }),
    },
  ];
}

const asked = process.argv.slice(2);
const isAsked = (name: string): boolean => asked.length === 0 || asked.some((word) => name.includes(word));
const STARTUP = "startup: same libraries, one route";

async function runDuels(): Promise<void> {
  console.log("Building, and putting 100,000 numbers into the database …");
  const running = await startPlatform();
  try {
    const owner = await makeTenant(running);
    const all = await duels(running, owner);
    console.log(row("", "req/s", "bare req/s", "ratio", "half in", "target"));
    for (const duel of all.filter(({ name }) => isAsked(name))) console.log(report(duel, await fight(duel)));
    if (asked.length === 0 || asked.includes("live")) console.log(reportLive(await fightLive(running, owner)));
  } finally {
    closeConnections();
    await running.stop();
  }
  const { bytes, gzipBytes } = running.bundle;
  console.log(`\nbundle: ${(bytes / 1024).toFixed(0)} KiB, ${(gzipBytes / 1024).toFixed(0)} KiB compressed with gzip`);
}

/**
 * Milliseconds instead of requests per second, and the shortest of all rounds: everything else on the machine only adds to
 * them. A ratio says how fast we are, so 1.5 times the time is 0.67.
 */
async function runStartup(): Promise<void> {
  const { ours, baseline } = await measureStartup();
  const [shortest, other] = [Math.min(...ours), Math.min(...baseline)];
  console.log(row("", "ms", "baseline ms", "ratio", "", "target"));
  console.log(
    report({ name: STARTUP, target: { least: 0.67 } }, { ours: shortest, other, ratios: [other / shortest] }),
  );
}

if (asked.join() !== "startup") await runDuels();
if (isAsked(STARTUP)) await runStartup();
