/** What calls and messages add to a day: as numbers, so that a change of one is the difference of two. */

export const counters = [
  "calls",
  "answeredCalls",
  "seconds",
  "minutes",
  "messagesIn",
  "messagesOut",
  "longCalls",
] as const;
export type Counter = (typeof counters)[number];
export type UsageCounts = Readonly<Record<Counter, number>>;

export interface Share extends UsageCounts {
  /** UTC, as 2026-11-22. */
  readonly day: string;
  readonly phoneNumberId: string;
  readonly agentId: string | null;
}

export const nothing: UsageCounts = {
  calls: 0,
  answeredCalls: 0,
  seconds: 0,
  minutes: 0,
  messagesIn: 0,
  messagesOut: 0,
  longCalls: 0,
};

export const usageDayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** From this length on, Twilio takes a completed call for use of a number (`src/operations/inactivity/risk.ts`). */
const LONG_CALL_SECONDS = 12;

/** Whether a call that was put through is long enough to count as use; 1 or 0. */
export const longCall = (seconds: number): number => (seconds >= LONG_CALL_SECONDS ? 1 : 0);

/** Carriers bill calls by begun minutes. */
export const begunMinutes = (seconds: number): number => Math.ceil(seconds / 60);

const placeOf = ({ day, phoneNumberId, agentId }: Share): string => JSON.stringify([day, phoneNumberId, agentId]);

/** What is to be added so that the days count `after` instead of `before`. */
export function difference(before: readonly Share[], after: readonly Share[]): Share[] {
  const places = new Map([...before, ...after].map((share) => [placeOf(share), share]));
  return [...places].flatMap(([place, share]) => {
    const [was, is] = [before, after].map((shares) => sumOf(shares.filter((each) => placeOf(each) === place)));
    const change = Object.fromEntries(counters.map((name) => [name, (is?.[name] ?? 0) - (was?.[name] ?? 0)]));
    return counters.some((name) => change[name] !== 0) ? [{ ...share, ...change }] : [];
  });
}

export function sumOf(parts: readonly UsageCounts[]): UsageCounts {
  const sum: Record<Counter, number> = { ...nothing };
  for (const part of parts) for (const name of counters) sum[name] += part[name];
  return sum;
}
