import { and, eq } from "drizzle-orm";
import type { EventData } from "#events/log/catalogue";
import { recordEvent as event } from "#events/log/record";
import { carrierSource } from "#events/log/source";
import { insertIf, type Statement, wroteSomething } from "#kernel/db/db";
import { plainStatements } from "#kernel/db/write-together";
import type { WebhookContext } from "#kernel/ports/context";
import { addFingerprints, checkReplay, type Fingerprints } from "#kernel/values/replay-guard";
import type { CallerKind } from "#kernel/values/telephony";
import { addUsage } from "#traffic/usage/count";
import { begunMinutes, difference, longCall, nothing, type Share, usageDayOf } from "#traffic/usage/tally";
import { answeredBy } from "./answered-by";
import { type CallFacts, hasEnded, joined } from "./call-record";
import { newCalls } from "./new-calls";
import { type CallReading, readForCall } from "./read-for-call";
import { type CallRow, calls } from "./table";

/** What a webhook says of a call, and what marks the webhook. */
export interface CallUpdate {
  readonly carrierId: string;
  /** In E.164; null when the caller shows none. */
  readonly from: string | null;
  readonly caller: CallerKind;
  readonly facts: CallFacts;
  readonly marks: Fingerprints;
  /** Whether its marks are written down also where it tells nothing new. */
  readonly isKept: boolean;
}

/** How often somebody else may have written first: as often as a call has webhooks. */
const MAX_ATTEMPTS = 10;

/**
 * Joins what a webhook says with what is known of the call, in one batch: the record, its events and the day's usage. A
 * repeat, and what tells nothing new, writes nothing. `known` is what the door has just read; `theirs` is the number if it was
 * the tenant's then and is so no more. `false` if the call is not known and the number not the tenant's.
 */
export async function recordCall(
  door: WebhookContext,
  sighting: CallUpdate,
  {
    known,
    theirs,
  }: { readonly known?: CallReading | undefined; readonly theirs?: { readonly e164: string } | null } = {},
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const found = attempt === 0 && known ? known : await readForCall(door, sighting.carrierId);
    const { call: before } = found;
    const number = theirs ?? found.routing.number;
    if (!before && !number) return false;
    const after = before ? added(door, before, sighting) : number && firstSeen(door, number.e164, sighting);
    if (after === null) return true;
    if (!(await write(door, before, after))) continue;
    if (hasEnded(after.status) && !(before && hasEnded(before.status))) meterCall(door, after);
    return true;
  }
  throw new Error(`The call ${sighting.carrierId} was written by others all the time.`);
}

function firstSeen(door: WebhookContext, to: string, { carrierId, from, caller, facts, marks }: CallUpdate): CallRow {
  return {
    id: door.newId("call"),
    tenantId: door.tenantId,
    phoneNumberId: door.phoneNumberId,
    carrierId,
    fromNumber: from,
    caller,
    toNumber: to,
    ...columnsOf(facts),
    seen: addFingerprints({}, marks, door.now),
    version: 1,
    createdAt: door.now,
    updatedAt: door.now,
  };
}

const columnsOf = (facts: CallFacts) => ({ ...facts, agentId: facts.decision?.agentId ?? null });

export const factsIn = (row: CallRow): CallFacts => {
  const { status, startedAt, answeredAt, endedAt, durationSeconds, decision, legs } = row;
  return { status, startedAt, answeredAt, endedAt, durationSeconds, decision, legs };
};

/** Nothing that is not known of the call already. */
export const addsNothing = (call: CallRow, facts: CallFacts): boolean => joined(factsIn(call), facts) === null;

/** Whether a webhook of the call was taken before. */
export const checkCallReplay = (call: CallRow, marks: Fingerprints, now: number) =>
  checkReplay(call.seen, marks, now, call.endedAt);

/** The record with what the webhook adds; null when that is nothing, or nothing but marks that are not kept or for want of room. */
function added(door: WebhookContext, before: CallRow, { facts, marks, isKept }: CallUpdate): CallRow | null {
  if (checkCallReplay(before, marks, door.now) !== "new") return null;
  const both = joined(factsIn(before), facts);
  const seen = addFingerprints(before.seen, marks, door.now);
  const isMarked = Object.keys(seen).length > Object.keys(before.seen).length;
  if (!both && !(isKept && isMarked)) return null;
  return {
    ...before,
    ...columnsOf(both ?? factsIn(before)),
    seen,
    version: before.version + 1,
    createdAt: Math.min(before.createdAt, door.now),
    updatedAt: Math.max(before.updatedAt, door.now),
  };
}

/** `false` if somebody else wrote first. */
async function write(door: WebhookContext, before: CallRow | null, after: CallRow): Promise<boolean> {
  if (!before && !hasEnded(after.status)) {
    return await door.commit(newCalls, { call: after, source: carrierSource(door), data: dataOf(after) });
  }
  const [written] = await door.commit(plainStatements, [
    writing(door, before, after),
    ...following(door, before, after),
  ]);
  return wroteSomething(written);
}

function writing({ db }: WebhookContext, before: CallRow | null, after: CallRow): Statement {
  if (!before) return insertIf(db, calls, after).onConflictDoNothing();
  return db
    .update(calls)
    .set(after)
    .where(and(eq(calls.id, before.id), eq(calls.version, before.version)));
}

const dataOf = (call: CallRow): EventData<"call.started"> => ({
  phone_number_id: call.phoneNumberId,
  from: call.fromNumber,
  to: call.toNumber,
  agent_id: call.agentId,
  outcome: call.decision?.outcome ?? null,
});

/** What goes with the write, each gated by the one before it. */
function following(door: WebhookContext, before: CallRow | null, after: CallRow): Statement[] {
  const source = carrierSource(door);
  const data = dataOf(after);
  const { status, durationSeconds } = after;
  const started = before ? [] : [event(door.db, source, "call.started", after.id, data)];
  const completed =
    hasEnded(status) && !(before && hasEnded(before.status))
      ? [
          event(door.db, source, "call.completed", after.id, {
            ...data,
            status,
            duration_seconds: durationSeconds ?? 0,
          }),
        ]
      : [];
  const usage = addUsage(door.db, door.tenantId, difference(before ? sharesOf(before) : [], sharesOf(after)));
  return [...started, ...completed, ...(usage ? [usage] : [])];
}

/**
 * What a call adds to its day; nothing before it has ended. To an agent that was called and did not take it, it is a call, and
 * what came of it is nobody's.
 */
export function sharesOf(call: CallRow): Share[] {
  if (!hasEnded(call.status)) return [];
  const place = { ...nothing, day: usageDayOf(call.startedAt), phoneNumberId: call.phoneNumberId };
  const taker = answeredBy(call);
  const isCompleted = call.status === "completed";
  const seconds = call.durationSeconds ?? 0;
  const offered = { calls: 1 };
  const taken = {
    // Of a call whose beginning was not heard it is not known who took it, but that it was taken is.
    answeredCalls: isCompleted && (taker !== null || call.decision === null) ? 1 : 0,
    seconds,
    minutes: begunMinutes(seconds),
    longCalls: isCompleted ? longCall(seconds) : 0,
  };
  const { agentId } = call;
  if (taker === "agent" || agentId === null) return [{ ...place, agentId, ...offered, ...taken }];
  return [
    { ...place, agentId, ...offered },
    { ...place, agentId: null, ...taken },
  ];
}

function meterCall(door: WebhookContext, call: CallRow): void {
  door.recordUsagePoint({
    kind: "call",
    tenantId: call.tenantId,
    phoneNumberId: call.phoneNumberId,
    agentId: call.agentId,
    status: call.status,
    outcome: call.decision?.outcome ?? "",
    seconds: call.durationSeconds ?? 0,
  });
}
