import { useSyncExternalStore } from "react";
import { common } from "../strings/words";
import { timeLeft } from "./time-left";

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

/** "3 min. ago", in the person's language. */
function relativeTime(from: number, now: number): string {
  const difference = from - now;
  const [unit, ms] = units.find(([, size]) => Math.abs(difference) >= size) ?? ["second", 1_000];
  return relative.format(Math.trunc(difference / ms), unit);
}

/** The instant in UTC, as hovering shows it. */
export const utcText = (iso: string): string => common.utc(iso.replace("T", " ").replace(/(\.\d+)?Z$/, ""));

/** One clock for all times on the page. */
let now = Date.now();
const clockListeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;
function onTick(listener: () => void): () => void {
  clockListeners.add(listener);
  if (ticking === undefined) {
    // It stood since the last time on a page was gone.
    now = Date.now();
    ticking = setInterval(() => {
      now = Date.now();
      for (const each of clockListeners) each();
    }, 1_000);
  }
  return () => {
    clockListeners.delete(listener);
    if (clockListeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** The current time (ms UTC), each second anew. */
export const useNow = (): number => useSyncExternalStore(onTick, () => now);

/** An instant in the person's time zone; hovering shows UTC. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  if (!at) return <>{common.noValue}</>;
  return (
    <time dateTime={at} title={utcText(at)}>
      {absolute.format(new Date(at))}
    </time>
  );
}

/** Before and after this, a date says more than a count of days. */
const DATE_FROM_MS = 60 * 86_400_000;

const agoText = (at: string): string => {
  const from = Date.parse(at);
  return Math.abs(from - now) < DATE_FROM_MS ? relativeTime(from, now) : date.format(from);
};

/** How long ago an instant was. It is drawn again when its text changes, as lists have many. */
export function Ago({ at }: { readonly at: string | null | undefined }) {
  const text = useSyncExternalStore(onTick, () => (at ? agoText(at) : common.noValue));
  if (!at) return <>{text}</>;
  return (
    <time dateTime={at} title={utcText(at)}>
      {text}
    </time>
  );
}

/** A day without a time. A day such as `2026-11-22` is the same in every time zone. */
export const dayText = (iso: string): string => date.format(new Date(iso.length === 10 ? `${iso}T00:00` : iso));

/** The time that is left until an instant, as `4:09`; it ends at `0:00`. */
export function Countdown({ until }: { readonly until: string }) {
  const current = useNow();
  const { seconds, text, isEnding } = timeLeft(until, current);
  return (
    <time dateTime={`PT${seconds}S`} className={isEnding ? "countdown ending" : "countdown"} role="timer">
      {text}
    </time>
  );
}
