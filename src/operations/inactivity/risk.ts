// Pure: no I/O, no clock, no randomness.
/**
 * When the carrier may take a number back for want of use. Twilio counts a number as active that had, in the last
 * month, at least 3 completed calls of 12 seconds and more, or at least 3 messages; others it may reclaim.
 * https://static1.twilio.com/docs/phone-numbers/best-practices
 */

export const ENOUGH = 3;
export const WINDOW_DAYS = 30;
/** A finding is opened this long before the number is at risk. */
export const NOTICE_DAYS = 7;

/** The use of a number on one day; days count from 1970-01-01, which is 0. */
export interface ActiveDay {
  readonly day: number;
  readonly longCalls: number;
  readonly messages: number;
}

export interface Risk {
  /** In the window that ends today. */
  readonly longCalls: number;
  readonly messages: number;
  /** The first day on which the window before it holds too little, if nothing more comes; today at the earliest. */
  readonly atRiskFrom: number;
}

/** `null` while the number has enough use, or is younger than the window. */
export function riskOf(activity: readonly ActiveDay[], createdDay: number, today: number): Risk | null {
  if (today - createdDay < WINDOW_DAYS) return null;
  const last = today + NOTICE_DAYS;
  for (let day = today; day <= last; day += 1) {
    if (isEnough(within(activity, day))) continue;
    return { ...within(activity, today), atRiskFrom: day };
  }
  return null;
}

const isEnough = ({ longCalls, messages }: Omit<ActiveDay, "day">): boolean =>
  longCalls >= ENOUGH || messages >= ENOUGH;

/** The use in the window that ends with this day. */
function within(activity: readonly ActiveDay[], end: number): Omit<ActiveDay, "day"> {
  let [longCalls, messages] = [0, 0];
  for (const { day, ...counts } of activity) {
    if (day > end || day <= end - WINDOW_DAYS) continue;
    longCalls += counts.longCalls;
    messages += counts.messages;
  }
  return { longCalls, messages };
}
