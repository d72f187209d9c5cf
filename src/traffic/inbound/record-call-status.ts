import type { Door } from "#kernel/ports/context";
import { type Marks, RETRY_WINDOW_MS } from "#kernel/values/replay-guard";
import type { CallWebhook } from "#kernel/values/telephony";
import { type CallFacts, factsOf } from "#traffic/calls/call-record";
import { judgeCall, readKnown, tellsNothing } from "#traffic/calls/record";
import type { CallRow } from "#traffic/calls/table";
import { inTime } from "./in-time";
import { keepCall } from "./keep";
import { type Reply, type RequestMarks, replayed, taken } from "./reply";

/** How far the carrier's clock may be ahead of ours. What is said to have happened later than that is not believed. */
const CLOCKS_APART_MS = 60_000;

/** A call's status, told after the fact, in any order. */
export async function takeCallStatus(door: Door, call: CallWebhook, marks: RequestMarks): Promise<Reply> {
  const { carrierId, status, durationSeconds } = call;
  if (carrierId === null || status === null) return taken;
  const told = { ...marks, event: `status:${status}:${call.sequence ?? ""}` };
  const known = await inTime(door, () => readKnown(door, carrierId));
  const at = call.at !== null && call.at <= door.now + CLOCKS_APART_MS ? call.at : null;
  const facts = factsOf({ status, at: at ?? door.now, durationSeconds });
  if (known?.call && isReplay(door, known.call, told, at, facts)) return replayed;
  const sighting = { carrierId, from: call.from.e164, caller: call.from.kind, facts, marks: told, isKept: false };
  keepCall(door, sighting, known ?? undefined);
  return taken;
}

/**
 * What told nothing new when it first came was not written down, so that a call costs few writes. It is known again by the
 * carrier's own word for when it happened: of what is past no carrier tells a second time after so long.
 */
function isReplay(door: Door, call: CallRow, told: Marks, at: number | null, facts: CallFacts): boolean {
  if (judgeCall(call, told, door.now) === "replayed") return true;
  return at !== null && door.now - at > RETRY_WINDOW_MS && tellsNothing(call, facts);
}
