// Pure: no I/O, no clock, no randomness.
import type { CarrierTask } from "../requests/values";
import type { PortingPath } from "./states";

interface Sent {
  readonly path: PortingPath;
  readonly carrierRequestId: string | null;
}

/**
 * The task for Twilio after a move with this effect; `null`: none, as operators carry the request out.
 *
 * **Invariant:** a task that was sent and has no answer yet is never forgotten: the port may exist, so the next task
 * says since when.
 */
export function carrierTaskAfter(
  current: CarrierTask | null,
  effect: "sends_to_carrier" | "cancels_at_carrier",
  { path, carrierRequestId }: Sent,
): CarrierTask | null {
  if (path === "operator") return null;
  const { sentAt = null, replaces = [], e164s } = current ?? {};
  // The port is looked for by the numbers that were sent, which may have other statuses by then.
  const kept = { attempts: 0, sentAt, replaces, ...(sentAt !== null && e164s && { e164s }) };
  if (effect === "cancels_at_carrier") return { kind: "cancel", ...kept };
  const exists = carrierRequestId !== null || sentAt !== null;
  return { kind: exists ? "recreate" : "create", ...kept };
}
