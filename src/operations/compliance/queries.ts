import { and, asc, eq, getTableColumns, gt, lte, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { claimantOf } from "#acquisition/regulatory/claim-documents";
import { type Database, isOneOf } from "#kernel/db/db";
import { cellsIn, jsonCells, jsonRows, listIn } from "#kernel/db/json-rows";
import { rowReader } from "#kernel/db/prepared";
import type { RegistrationState } from "#kernel/values/compliance";
import { lazily } from "#kernel/values/lazily";
import { type RegistrationKind, registrationKinds } from "./registration";
import { accountDocumentRounds, bundleStates, messagingRegistrations, messagingRounds, numberDocuments } from "./table";

const registrationState = (kind: RegistrationKind): SQL =>
  sql`(select ${messagingRegistrations.state} from ${messagingRegistrations}
    where ${messagingRegistrations.carrierId} = ${numberDocuments.carrierId} and ${messagingRegistrations.kind} = ${kind})`;

const readRecord = rowReader(numberDocuments);
const recordCells = lazily(() => Object.keys(getTableColumns(numberDocuments)).length);

/** The stored documents of a number of another statement, as a cell. A number that no sync has listed yet has none. */
export const documentsCell = (id: SQLWrapper): SQL =>
  jsonCells(
    [
      ...Object.values(getTableColumns(numberDocuments)),
      ...[bundleStates.status, bundleStates.validUntil, bundleStates.askedAt],
      ...[registrationState("campaign"), registrationState("toll_free")],
      ...[claimantOf(numberDocuments.addressSid), claimantOf(numberDocuments.bundleSid)],
    ],
    sql`from ${numberDocuments} left join ${bundleStates} on ${bundleStates.sid} = ${numberDocuments.bundleSid}
      where ${numberDocuments.phoneNumberId} = ${id}`,
  );

/** A number's documents at the carrier, with the states of its bundle and registrations, and their claimants. */
export interface StoredDocuments {
  readonly record: ReturnType<typeof readRecord>;
  readonly status: string | null;
  readonly validUntil: number | null;
  readonly askedAt: number | null;
  readonly campaign: RegistrationState | null;
  readonly tollFree: RegistrationState | null;
  readonly addressClaimant: string | null;
  readonly bundleClaimant: string | null;
}

type MoreCells = [
  status: StoredDocuments["status"],
  validUntil: StoredDocuments["validUntil"],
  askedAt: StoredDocuments["askedAt"],
  campaign: StoredDocuments["campaign"],
  tollFree: StoredDocuments["tollFree"],
  addressClaimant: StoredDocuments["addressClaimant"],
  bundleClaimant: StoredDocuments["bundleClaimant"],
];

export function readDocumentsCell(cell: unknown): StoredDocuments | null {
  const cells = cellsIn(cell);
  if (!cells) return null;
  // The cells of `documentsCell`, in its order.
  const more = cells.slice(recordCells()) as MoreCells;
  const [status, validUntil, askedAt, campaign, tollFree, addressClaimant, bundleClaimant] = more;
  return {
    record: readRecord(cells),
    ...{ status, validUntil, askedAt },
    ...{ campaign, tollFree },
    ...{ addressClaimant, bundleClaimant },
  };
}

/** The start of the last complete round of each kind of registration in the platform's account, as a cell. */
export const roundsCell = (): SQL =>
  jsonRows(
    [messagingRounds.kind, messagingRounds.beganAt],
    sql`from ${messagingRounds} where ${isOneOf(messagingRounds.kind, registrationKinds)}`,
  );

/** The same in a tenant's account. */
export const accountRoundsCell = (account: SQLWrapper): SQL =>
  jsonCells(
    [
      sql`json_array('campaign', ${accountDocumentRounds.campaignsBeganAt})`,
      sql`json_array('toll_free', ${accountDocumentRounds.tollFreeBeganAt})`,
    ],
    sql`from ${accountDocumentRounds} where ${accountDocumentRounds.carrierAccount} = ${account}`,
  );

/** When the last complete round of a kind of registration began. */
export type RoundTimes = ReadonlyMap<RegistrationKind, number | null>;

export const readRounds = (cell: unknown): RoundTimes => new Map(listIn(cell) as [RegistrationKind, number | null][]);

const numbersWith =
  (document: typeof numberDocuments.bundleSid | typeof numberDocuments.addressSid) =>
  (db: Database, sid: string, { after, limit }: { after: string; limit: number }) =>
    db
      .select({ phone_number_id: numberDocuments.phoneNumberId })
      .from(numberDocuments)
      .where(and(eq(document, sid), gt(numberDocuments.phoneNumberId, after)))
      .orderBy(asc(numberDocuments.phoneNumberId))
      .limit(limit);

/** The query for the numbers that use a bundle, by id. */
export const numbersWithBundle = numbersWith(numberDocuments.bundleSid);

/** The query for the numbers that use an address, by id. */
export const numbersWithAddress = numbersWith(numberDocuments.addressSid);

/**
 * Returns the SIDs of bundles that numbers in an account depend on, sorted and distinct. A recursive query jumps from
 * SID to SID in the index, so a bundle shared by many numbers costs one index search.
 */
export async function bundlesInUse(
  db: Database,
  carrierAccount: string,
  { after, limit }: { after: string; limit: number },
): Promise<readonly string[]> {
  const nextSid = (sid: SQL): SQL =>
    sql`(select min(${numberDocuments.bundleSid}) from ${numberDocuments}
      where ${numberDocuments.carrierAccount} = ${carrierAccount} and ${numberDocuments.bundleSid} > ${sid})`;
  const rows = await db.all<{ sid: string }>(sql`
    with recursive bundles (sid) as (
      select ${nextSid(sql`${after}`)} union all select ${nextSid(sql`bundles.sid`)} from bundles where sid is not null
      limit ${limit}
    ) select sid from bundles where sid is not null`);
  return rows.map(({ sid }) => sid);
}

/** Whether a number depends on the bundle. */
export const hasNumbers = (sid: SQL): SQL =>
  sql`exists (select 1 from ${numberDocuments} where ${numberDocuments.bundleSid} = ${sid})`;

/** The condition `after < column <= upTo`, without the upper bound if `upTo` is `null`. */
export const inTextRange = (
  column: typeof bundleStates.sid | typeof messagingRegistrations.senderGroup,
  { after, upTo }: { after: string; upTo: string | null },
) => and(gt(column, after), upTo === null ? undefined : lte(column, upTo));
