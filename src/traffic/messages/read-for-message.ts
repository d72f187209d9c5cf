import { keptStatuses, type NumberStatus } from "#inventory/phone-numbers/lifecycle";
import { columnsOf } from "#kernel/db/column-names";
import type { LeftJoined } from "#kernel/db/db";
import { handWrittenRow, type StoredFields, storedReader } from "#kernel/db/hand-written-read";
import type { WebhookContext } from "#kernel/ports/context";
import { spellingsOf } from "#kernel/values/number-spellings";
import type { Party } from "#kernel/values/party";
import { expiredFingerprints } from "#kernel/values/replay-guard";
import { type AccountCells, isOfSigner } from "#traffic/signer";
import type { MessageRow } from "./table";

/** The number and its forward target, and the message if an earlier webhook recorded it. */
export interface MessageReading {
  /** `false`: the number is of another Twilio account than the one that signed the webhook, so nothing else is read. */
  readonly isOfSigner: boolean;
  /** `null`: the tenant has no such number. */
  readonly number: {
    readonly e164: string;
    /** `suspended` also while the tenant is not active. */
    readonly status: NumberStatus;
    readonly smsForwardTo: string | null;
    /** It was ported here, and no text message has come to it yet. */
    readonly awaitsFirstMessage: boolean;
  } | null;
  /** The sender is a number whose messages come to this platform, of any tenant. */
  readonly senderIsOurs: boolean;
  readonly message: MessageRow | null;
}

/**
 * One statement with everything that a message webhook needs. Written by hand because building it with drizzle takes
 * longer than running it. Always one row.
 *
 * Owners of the tables: `tenants` tenants; `phone_numbers` inventory/phone-numbers; `carrier_accounts`
 * connections/carrier-accounts; `porting_numbers` porting/requests; `messages`, `recorded_messages` this folder.
 * test/traffic/messages/read-for-message.test.ts holds it to the owners' own reads.
 *
 * Parameters: ?1 tenant, ?2 phone number's id, ?3 Twilio's MessageSid, ?4 the spellings of
 * the sender's number as a JSON array. Each join finds one row at most,
 * by a unique index. The tenant is part of each condition, so that another tenant's number or message is never read.
 * The statuses are literals, because SQLite uses a partial index only if the condition's text implies the index's own.
 */
const readByNumber = handWrittenRow<ReadingCells>(
  () => `
select
  number.id as number_id,
  number.e164 as number_e164,
  iif(tenant.status <> 'active' or number.status = 'lost' and number.lost_suspended, 'suspended', number.status)
    as number_status,
  number.sms_forward_to as number_sms_forward_to,
  number.acquisition_method = 'porting' and exists (select 1 from porting_numbers
    where phone_number_id = number.id and tenant_id = ?1 and messaging_status = 'activating') as number_awaits_message,
  number.carrier_account_id as number_account_id,
  account.account_sid as number_account_sid,
  exists (select 1 from phone_numbers
    where acquisition_method in ('reseller', 'porting', 'imported') and status in (${keptStatuses.map((status) => `'${status}'`).join(", ")})
      and e164 in (select value from json_each(?4))) as sender_is_ours,
  iif(message.id is null, null, json_array(${columnsOf(storedMessage, "message")})) as message,
  recorded.carrier_id is not null and message.id is null as is_expired
from (select 1)
left join tenants as tenant on tenant.id = ?1
left join phone_numbers as number on number.id = ?2 and number.tenant_id = ?1
left join carrier_accounts as account
  on account.id = number.carrier_account_id and account.tenant_id = ?1 and account.deleted_at is null
left join recorded_messages as recorded on recorded.tenant_id = ?1 and recorded.carrier_id = ?3
left join messages as message on message.id = recorded.record_id and message.tenant_id = ?1`,
);

/** All fields of a message, which D1 answers as one array: a function of SQLite takes 32 arguments at most there. */
const storedMessage: StoredFields<MessageRow> = {
  id: "plain",
  tenantId: "plain",
  phoneNumberId: "plain",
  carrierId: "plain",
  direction: "plain",
  fromNumber: "plain",
  toNumber: "plain",
  body: "plain",
  media: "json",
  segments: "plain",
  keyword: "plain",
  forwardedTo: "plain",
  status: "plain",
  errorCode: "plain",
  seen: "json",
  version: "plain",
  createdAt: "plain",
  updatedAt: "plain",
  lateForward: "plain",
  fromKind: "plain",
  fromAddress: "plain",
  fromCountry: "plain",
  fromKey: "plain",
};

const readMessage = storedReader<MessageRow>(storedMessage);

interface NumberCells {
  readonly number_id: string;
  readonly number_e164: string;
  readonly number_status: NumberStatus;
  readonly number_sms_forward_to: string | null;
  readonly number_awaits_message: 0 | 1;
}

type ReadingCells = LeftJoined<NumberCells> &
  AccountCells & {
    readonly sender_is_ours: 0 | 1;
    /** All cells of the message as a JSON array; see `readMessage`. */
    readonly message: string | null;
    readonly is_expired: 0 | 1;
  };

/**
 * Reads what a message webhook needs in one round trip. `message` stands for an expired one, too: see `expiredMessage`.
 */
export async function readForMessage(
  webhook: WebhookContext,
  carrierId: string,
  from: Party | null,
): Promise<MessageReading> {
  const { db, tenantId, phoneNumberId } = webhook;
  const spellings = from?.kind === "phone_number" ? spellingsOf(from.address) : [];
  const cells = await readByNumber(db, tenantId, phoneNumberId, carrierId, JSON.stringify(spellings));
  const { number_e164: e164, number_status: status, number_sms_forward_to: smsForwardTo } = cells;
  const message = cells.message === null ? null : readMessage(JSON.parse(cells.message));
  const subject = { numberId: cells.number_id, trunkId: null, recordNumberId: message?.phoneNumberId ?? null };
  if (!isOfSigner(webhook, cells, subject)) return nothing;
  return {
    isOfSigner: true,
    number:
      e164 === null ? null : { e164, status, smsForwardTo, awaitsFirstMessage: cells.number_awaits_message === 1 },
    senderIsOurs: cells.sender_is_ours === 1,
    message: message ?? (cells.is_expired ? expiredMessage(tenantId, carrierId) : null),
  };
}

const nothing: MessageReading = { isOfSigner: false, number: null, senderIsOurs: false, message: null };

/**
 * Stands for a message past retention, of which only the MessageSid is left. Its fingerprints make every webhook about
 * it a replay.
 */
const expiredMessage = (tenantId: string, carrierId: string): MessageRow => ({
  id: "",
  tenantId,
  phoneNumberId: "",
  carrierId,
  direction: "inbound",
  fromNumber: null,
  fromAddress: "",
  fromKind: "anonymous",
  fromCountry: null,
  fromKey: "",
  toNumber: null,
  body: null,
  media: [],
  segments: 0,
  keyword: null,
  forwardedTo: null,
  status: "received",
  errorCode: null,
  seen: expiredFingerprints,
  version: 0,
  createdAt: 0,
  updatedAt: 0,
  lateForward: null,
});
