import type { EventData } from "#events/log/catalogue";
import { carrierSource } from "#events/log/source";
import type { WebhookContext } from "#kernel/ports/context";
import type { Party } from "#kernel/values/party";
import { checkReplay, type Fingerprints } from "#kernel/values/replay-guard";
import { changeRecords } from "#traffic/change-records";
import {
  type KnownRecord,
  type MergeOptions,
  mergeUpdate,
  type TrafficKind,
  type WebhookUpdate,
} from "#traffic/merge-update";
import { columnsOfParty, toEventFields } from "#traffic/party-columns";
import { insertRecord } from "#traffic/recorded-ids";
import { begunMinutes, longCall, noUsage, type Share, usageDayOf } from "#traffic/usage/tally";
import { answeredBy } from "./answered-by";
import { addCallFacts, type CallFacts, hasEnded } from "./call-facts";
import { insertNewCalls } from "./insert-new-calls";
import { type CallReading, readForCall } from "./read-for-call";
import { type CallRow, calls, recordedCalls } from "./table";

/** One webhook's report about a call. */
export interface CallUpdate extends WebhookUpdate {
  readonly from: Party;
  readonly facts: CallFacts;
}

/** Merges what a webhook reports into the record of the call; see `mergeUpdate`. */
export const recordCall = (
  webhook: WebhookContext,
  update: CallUpdate,
  options: MergeOptions<CallRow> = {},
): Promise<boolean> => mergeUpdate(callKind, webhook, update, options);

export const knownCall = ({ routing, call }: CallReading): KnownRecord<CallRow> => ({
  number: routing.number,
  row: call,
});

const callKind: TrafficKind<CallRow, CallUpdate> = {
  name: "call",
  read: async (webhook, carrierId) => knownCall(await readForCall(webhook, carrierId)),
  create: (shared, { from, facts }, e164) => ({
    ...shared,
    ...columnsOfParty(from),
    toNumber: e164,
    ...columnsOf(facts),
  }),
  mergeFacts: (row, { facts }) => {
    const both = addCallFacts(factsOfRow(row), facts);
    return both && { ...row, ...columnsOf(both) };
  },
  endedAt: ({ endedAt }) => endedAt,
  insert: (db, row) => insertRecord(db, calls, recordedCalls, row),
  changes: changeRecords(calls),
  events: (before, after) => {
    const completed = isEnd(before, after) ? completedEventOf(after) : null;
    return [
      ...(before ? [] : [{ type: "call.started", data: startedEventOf(after) } as const]),
      ...(completed ? [{ type: "call.completed", data: completed } as const] : []),
    ];
  },
  usageOf,
  usagePoint: (before, after) =>
    isEnd(before, after)
      ? {
          kind: "call",
          tenantId: after.tenantId,
          phoneNumberId: after.phoneNumberId,
          agentId: after.agentId,
          status: after.status,
          outcome: after.decision?.outcome ?? "",
          seconds: after.durationSeconds ?? 0,
        }
      : null,
  insertTogether: (webhook, row) =>
    hasEnded(row.status)
      ? null
      : webhook.commit(insertNewCalls, { call: row, source: carrierSource(webhook), data: startedEventOf(row) }),
};

const columnsOf = (facts: CallFacts) => ({ ...facts, agentId: facts.decision?.agentId ?? null });

export const factsOfRow = (row: CallRow): CallFacts => {
  const { status, startedAt, answeredAt, endedAt, durationSeconds, decision, legs } = row;
  return { status, startedAt, answeredAt, endedAt, durationSeconds, decision, legs };
};

/** Whether these facts are all in the record already. */
export const addsNothing = (call: CallRow, facts: CallFacts): boolean => addCallFacts(factsOfRow(call), facts) === null;

/** Whether a webhook of the call was recorded before; see `checkReplay`. */
export const checkCallReplay = (call: CallRow, fingerprints: Fingerprints, now: number) =>
  checkReplay(call.seen, fingerprints, now, call.endedAt);

const isEnd = (before: CallRow | null, { status }: CallRow): boolean =>
  hasEnded(status) && !(before && hasEnded(before.status));

const startedEventOf = (call: CallRow): EventData<"call.started"> => ({
  phone_number_id: call.phoneNumberId,
  ...toEventFields(call),
  to: call.toNumber,
  agent_id: call.agentId,
  outcome: call.decision?.outcome ?? null,
});

function completedEventOf(call: CallRow): EventData<"call.completed"> | null {
  const { status, durationSeconds } = call;
  return hasEnded(status) ? { ...startedEventOf(call), status, duration_seconds: durationSeconds ?? 0 } : null;
}

/**
 * The call's shares of its day's usage; none before it has ended. If the agent did not answer, the agent's share is the
 * offered call, and the answered call and its minutes belong to no agent.
 */
function usageOf(call: CallRow): Share[] {
  if (!hasEnded(call.status)) return [];
  const place = { ...noUsage, day: usageDayOf(call.startedAt), phoneNumberId: call.phoneNumberId };
  const answerer = answeredBy(call);
  const isCompleted = call.status === "completed";
  const seconds = call.durationSeconds ?? 0;
  const offered = { calls: 1 };
  const answered = {
    // A call without a decision was answered by an unknown party: the webhook that asked for the decision is lost.
    answeredCalls: isCompleted && (answerer !== null || call.decision === null) ? 1 : 0,
    seconds,
    minutes: begunMinutes(seconds),
    longCalls: isCompleted ? longCall(seconds) : 0,
  };
  const { agentId } = call;
  if (answerer === "agent" || agentId === null) return [{ ...place, agentId, ...offered, ...answered }];
  return [
    { ...place, agentId, ...offered },
    { ...place, agentId: null, ...answered },
  ];
}
