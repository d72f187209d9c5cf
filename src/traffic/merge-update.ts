import { recordEvent } from "#events/log/record";
import { carrierSource } from "#events/log/source";
import { type Database, type Statement, wroteSomething } from "#kernel/db/db";
import { ownStatements, type WriteKind } from "#kernel/db/post-response-writer";
import type { WebhookContext } from "#kernel/ports/context";
import type { UsagePoint } from "#kernel/ports/usage-point";
import { addFingerprints, checkReplay, type Fingerprints, type SeenFingerprints } from "#kernel/values/replay-guard";
import type { RecordChange, TrafficEvent } from "./change-records";
import { addUsage } from "./usage/count";
import { difference, type Share } from "./usage/tally";

/**
 * Merges what a webhook reports into the record of a call or message. Twilio's webhooks come in any order, twice, late
 * or never.
 *
 * **Invariant:** the record does not depend on the order of its webhooks: each kind merges facts commutatively. A
 * record, its events and the day's usage are written in one transaction, gated on the record's version.
 */

/** The columns that records of calls and of messages have in common. */
export interface TrafficRow {
  readonly id: string;
  readonly tenantId: string;
  readonly phoneNumberId: string;
  /** Twilio's CallSid or MessageSid. */
  readonly carrierId: string;
  readonly seen: SeenFingerprints;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One webhook's report about a call or message. */
export interface WebhookUpdate {
  readonly carrierId: string;
  readonly fingerprints: Fingerprints;
  /** Whether to store the fingerprints even if the update adds no fact, at the price of a write. */
  readonly storesFingerprints: boolean;
}

interface KnownNumber {
  readonly e164: string;
  /** Missing: the one that the webhook's URL names. */
  readonly id?: string;
}

/** The record as it was read. `number` is null if the tenant does not have the number (any more). */
export interface KnownRecord<Row> {
  readonly number: KnownNumber | null;
  readonly row: Row | null;
}

/** The differences between calls and messages. */
export interface TrafficKind<Row extends TrafficRow, Update extends WebhookUpdate> {
  readonly name: "call" | "message";
  readonly read: (webhook: WebhookContext, carrierId: string) => Promise<KnownRecord<Row>>;
  /** The record that the first webhook makes of a call or message to this number. */
  readonly create: (shared: TrafficRow, update: Update, e164: string) => Row;
  /** The row with the update's facts; null if it has them already. */
  readonly mergeFacts: (row: Row, update: Update) => Row | null;
  /** When the call or message ended; long after that, a request with new fingerprints counts as a replay. */
  readonly endedAt: (row: Row) => number | null;
  /** The first statement writes nothing if there is a record already. */
  readonly insert: (db: Database, row: Row) => readonly Statement[];
  /** How changed records are written together. */
  readonly changes: WriteKind<RecordChange<Row>, boolean>;
  /** The events of the change. */
  readonly events: (before: Row | null, after: Row) => readonly TrafficEvent[];
  /** The record's share of its day's usage. */
  readonly usageOf: (row: Row) => readonly Share[];
  /** The point that the change adds to the analytics data set. */
  readonly usagePoint: (before: Row | null, after: Row) => UsagePoint | null;
  /** Writes a new record in statements that it shares with others of its kind; null if this one can't be. */
  readonly insertTogether?: (webhook: WebhookContext, row: Row) => Promise<boolean> | null;
}

export interface MergeOptions<Row> {
  /** The record as the webhook's answer has just read it, to save a read. */
  readonly known?: KnownRecord<Row> | undefined;
  /** The number, if it was the tenant's when the webhook came and is not any more. */
  readonly formerNumber?: KnownRecord<Row>["number"];
}

/** About the number of webhooks that a call or message has; each of them may win the race for a version once. */
const MAX_ATTEMPTS = 10;

/**
 * Writes the record, its events and its usage if the update adds something; a repeat adds nothing. Returns `false` if
 * no record exists and the tenant does not have the number, so the update may belong to another tenant.
 */
export async function mergeUpdate<Row extends TrafficRow, Update extends WebhookUpdate>(
  kind: TrafficKind<Row, Update>,
  webhook: WebhookContext,
  update: Update,
  { known, formerNumber }: MergeOptions<Row>,
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { number: ownNumber, row: before } =
      attempt === 0 && known ? known : await kind.read(webhook, update.carrierId);
    const number = formerNumber ?? ownNumber;
    if (!before && !number) return false;
    const after = before ? merged(kind, webhook, before, update) : created(kind, webhook, update, number);
    if (after === null) return true;
    if (!(await write(kind, webhook, before, after))) continue;
    const point = kind.usagePoint(before, after);
    if (point) webhook.recordUsagePoint(point);
    return true;
  }
  throw new Error(`Other writers changed the ${kind.name} ${update.carrierId} at each of ${MAX_ATTEMPTS} attempts.`);
}

function created<Row extends TrafficRow, Update extends WebhookUpdate>(
  kind: TrafficKind<Row, Update>,
  { newId, tenantId, phoneNumberId, now }: WebhookContext,
  update: Update,
  number: KnownNumber | null,
): Row {
  const shared = {
    id: newId(kind.name),
    tenantId,
    phoneNumberId: number?.id ?? phoneNumberId,
    carrierId: update.carrierId,
    seen: addFingerprints({}, update.fingerprints, now),
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  return kind.create(shared, update, number?.e164 ?? "");
}

/**
 * Returns the record with the update's additions; `null` if they are not worth a write. A late update may add only an
 * earlier `createdAt` or its fingerprints.
 */
function merged<Row extends TrafficRow, Update extends WebhookUpdate>(
  kind: TrafficKind<Row, Update>,
  { now }: WebhookContext,
  before: Row,
  update: Update,
): Row | null {
  if (checkReplay(before.seen, update.fingerprints, now, kind.endedAt(before)) !== "new") return null;
  const withFacts = kind.mergeFacts(before, update);
  const seen = addFingerprints(before.seen, update.fingerprints, now);
  const createdAt = Math.min(before.createdAt, now);
  const isLonger = Object.keys(seen).length > Object.keys(before.seen).length;
  if (!withFacts && !(update.storesFingerprints && (isLonger || createdAt < before.createdAt))) return null;
  return {
    ...(withFacts ?? before),
    seen,
    version: before.version + 1,
    createdAt,
    updatedAt: withFacts ? Math.max(before.updatedAt, now) : before.updatedAt,
  };
}

/** `false`: another writer was first, and nothing was written. */
async function write<Row extends TrafficRow, Update extends WebhookUpdate>(
  kind: TrafficKind<Row, Update>,
  webhook: WebhookContext,
  before: Row | null,
  after: Row,
): Promise<boolean> {
  const together = before ? null : kind.insertTogether?.(webhook, after);
  if (together) return await together;
  const source = carrierSource(webhook);
  const events = kind.events(before, after);
  const usage = difference(before ? kind.usageOf(before) : [], kind.usageOf(after));
  if (before) return await webhook.commit(kind.changes, { before, after, source, events, usage });
  const { db, tenantId } = webhook;
  const added = addUsage(db, tenantId, usage);
  const [record] = await webhook.commit(ownStatements, [
    ...kind.insert(db, after),
    ...events.map(({ type, data }) => recordEvent(db, source, type, after.id, data)),
    ...(added ? [added] : []),
  ]);
  return wroteSomething(record);
}
