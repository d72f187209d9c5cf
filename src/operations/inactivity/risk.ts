// Pure: no I/O, no clock, no randomness.
/**
 * Computes when Twilio may reclaim a number that is hardly used. Twilio counts a number as active if it had, in the
 * last month, at least 3 completed calls of 12 seconds or more, or at least 3 messages. It may reclaim other numbers.
 * https://static1.twilio.com/docs/phone-numbers/best-practices
 */

export const ENOUGH_CALLS_OR_MESSAGES = 3;
export const WINDOW_DAYS = 30;
/** The job opens a finding this many days before a number is at risk. */
export const NOTICE_DAYS = 7;

/** A number's activity on one UTC day. `day` counts days since 1970-01-01. */
export interface ActiveDay {
  readonly day: number;
  readonly longCalls: number;
  readonly messages: number;
}

export interface Risk {
  /** Completed calls of 12 seconds or more in the window that ends today; `messages` likewise. */
  readonly longCalls: number;
  readonly messages: number;
  /** The first day, today or later, whose window has too little activity if no more calls or messages come. */
  readonly atRiskFrom: number;
}

/** Returns `null` while the number has enough activity, or is younger than the window. */
export function riskOf(activity: readonly ActiveDay[], createdDay: number, today: number): Risk | null {
  if (today - createdDay < WINDOW_DAYS) return null;
  const last = today + NOTICE_DAYS;
  for (let day = today; day <= last; day += 1) {
    if (isEnough(activityInWindow(activity, day))) continue;
    return { ...activityInWindow(activity, today), atRiskFrom: day };
  }
  return null;
}

const isEnough = ({ longCalls, messages }: Omit<ActiveDay, "day">): boolean =>
  longCalls >= ENOUGH_CALLS_OR_MESSAGES || messages >= ENOUGH_CALLS_OR_MESSAGES;

/** Sums the activity in the window that ends with the day `end`. */
function activityInWindow(activity: readonly ActiveDay[], end: number): Omit<ActiveDay, "day"> {
  let [longCalls, messages] = [0, 0];
  for (const { day, ...counts } of activity) {
    if (day > end || day <= end - WINDOW_DAYS) continue;
    longCalls += counts.longCalls;
    messages += counts.messages;
  }
  return { longCalls, messages };
}
