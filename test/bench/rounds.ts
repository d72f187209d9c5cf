import { type Call, load, send } from "./load.ts";
import type { Counted, Side } from "./platform.ts";

/** Measures two sides in turn, so that whatever else the machine does meets both alike. */

const ROUNDS = 9;
const ROUND_MS = 1_000;
const MOST_PER_ROUND = 5_000;
/**
 * V8 compiles what has run often, and a bare Worker, which has little code, is compiled sooner. Rounds measure isolates
 * that have answered many requests; `startup` and the first request of an isolate are measured apart.
 */
const WARM_UP = { requests: 5_000, ms: 12_000 };
/** Where both sides are ours, the same code. */
const SHORT_WARM_UP = { requests: 5_000, ms: 1_500 };
/** Requests, one after the other, of which D1's counters are read. */
const COUNTED = 10;
/** How far the bodies of both sides may differ in length: ids and cursors are not of one length. */
const SAME_BYTES = 0.02;

export interface Corner {
  readonly side: Side;
  readonly next: () => Call;
}

export interface Bar {
  readonly least: number;
  readonly most?: number;
}

export interface Duel {
  readonly name: string;
  readonly ours: Corner;
  readonly other: Corner;
  /** What the median ratio should be. */
  readonly target: Bar;
  /** The other side does the same work, so its answers must have as many bytes. */
  readonly sameWork: boolean;
}

/** A value for each side. */
export interface Both<Value> {
  readonly ours: Value;
  readonly other: Value;
}

export interface Result extends Both<number> {
  readonly ratios: readonly number[];
  /** Milliseconds of processor per request, of the whole process: SQLite and the local D1 in it, too. */
  readonly cpu: Both<number>;
  /** What D1 counted, per request. */
  readonly counted: Both<Counted> | null;
}

export const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
export const median = (values: readonly number[]): number =>
  sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

const sides = ["ours", "other"] as const;

interface Round {
  /** Requests per second, the work after the answers included. */
  readonly speed: number;
  readonly cpuMs: number;
}

async function round({ side, next }: Corner, ms: number, most: number): Promise<Round> {
  const before = side.cpuMs();
  const { answered, ms: took } = await load(next, ms, most, side.idle);
  return { speed: (answered * 1_000) / took, cpuMs: (side.cpuMs() - before) / answered };
}

async function countedPerRequest({ side, next }: Corner): Promise<Counted> {
  const { trips, statements, rowsRead, rowsWritten } = await side.count(async () => {
    for (let i = 0; i < COUNTED; i += 1) await send(next());
  });
  return {
    trips: trips / COUNTED,
    statements: statements / COUNTED,
    rowsRead: rowsRead / COUNTED,
    rowsWritten: rowsWritten / COUNTED,
  };
}

/** Throws if the other side sends another number of bytes: then it does another work, and a ratio would say nothing. */
async function requireSameBytes({ name, ours, other }: Duel): Promise<void> {
  const [a, b] = [await send(ours.next()), await send(other.next())].map((text) => Buffer.byteLength(text));
  if (a === undefined || b === undefined || Math.abs(a - b) > a * SAME_BYTES) {
    throw new Error(`${name}: our answer has ${a} bytes, and that of the other side ${b}.`);
  }
}

export async function fight(duel: Duel): Promise<Result> {
  if (duel.sameWork) await requireSameBytes(duel);
  const warmUp = duel.sameWork ? WARM_UP : SHORT_WARM_UP;
  for (const name of sides) await round(duel[name], warmUp.ms, warmUp.requests);
  const rounds: Record<"ours" | "other", Round[]> = { ours: [], other: [] };
  for (let at = 0; at < ROUNDS; at += 1) {
    // The side that went second goes first.
    for (const name of at % 2 === 0 ? sides : sides.toReversed()) {
      rounds[name].push(await round(duel[name], ROUND_MS, MOST_PER_ROUND));
    }
  }
  const ratios = rounds.ours.map(({ speed }, at) => speed / (rounds.other[at]?.speed ?? Number.NaN));
  const counted = { ours: await countedPerRequest(duel.ours), other: await countedPerRequest(duel.other) };
  const of = (name: "ours" | "other", value: keyof Round) => median(rounds[name].map((one) => one[value]));
  return {
    ours: of("ours", "speed"),
    other: of("other", "speed"),
    ratios,
    cpu: { ours: of("ours", "cpuMs"), other: of("other", "cpuMs") },
    counted,
  };
}

/** Measures single acts of both sides in turn, each in milliseconds. A ratio says how fast we are. */
export async function race(count: number, acts: Both<() => Promise<number>>): Promise<Result> {
  const times: Record<"ours" | "other", number[]> = { ours: [], other: [] };
  for (let at = 0; at < count; at += 1) {
    for (const name of at % 2 === 0 ? sides : sides.toReversed()) times[name].push(await acts[name]());
  }
  const ratios = times.ours.map((ms, at) => (times.other[at] ?? Number.NaN) / ms);
  return { ours: median(times.ours), other: median(times.other), ratios, cpu: unknownCpu, counted: null };
}

export const unknownCpu: Both<number> = { ours: Number.NaN, other: Number.NaN };
