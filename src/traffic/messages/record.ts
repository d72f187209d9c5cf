import { and, eq } from "drizzle-orm";
import { recordEvent as event } from "#events/log/record";
import { carrierSource } from "#events/log/source";
import { insertIf, type Statement, wroteSomething } from "#kernel/db/db";
import { plainStatements } from "#kernel/db/write-together";
import type { WebhookContext } from "#kernel/ports/context";
import { addFingerprints, checkReplay, type Fingerprints } from "#kernel/values/replay-guard";
import { addUsage } from "#traffic/usage/count";
import { difference, nothing, type Share, usageDayOf } from "#traffic/usage/tally";
import { type MessageFacts, mergeMessage } from "./message-record";
import { type MessageReading, readForMessage } from "./read-for-message";
import { type MessageRow, messages } from "./table";

/** What a webhook says of a message, and what marks the webhook. */
export interface MessageUpdate
  extends Pick<
    MessageRow,
    | "carrierId"
    | "direction"
    | "fromNumber"
    | "toNumber"
    | "body"
    | "media"
    | "segments"
    | "keyword"
    | "forwardedTo"
    | "lateForward"
    | "status"
    | "errorCode"
  > {
  readonly marks: Fingerprints;
}

/** How often somebody else may have written first: as often as a message has webhooks. */
const MAX_ATTEMPTS = 10;

/** Joins what a webhook says with what is known of the message, in one batch, as `recordCall` does. */
export async function recordMessage(
  door: WebhookContext,
  sighting: MessageUpdate,
  {
    known,
    theirs,
  }: { readonly known?: MessageReading | undefined; readonly theirs?: { readonly e164: string } | null } = {},
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { number, message: before } =
      attempt === 0 && known ? known : await readForMessage(door, sighting.carrierId, null);
    if (!before && !number && !theirs) return false;
    const statements = before ? change(door, before, sighting) : firstSeen(door, sighting);
    if (!statements) return true;
    const [written] = await door.commit(plainStatements, statements);
    if (!wroteSomething(written)) continue;
    if (!before) meterMessage(door, sighting);
    return true;
  }
  throw new Error(`The message ${sighting.carrierId} was written by others all the time.`);
}

function firstSeen(door: WebhookContext, { marks, ...told }: MessageUpdate): Statement[] {
  const row: MessageRow = {
    ...told,
    id: door.newId("message"),
    tenantId: door.tenantId,
    phoneNumberId: door.phoneNumberId,
    seen: addFingerprints({}, marks, door.now),
    version: 1,
    createdAt: door.now,
    updatedAt: door.now,
  };
  const usage = addUsage(door.db, door.tenantId, [shareOf(row)]);
  return [insertIf(door.db, messages, row).onConflictDoNothing(), telling(door, row), ...(usage ? [usage] : [])];
}

/**
 * What changes of the record; null when that is nothing. A webhook that comes late may tell only that it was heard of earlier,
 * or nothing but its marks, by which a replay of it is known.
 */
function change(door: WebhookContext, before: MessageRow, { marks, ...told }: MessageUpdate): Statement[] | null {
  if (checkReplay(before.seen, marks, door.now) !== "new") return null;
  const { status, errorCode }: MessageFacts = mergeMessage(before, told);
  const movedOn = status !== before.status || errorCode !== before.errorCode;
  const createdAt = Math.min(before.createdAt, door.now);
  const seen = addFingerprints(before.seen, marks, door.now);
  const isMarked = Object.keys(seen).length > Object.keys(before.seen).length;
  if (!movedOn && !isMarked && createdAt === before.createdAt) return null;
  const after: MessageRow = {
    ...before,
    status,
    errorCode,
    seen,
    version: before.version + 1,
    createdAt,
    updatedAt: movedOn ? Math.max(before.updatedAt, door.now) : before.updatedAt,
  };
  const update = door.db
    .update(messages)
    .set(after)
    .where(and(eq(messages.id, before.id), eq(messages.version, before.version)));
  const usage = addUsage(door.db, door.tenantId, difference([shareOf(before)], [shareOf(after)]));
  return [update, ...(movedOn ? [telling(door, after)] : []), ...(usage ? [usage] : [])];
}

function telling(door: WebhookContext, row: MessageRow): Statement {
  const message = { phone_number_id: row.phoneNumberId, from: row.fromNumber, to: row.toNumber };
  const source = carrierSource(door);
  if (row.direction === "outbound") {
    const { status, errorCode: error_code } = row;
    return event(door.db, source, "message.status_changed", row.id, { ...message, status, error_code });
  }
  return event(door.db, source, "message.received", row.id, {
    ...message,
    segments: row.segments,
    media_count: row.media.length,
    keyword: row.keyword,
    forwarded_to: row.forwardedTo,
  });
}

/** Each message counts once, on the day it was first heard of, whatever becomes of it. */
const shareOf = (row: MessageRow): Share => ({
  ...nothing,
  day: usageDayOf(row.createdAt),
  phoneNumberId: row.phoneNumberId,
  agentId: null,
  messagesIn: row.direction === "inbound" ? 1 : 0,
  messagesOut: row.direction === "outbound" ? 1 : 0,
});

function meterMessage(door: WebhookContext, { direction, status }: MessageUpdate): void {
  door.recordUsagePoint({
    kind: direction === "inbound" ? "message_in" : "message_out",
    tenantId: door.tenantId,
    phoneNumberId: door.phoneNumberId,
    agentId: null,
    status,
    outcome: "",
    seconds: 0,
  });
}
