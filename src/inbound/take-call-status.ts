import { factsOf } from "../calls/call-record";
import { readKnown } from "../calls/record";
import type { Door } from "../kernel/context";
import { judge } from "../kernel/receipt";
import type { CallWebhook } from "../kernel/telephony";
import { inTime } from "./in-time";
import { keepCall } from "./keep";
import { type Reply, type RequestMarks, replayed, taken } from "./reply";

/** A call's status, told after the fact, in any order. */
export async function takeCallStatus(door: Door, call: CallWebhook, marks: RequestMarks): Promise<Reply> {
  const { carrierId, status, durationSeconds } = call;
  if (carrierId === null || status === null) return taken;
  const told = { ...marks, event: `status:${status}:${call.sequence ?? ""}` };
  const known = await inTime(door, () => readKnown(door, carrierId));
  if (known?.call && judge(known.call.seen, told, door.now) === "replayed") return replayed;
  const facts = factsOf({ status, at: call.at ?? door.now, durationSeconds });
  const sighting = { carrierId, from: call.from.e164, caller: call.from.kind, facts, marks: told };
  keepCall(door, sighting, known ?? undefined);
  return taken;
}
