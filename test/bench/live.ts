import { gather } from "./listeners.ts";
import { type Call, inParallel, send } from "./load.ts";
import type { Running, Tenant } from "./platform.ts";

/**
 * The live feed against a bare object that is handed each event's bytes and sends them to its sockets, with as much
 * storage work before it. Ours is only told that there is something, reads it from the database, filters it for each connection
 * and remembers for each where it is.
 */

const LISTENERS = 1_000;
/** Rounds of each side, taking turns; how many events are written at once in one, and how many one after the other. */
const ROUNDS = 7;
const BURST = 40;
const SINGLES = 10;

/** Clients of one side. */
export interface Audience {
  readonly count: number;
  /** When each of so many events arrived at each client, in the order of arrival. */
  hear(events: number, publish: () => Promise<unknown>): Promise<readonly number[]>;
  leave(): void;
}

interface Side {
  readonly audience: Audience;
  /** Writes the next event; answers when it is committed. */
  readonly publish: () => Call;
}

interface Measured {
  /** Deliveries per second. */
  readonly throughput: number;
  /** 99th percentile of the time from an event's commit, as its writer sees it, to its arrival. */
  readonly p99Ms: number;
}

async function measure({ audience, publish }: Side): Promise<Measured> {
  const begun = performance.now();
  const burst = await audience.hear(BURST, () => inParallel(publish, BURST));
  const throughput = (burst.length * 1_000) / ((burst.at(-1) ?? Number.NaN) - begun);
  const waits: number[] = [];
  for (let i = 0; i < SINGLES; i += 1) {
    let committed = Number.NaN;
    const heard = await audience.hear(1, async () => {
      await send(publish());
      committed = performance.now();
    });
    waits.push(...heard.map((at) => at - committed));
  }
  waits.sort((a, b) => a - b);
  return { throughput, p99Ms: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN };
}

export interface LiveResult {
  readonly ours: readonly Measured[];
  readonly bare: readonly Measured[];
}

export async function fightLive({ ours, bare }: Running, owner: Tenant): Promise<LiveResult> {
  let serial = 0;
  /** Each number of the inventory can be suspended once. */
  const nextNumber = () => `num_${String(serial++).padStart(26, "0")}`;
  const headers = { authorization: `Bearer ${owner.key}`, "content-type": "application/json" };
  const sides: { ours: Side; bare: Side } = {
    ours: {
      audience: await gather(LISTENERS, new URL("/v1/live", ours.origin), { authorization: headers.authorization }),
      publish: () => ({
        method: "POST",
        url: `${ours.origin}/v1/phone-numbers/${nextNumber()}/suspend`,
        headers,
        expect: 200,
      }),
    },
    bare: {
      audience: await gather(LISTENERS, new URL(`/live?tenant_id=${owner.id}`, bare.origin)),
      publish: () => ({
        method: "POST",
        url: `${bare.origin}/publish`,
        body: JSON.stringify({ tenant_id: owner.id, phone_number_id: nextNumber() }),
        expect: 200,
      }),
    },
  };
  const result: { ours: Measured[]; bare: Measured[] } = { ours: [], bare: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? (["ours", "bare"] as const) : (["bare", "ours"] as const)) {
      const measured = await measure(sides[name]);
      // The first round warms up.
      if (round >= 0) result[name].push(measured);
    }
  }
  for (const { audience } of [sides.ours, sides.bare]) audience.leave();
  return result;
}
