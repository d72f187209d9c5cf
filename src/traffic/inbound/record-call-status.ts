import type { WebhookContext } from "#kernel/ports/context";
import { type Fingerprints, RETRY_WINDOW_MS } from "#kernel/values/replay-guard";
import type { CallWebhook } from "#kernel/values/telephony";
import { type CallFacts, factsOf } from "#traffic/calls/call-record";
import { readForCall } from "#traffic/calls/read-for-call";
import { addsNothing, checkCallReplay } from "#traffic/calls/record";
import type { CallRow } from "#traffic/calls/table";
import { inTime } from "./in-time";
import { storeCall } from "./keep";
import { type RequestFingerprints, replayed, taken, type WebhookResponse } from "./reply";

/** How far the carrier's clock may be ahead of ours. What is said to have happened later than that is not believed. */
const CLOCKS_APART_MS = 60_000;

/** A call's status, told after the fact, in any order. */
export async function recordCallStatus(
  door: WebhookContext,
  call: CallWebhook,
  marks: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, status, durationSeconds } = call;
  if (carrierId === null || status === null) return taken;
  const told = { ...marks, event: `status:${status}:${call.sequence ?? ""}` };
  const known = await inTime(door, () => readForCall(door, carrierId));
  const at = call.at !== null && call.at <= door.now + CLOCKS_APART_MS ? call.at : null;
  const facts = factsOf({ status, at: at ?? door.now, durationSeconds });
  if (known?.call && isReplay(door, known.call, told, at, facts)) return replayed;
  const sighting = { carrierId, from: call.from.e164, caller: call.from.kind, facts, marks: told, isKept: false };
  storeCall(door, sighting, known ?? undefined);
  return taken;
}

/**
 * What told nothing new when it first came was not written down, so that a call costs few writes. It is known again by the
 * carrier's own word for when it happened: of what is past no carrier tells a second time after so long.
 */
function isReplay(
  door: WebhookContext,
  call: CallRow,
  told: Fingerprints,
  at: number | null,
  facts: CallFacts,
): boolean {
  if (checkCallReplay(call, told, door.now) === "replayed") return true;
  return at !== null && door.now - at > RETRY_WINDOW_MS && addsNothing(call, facts);
}
