import type { WebhookContext } from "#kernel/ports/context";
import type { Party } from "#kernel/values/party";
import { checkReplay, type Fingerprints } from "#kernel/values/replay-guard";
import { changeRecords, type TrafficEvent } from "#traffic/change-records";
import {
  type KnownRecord,
  type MergeOptions,
  mergeUpdate,
  type TrafficKind,
  type WebhookUpdate,
} from "#traffic/merge-update";
import { columnsOfParty, toEventFields } from "#traffic/party-columns";
import { insertRecord } from "#traffic/recorded-ids";
import { noUsage, type Share, usageDayOf } from "#traffic/usage/tally";
import { mergeMessageFacts } from "./message-facts";
import { type MessageReading, readForMessage } from "./read-for-message";
import { type MessageRow, messages, recordedMessages } from "./table";

/** One webhook's report about a message. */
export interface MessageUpdate
  extends WebhookUpdate,
    Pick<
      MessageRow,
      | "direction"
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
  readonly from: Party;
}

/** Merges what a webhook reports into the record of the message; see `mergeUpdate`. */
export const recordMessage = (
  webhook: WebhookContext,
  update: MessageUpdate,
  options: MergeOptions<MessageRow> = {},
): Promise<boolean> => mergeUpdate(messageKind, webhook, update, options);

export const knownMessage = ({ number, message }: MessageReading): KnownRecord<MessageRow> => ({
  number,
  row: message,
});

const messageKind: TrafficKind<MessageRow, MessageUpdate> = {
  name: "message",
  read: async (webhook, carrierId) => knownMessage(await readForMessage(webhook, carrierId, null)),
  create: (shared, { fingerprints: _, storesFingerprints: __, from, ...facts }) => ({
    ...facts,
    ...columnsOfParty(from),
    ...shared,
  }),
  mergeFacts: (row, update) => {
    const { status, errorCode } = mergeMessageFacts(row, update);
    return status === row.status && errorCode === row.errorCode ? null : { ...row, status, errorCode };
  },
  endedAt: () => null,
  insert: (db, row) => insertRecord(db, messages, recordedMessages, row),
  changes: changeRecords(messages),
  events: (before, after) =>
    before && before.status === after.status && before.errorCode === after.errorCode ? [] : [eventOf(after)],
  usageOf: (row) => [usageOf(row)],
  usagePoint: (before, after) =>
    before
      ? null
      : {
          kind: after.direction === "inbound" ? "message_in" : "message_out",
          tenantId: after.tenantId,
          phoneNumberId: after.phoneNumberId,
          agentId: null,
          status: after.status,
          outcome: "",
          seconds: 0,
        },
};

/** Whether a webhook of the message was recorded before; see `checkReplay`. */
export const checkMessageReplay = (message: MessageRow, fingerprints: Fingerprints, now: number) =>
  checkReplay(message.seen, fingerprints, now);

function eventOf(row: MessageRow): TrafficEvent {
  const message = { phone_number_id: row.phoneNumberId, ...toEventFields(row), to: row.toNumber };
  if (row.direction === "outbound") {
    const { status, errorCode: error_code } = row;
    return { type: "message.status_changed", data: { ...message, status, error_code } };
  }
  const { segments, keyword, forwardedTo: forwarded_to } = row;
  const received = { ...message, segments, media_count: row.media.length, keyword, forwarded_to };
  return { type: "message.received", data: received };
}

/** Each message counts once, on the day of its first webhook, whatever its status. */
const usageOf = (row: MessageRow): Share => ({
  ...noUsage,
  day: usageDayOf(row.createdAt),
  phoneNumberId: row.phoneNumberId,
  agentId: null,
  messagesIn: row.direction === "inbound" ? 1 : 0,
  messagesOut: row.direction === "outbound" ? 1 : 0,
});
