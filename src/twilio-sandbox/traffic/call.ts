import { z } from "zod";
import { callerFields } from "../conversation/caller";
import type { Sandbox } from "../sandbox";
import { deliveryFields } from "./delivery";
import { fromCountry } from "./geography";
import type { ConversationStep, Fields } from "./webhook";

const seconds = z.int().min(0).max(86_400);
const legStatuses = ["completed", "answered", "busy", "no-answer", "failed", "canceled"] as const;
export type LegStatus = (typeof legStatuses)[number];
export const callEvents = ["initiated", "ringing", "answered", "completed"] as const;

/** The body of POST /sandbox/calls. */
export const callBody = z.strictObject({
  to: z.string(),
  /** A number, or Twilio's value for a caller without one: `client:…`, `sip:…`, `+266696687`. */
  from: z.string().max(255).default("+14155550199"),
  from_country: fromCountry,
  /** The outcome of each `<Dial>`, in turn. The last one also holds for all that follow. */
  dials: z
    .array(z.strictObject({ status: z.enum(legStatuses), seconds: seconds.default(0) }))
    .min(1)
    .max(10)
    .default([{ status: "completed", seconds: 30 }]),
  /** How SIP addresses answer that contain `uri`, in a `<Sip>` or an origination URL; the first that fits counts. */
  sip: z
    .array(
      z.strictObject({
        uri: z.string().min(1),
        status: z.enum(legStatuses),
        seconds: seconds.default(30),
        sip_code: z.int().min(200).max(699).optional(),
      }),
    )
    .max(50)
    .default([]),
  /** A `<Connect>` takes this long without a WebSocket: the caller and an agent only seem to talk. */
  connect_seconds: seconds.optional(),
  ...callerFields,
  /** The number's own status callback reports only the end. Twilio reports more statuses on request. */
  callbacks: z.array(z.enum(callEvents)).max(4).default(["completed"]),
  ...deliveryFields,
});
export type CallOrder = z.output<typeof callBody>;

export interface Hook {
  /** "" for none. */
  readonly url: string;
  readonly method: string;
}

/** The called side: a number, or a SIP domain with its BYOC trunk. */
export interface Line {
  readonly voice: Hook;
  readonly fallback: Hook;
  readonly status: Hook;
  /** The form fields that say who calls whom. */
  readonly fields: Fields;
}

/** A call in progress. Its clock is simulated: only conversations over a WebSocket take their time. */
export interface Call {
  readonly sandbox: Sandbox;
  readonly line: Line;
  readonly order: Omit<CallOrder, "to">;
  readonly fields: Fields;
  readonly startedAt: number;
  readonly steps: ConversationStep[];
  /** The agents' audio. */
  readonly audio: Uint8Array[];
  elapsed: number;
  answeredAt: number | null;
  dialled: number;
  documents: number;
}

export type End = "completed" | "busy" | "failed" | "no-answer";

/** A request for a TwiML document. */
export interface Ask {
  readonly name: string;
  readonly url: string;
  readonly method: string;
  readonly more: Fields;
  /** The caller has hung up: the answer is not followed. */
  readonly isLast?: boolean;
}

/** Asks a verb's `action` URL for the next document; without one the next verb follows. */
export const askAction = ({ action, method = "POST" }: Fields, base: URL, name: string, more: Fields): "next" | Ask =>
  action === undefined ? "next" : { name, url: new URL(action, base).href, method, more };
