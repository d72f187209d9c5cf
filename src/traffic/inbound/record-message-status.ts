import type { Door } from "#kernel/ports/context";
import { judge } from "#kernel/values/replay-guard";
import type { MessageWebhook } from "#kernel/values/telephony";
import { readKnown } from "#traffic/messages/record";
import { inTime } from "./in-time";
import { keepMessage } from "./keep";
import { type Reply, type RequestMarks, replayed, taken } from "./reply";

/** What became of a message that was passed on, told in any order. */
export async function takeMessageStatus(door: Door, message: MessageWebhook, marks: RequestMarks): Promise<Reply> {
  const { carrierId, status, errorCode, from, to, segments } = message;
  if (carrierId === null || status === null) return taken;
  const told = { ...marks, event: `status:${status}` };
  const known = await inTime(door, () => readKnown(door, carrierId));
  if (known?.message && judge(known.message.seen, told, door.now) === "replayed") return replayed;
  const sighting = {
    carrierId,
    direction: "outbound",
    fromNumber: from,
    toNumber: to,
    body: null,
    media: [],
    segments,
    keyword: null,
    forwardedTo: null,
    lateForward: null,
    status,
    errorCode,
    marks: told,
  } as const;
  keepMessage(door, sighting, known ?? undefined);
  return taken;
}
