import { gather } from "./listeners.ts";
import { type Call, inParallel } from "./load.ts";
import { numberIdAt, type Running, type Tenant } from "./platform.ts";

/**
 * The live feed against a bare object that is handed each event's bytes and sends them to its sockets, with as much
 * storage work before it. Ours is only told that there is something, reads it from the database, filters it for each connection
 * and remembers for each where it is.
 */

const LISTENERS = 1_000;
/** Rounds; how many events each side writes at once in one, and how many one after the other, taking turns with the other side. */
const ROUNDS = 9;
const BURST = 40;
const SINGLES = 20;

/** Clients of one side. */
export interface Audience {
  readonly count: number;
  /** When each of so many events arrived at each client, in the order of arrival. */
  hear(events: number, publish: () => Promise<unknown>): Promise<readonly number[]>;
  leave(): void;
}

interface Side {
  readonly audience: Audience;
  /** A request that writes one event. */
  readonly publish: () => Call;
  /** Commits one event and says so to the object, in this order. */
  readonly commit: () => Promise<{ at: number; told: Promise<void> }>;
}

interface Measured {
  /** Deliveries per second. */
  readonly throughput: number;
  /** 99th percentile of the time from an event's commit to its arrival. */
  readonly p99Ms: number;
}

/** How fast a burst of events gets to everybody. */
async function throughputOf({ audience, publish }: Side): Promise<number> {
  const begun = performance.now();
  const heard = await audience.hear(BURST, () => inParallel(publish, BURST));
  return (heard.length * 1_000) / ((heard.at(-1) ?? Number.NaN) - begun);
}

/** How long after its commit one event gets to each. */
async function waitsOf({ audience, commit }: Side): Promise<number[]> {
  let committedAt = Number.NaN;
  const heard = await audience.hear(1, async () => {
    const { at, told } = await commit();
    committedAt = at;
    await told;
  });
  return heard.map((at) => at - committedAt);
}

const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

type Name = "ours" | "bare";

/** One round of both sides, who take turns in going first. */
async function measure(sides: Record<Name, Side>, first: Name): Promise<Record<Name, Measured>> {
  const order: readonly Name[] = first === "ours" ? ["ours", "bare"] : ["bare", "ours"];
  const throughput = { ours: 0, bare: 0 };
  for (const name of order) throughput[name] = await throughputOf(sides[name]);
  const waits: Record<Name, number[]> = { ours: [], bare: [] };
  for (let i = 0; i < SINGLES; i += 1) for (const name of order) waits[name].push(...(await waitsOf(sides[name])));
  const measured = (name: Name) => ({ throughput: throughput[name], p99Ms: percentile(waits[name], 0.99) });
  return { ours: measured("ours"), bare: measured("bare") };
}

/** Puts an event into the log behind everybody's back. The bare object is told its bytes, ours that there is something. */
async function commitTo(side: Running["ours"], tenantId: string, isOurs: boolean) {
  const row = await side.db
    .prepare(
      `insert into events select ?1, max(seq) + 1, 'evt_' || printf('%026d', max(seq) + 1), 'phone_number.suspended', 0,
         'key:key_00000000000000000000000000', 'req_00000000000000000000000000', 'phone_number', 'num_00000000000000000000000000',
         '{"phone_number":"+15125550123"}', null from events where tenant_id = ?1 returning seq, id`,
    )
    .bind(tenantId)
    .first<{ seq: number; id: string }>();
  const at = performance.now();
  const event = {
    seq: row?.seq,
    id: row?.id,
    type: "phone_number.suspended",
    occurred_at: new Date(0).toISOString(),
    actor: "key:key_00000000000000000000000000",
    request_id: "req_00000000000000000000000000",
    subject: { type: "phone_number", id: "num_00000000000000000000000000" },
    data: { phone_number: "+15125550123" },
  };
  const told = isOurs
    ? side.tellFeed(tenantId, "wake")
    : side.tellFeed(tenantId, "broadcast", JSON.stringify({ type: "event", event }));
  return { at, told };
}

export interface LiveResult {
  readonly ours: readonly Measured[];
  readonly bare: readonly Measured[];
}

export async function fightLive({ ours, bare }: Running, owner: Tenant): Promise<LiveResult> {
  let serial = 0;
  /** Each number of the inventory can be suspended once; nothing else takes the first ones. */
  const nextNumber = () => numberIdAt(serial++);
  const headers = { authorization: `Bearer ${owner.key}`, "content-type": "application/json" };
  const sides: Record<Name, Side> = {
    ours: {
      // Without the filter, each would hear of the number's readiness, too.
      audience: await gather(LISTENERS, new URL("/v1/live?event_types=phone_number.suspended", ours.origin), {
        authorization: headers.authorization,
      }),
      publish: () => ({
        method: "POST",
        url: `${ours.origin}/v1/phone-numbers/${nextNumber()}/suspend`,
        headers,
        expect: 200,
      }),
      commit: () => commitTo(ours, owner.id, true),
    },
    bare: {
      audience: await gather(LISTENERS, new URL(`/live?tenant_id=${owner.id}`, bare.origin)),
      publish: () => ({
        method: "POST",
        url: `${bare.origin}/publish`,
        body: JSON.stringify({ tenant_id: owner.id, phone_number_id: nextNumber() }),
        expect: 200,
      }),
      commit: () => commitTo(bare, owner.id, false),
    },
  };
  const result: { ours: Measured[]; bare: Measured[] } = { ours: [], bare: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    const measured = await measure(sides, round % 2 === 0 ? "ours" : "bare");
    // The first round warms up.
    if (round >= 0) for (const name of ["ours", "bare"] as const) result[name].push(measured[name]);
  }
  for (const { audience } of [sides.ours, sides.bare]) audience.leave();
  return result;
}
