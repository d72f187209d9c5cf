// Pure: no I/O, no clock, no randomness.

import type { CallOrder, LegStatus } from "./call";
import type { Fields, SipLeg } from "./webhook";

export interface TriedLeg extends SipLeg {
  readonly status: LegStatus;
  readonly seconds: number;
}

/** The SIP response that an outcome comes from, where the order does not say. */
export const sipCodes: Readonly<Record<LegStatus, number>> = {
  completed: 200,
  answered: 200,
  busy: 486,
  "no-answer": 487,
  failed: 503,
  canceled: 487,
};

export const isTaken = (status: LegStatus): boolean => status === "completed" || status === "answered";

/** The outcome at a SIP address, if the order says one. */
export function legTo(
  { sip }: Pick<CallOrder, "sip">,
  { uri, attributes }: { readonly uri: string; readonly attributes: Fields },
): TriedLeg | null {
  const rule = sip.find((each) => uri.includes(each.uri));
  if (!rule) return null;
  const { status, seconds, sip_code = sipCodes[status] } = rule;
  return { uri, attributes, status, sip_code, seconds };
}

export const answered = (uri: string, seconds: number): TriedLeg => ({
  uri,
  attributes: {},
  status: "completed",
  sip_code: 200,
  seconds,
});

const order: readonly LegStatus[] = ["completed", "answered", "busy", "no-answer", "failed", "canceled"];

/** The outcome with the lowest figure is the outcome of all addresses that are dialled at once. */
export const urgency = (status: LegStatus): number => order.indexOf(status);
