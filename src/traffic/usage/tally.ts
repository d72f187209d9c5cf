// Pure: no I/O, no clock, no randomness.
/**
 * The usage of a day, as sums. When a call's or message's share of it changes, the difference of the two shares is
 * added.
 */

export const counters = [
  "calls",
  "answeredCalls",
  "seconds",
  "minutes",
  "messagesIn",
  "messagesOut",
  "longCalls",
] as const;
type Counter = (typeof counters)[number];
export type UsageCounts = Readonly<Record<Counter, number>>;

export interface Share extends UsageCounts {
  /** A UTC day such as `2026-11-22`. */
  readonly day: string;
  readonly phoneNumberId: string;
  readonly agentId: string | null;
}

export const noUsage: UsageCounts = {
  calls: 0,
  answeredCalls: 0,
  seconds: 0,
  minutes: 0,
  messagesIn: 0,
  messagesOut: 0,
  longCalls: 0,
};

export const usageDayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Twilio counts a completed call of this length or more as use of a number (`src/operations/inactivity/risk.ts`). */
const LONG_CALL_SECONDS = 12;

/** 1 if a completed call is long enough to count as use, else 0. */
export const longCall = (seconds: number): number => (seconds >= LONG_CALL_SECONDS ? 1 : 0);

/** Twilio bills calls by begun minutes. */
export const begunMinutes = (seconds: number): number => Math.ceil(seconds / 60);

const placeOf = ({ day, phoneNumberId, agentId }: Share): string => JSON.stringify([day, phoneNumberId, agentId]);

/** The shares to add, so that the days count `after` instead of `before`. */
export function difference(before: readonly Share[], after: readonly Share[]): Share[] {
  const places = new Map([...before, ...after].map((share) => [placeOf(share), share]));
  return [...places].flatMap(([place, share]) => {
    const [was, is] = [before, after].map((shares) => sumOf(shares.filter((each) => placeOf(each) === place)));
    const change = Object.fromEntries(counters.map((name) => [name, (is?.[name] ?? 0) - (was?.[name] ?? 0)]));
    return counters.some((name) => change[name] !== 0) ? [{ ...share, ...change }] : [];
  });
}

export function sumOf(parts: readonly UsageCounts[]): UsageCounts {
  const sum: Record<Counter, number> = { ...noUsage };
  for (const part of parts) for (const name of counters) sum[name] += part[name];
  return sum;
}
