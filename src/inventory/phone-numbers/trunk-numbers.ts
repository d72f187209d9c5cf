import { and, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import { isRecorded } from "#events/log/was-recorded";
import { cellsOf, type Database, insertAllIf, isOneOf, type Statement } from "#kernel/db/db";
import type { NumberType } from "#kernel/ports/carrier";
import { keptStatuses, ownedStatuses, platformMethods } from "./lifecycle";
import { newNumberRow } from "./new-number-row";
import { type NumberRow, phoneNumbers } from "./table";

/** Inventory rows of numbers that another carrier brings over a SIP trunk; unexecuted. */

/** For this long, a claim that no call has proved keeps other tenants from the number. */
export const UNPROVED_CLAIM_MS = 24 * 60 * 60_000;

/** Numbers on trunks that a tenant may have without a call that proved them. */
export const MAX_UNPROVED_NUMBERS = 5_000;

export interface TrunkNumber {
  readonly id: string;
  readonly tenantId: string;
  readonly sipTrunkId: string;
  /** The account that the trunk is in; null: the platform's. */
  readonly carrierAccountId: string | null;
  readonly e164: string;
  readonly country: string;
  readonly type: NumberType;
}

// Twilio does not have the number, only its trunk, so there is no SID.
const onTrunk = {
  voice: true,
  sms: false,
  mms: false,
  fax: false,
  acquisitionMethod: "sip_trunk",
  carrierId: "",
} as const;

const quoted = (words: readonly string[]): SQL => sql.raw(`(${words.map((word) => `'${word}'`).join(", ")})`);

/**
 * Holds unless another tenant has bought the number from the platform. In the platform's account, calls for it may come
 * over no other tenant's trunk.
 */
const isNotBoughtByOthers = (e164: SQL, tenantId: string): SQL => sql`not exists (
  select 1 from phone_numbers as bought where bought.e164 = ${e164} and bought.tenant_id <> ${tenantId}
    and bought.acquisition_method in ${quoted(platformMethods)} and bought.status in ${quoted(keptStatuses)})`;

/** The numbers among these that other tenants have bought from the platform. */
export const numbersBoughtByOthers = (db: Database, tenantId: string, e164s: readonly string[]) =>
  db
    .select({ e164: sql<string>`value` })
    .from(sql`json_each(${JSON.stringify(e164s)})`)
    .where(sql`not (${isNotBoughtByOthers(sql`value`, tenantId)})`);

/** The condition for a tenant's numbers to come to a trunk of this account. */
const mayComeToTrunk = (e164: SQL, tenantId: string, carrierAccountId: string | null): SQL =>
  carrierAccountId === null ? isNotBoughtByOthers(e164, tenantId) : sql`true`;

/**
 * Inserts the numbers of one tenant and trunk if `gate` holds, except those that a tenant has on a trunk in the same
 * account or, in the platform's account, has bought.
 */
export function insertTrunkNumbers(
  db: Database,
  numbers: readonly [TrunkNumber, ...TrunkNumber[]],
  at: number,
  gate: SQL,
): Statement {
  const [{ tenantId, carrierAccountId }] = numbers;
  const { e164 } = cellsOf(phoneNumbers);
  const rows = numbers.map((number) => newNumberRow({ ...number, ...onTrunk }, at));
  const mayCome = mayComeToTrunk(e164, tenantId, carrierAccountId);
  return insertAllIf(db, phoneNumbers, rows, sql`${gate} and ${mayCome}`).onConflictDoNothing();
}

/** The numbers of a tenant that no call has proved. Also a value, as a subquery. */
export const countUnproved = (db: Database, tenantId: string) =>
  db
    .select({ count: sql<number>`count(*)` })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.tenantId, tenantId), isOnTrunk, isNull(phoneNumbers.ownershipProvedAt)));

/** Holds if the tenant may have this many more numbers that no call has proved. */
export const mayHaveUnproved = (db: Database, tenantId: string, more: number): SQL =>
  sql`${more} + ${countUnproved(db, tenantId)} <= ${MAX_UNPROVED_NUMBERS}`;

const isOnTrunk = and(
  isOneOf(phoneNumbers.acquisitionMethod, ["sip_trunk"]),
  isOneOf(phoneNumbers.status, ownedStatuses),
);

/** The numbers that any tenant has on a trunk in this account, among these: by `phone_numbers_on_trunk_once`. */
export const numbersOnTrunks = (db: Database, carrierAccountId: string | null, e164s: readonly string[]) =>
  db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      sipTrunkId: sql<string>`${phoneNumbers.sipTrunkId}`,
      createdAt: phoneNumbers.createdAt,
      ownershipProvedAt: phoneNumbers.ownershipProvedAt,
      version: phoneNumbers.version,
    })
    .from(phoneNumbers)
    .where(
      and(
        isOnTrunk,
        sql`coalesce(${phoneNumbers.carrierAccountId}, '') = ${carrierAccountId ?? ""}`,
        sql`${phoneNumbers.e164} in (select value from json_each(${JSON.stringify(e164s)}))`,
      ),
    );

export type NumberOnTrunk = Awaited<ReturnType<typeof numbersOnTrunks>>[number];

/** Whether another tenant's claim may replace this one: no call has proved it in its time. */
export const isExpiredClaim = ({ createdAt, ownershipProvedAt }: NumberOnTrunk, at: number): boolean =>
  ownershipProvedAt === null && createdAt <= at - UNPROVED_CLAIM_MS;

/** How a tenant's claims take the place of other tenants' claims of the same numbers. */
export interface Replacement {
  readonly replaced: readonly NumberOnTrunk[];
  readonly byTenantId: string;
  readonly carrierAccountId: string | null;
  readonly at: number;
  /**
   * The condition of the new claims. It may end to hold within the batch, so where `releaseReplaced` has released a
   * number, the other statements follow from that one and do not evaluate it again.
   */
  readonly gate: SQL;
}

const mayBeReplaced = (replacement: Replacement): SQL => {
  const { byTenantId, carrierAccountId, at, gate } = replacement;
  return sql`${phoneNumbers.version} = ${versionOf(replacement)}
    and ${isOnTrunk} and ${isNull(phoneNumbers.ownershipProvedAt)}
    and ${lte(phoneNumbers.createdAt, at - UNPROVED_CLAIM_MS)}
    and ${mayComeToTrunk(sql`${phoneNumbers.e164}`, byTenantId, carrierAccountId)} and ${gate}`;
};

/**
 * Holds if `releaseReplaced` has released the number with this id: for the event right after it in the batch. Another
 * request may have released it at the same instant, and then it has its event.
 */
export const wasReplaced =
  (replacement: Replacement) =>
  (id: SQL): SQL =>
    sql`exists (select 1 from ${phoneNumbers}
      where ${phoneNumbers.id} = ${id} and ${isReplaced(replacement)} and not ${hasRemoval()})`;

/** Holds if this request has released the number with this id: for the statements after its event. */
export const wasReplacedBy =
  (requestId: string) =>
  (id: SQL): SQL =>
    sql`exists (select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${hasRemoval(requestId)})`;

/** Holds if this request has released any of the numbers: its gate held at that moment. */
export const wasAnyReplacedBy = (requestId: string, replacement: Pick<Replacement, "replaced">): SQL =>
  sql`exists (select 1 from ${phoneNumbers} where ${isAmong(replacement)} and ${hasRemoval(requestId)})`;

/** The number's removal from its trunk is in its tenant's log. A number comes to a trunk once. */
const hasRemoval = (requestId?: string): SQL =>
  isRecorded({
    tenantId: phoneNumbers.tenantId,
    type: "phone_number.removed_from_trunk",
    subjectId: phoneNumbers.id,
    requestId,
  });

const isAmong = ({ replaced }: Pick<Replacement, "replaced">): SQL =>
  sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(replaced.map(({ id }) => id))}))`;

const isReplaced = (replacement: Replacement): SQL =>
  sql`${phoneNumbers.version} = ${versionOf(replacement)} + 1 and ${phoneNumbers.releasedAt} = ${replacement.at}`;

/** The number's version as it was read. */
function versionOf({ replaced }: Replacement): SQL {
  const versions = JSON.stringify(Object.fromEntries(replaced.map(({ id, version }) => [id, version])));
  return sql`(${versions} ->> ('$."' || ${phoneNumbers.id} || '"'))`;
}

/** Releases the numbers that have not changed since they were read, and that no call has proved in their time. */
export const releaseReplaced = (db: Database, replacement: Replacement): Statement =>
  db
    .update(phoneNumbers)
    .set({
      status: "released",
      agentId: null,
      version: sql`${phoneNumbers.version} + 1`,
      updatedAt: replacement.at,
      releasedAt: replacement.at,
    })
    .where(and(isAmong(replacement), mayBeReplaced(replacement)));

/** Holds if a number with this id is there, for events about rows that the statement before may have inserted. */
export const isNumber = (id: SQL): SQL => sql`exists (select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id})`;

/** Some numbers that use a trunk. Also a condition, as a subquery. */
export const numbersOfTrunk = (db: Database, sipTrunkId: string, limit: number) =>
  db
    .select({ e164: phoneNumbers.e164 })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.sipTrunkId, sipTrunkId), isOneOf(phoneNumbers.status, ownedStatuses)))
    .limit(limit);

/** Takes a number off its trunk and out of the inventory, unless it has changed since it was read. */
export const removeTrunkNumber = (db: Database, row: Pick<NumberRow, "id" | "version">, at: number): Statement =>
  db
    .update(phoneNumbers)
    .set({ status: "released", agentId: null, version: row.version + 1, updatedAt: at, releasedAt: at })
    .where(and(eq(phoneNumbers.id, row.id), eq(phoneNumbers.version, row.version), isOnTrunk));

/** Notes that a signed call proved that the tenant has the number. Writes only for the first call. */
export const proveOwnership = (db: Database, id: string, at: number): Statement =>
  db
    .update(phoneNumbers)
    .set({ ownershipProvedAt: at, updatedAt: at, version: sql`${phoneNumbers.version} + 1` })
    .where(and(eq(phoneNumbers.id, id), isNull(phoneNumbers.ownershipProvedAt), isOnTrunk));
