// Pure: no I/O, no clock, no randomness.
import { DAY_MS } from "#kernel/values/time";
import type { RequestStatus } from "./states";

interface SilenceLimit {
  /** Milliseconds without a move after which a person looks. */
  readonly ms: number;
  /** Where the time comes from. */
  readonly source: string;
}

/**
 * How long a porting request may stand still in a status. Calendar days, so weekends count: the limits are long enough
 * to have one. A confirmed date has checks of its own.
 */
const limits: Readonly<Partial<Record<RequestStatus, SilenceLimit>>> = {
  submitted: {
    ms: 4 * DAY_MS,
    source:
      "Twilio says that numbers can port three days after a request by its API, so its review ends sooner (support.twilio.com/hc/en-us/articles/223179468).",
  },
  awaiting_signature: {
    ms: 7 * DAY_MS,
    source:
      "SignalWire cancels an order whose signature is missing for a week (signalwire.com, porting into SignalWire).",
  },
  in_process: {
    ms: 15 * DAY_MS,
    source: "Twilio says that a port lasts from 5 to 15 days (support.twilio.com/hc/en-us/articles/223179468).",
  },
  activating: {
    ms: DAY_MS,
    source: "Twilio says that numbers port on the FOC date (support.twilio.com/hc/en-us/articles/223179368).",
  },
  exception: {
    ms: 7 * DAY_MS,
    source: "SignalWire cancels an order that gets no answer for a week (signalwire.com, porting into SignalWire).",
  },
  cancel_requested: {
    ms: 2 * DAY_MS,
    source: "Telnyx has cancellations reviewed by its porting team (developers.telnyx.com, cancel a port order).",
  },
};

export interface Silence {
  /** Whole days without a move. */
  readonly days: number;
  readonly limitDays: number;
  readonly source: string;
}

/** Set if the request has stood still for too long. Instants in milliseconds UTC. */
export function silenceOf(
  { status, movedAt }: { readonly status: RequestStatus; readonly movedAt: number },
  now: number,
): Silence | null {
  const limit = limits[status];
  if (!limit || now - movedAt < limit.ms) return null;
  return { days: Math.floor((now - movedAt) / DAY_MS), limitDays: limit.ms / DAY_MS, source: limit.source };
}
