import { and, asc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { claimantOf } from "#acquisition/regulatory/claim-documents";
import { carrierAccountsOf } from "#inventory/phone-numbers/carrier-inventory";
import { type Database, isOneOf } from "#kernel/db/db";
import type { RegistrationState } from "#kernel/values/compliance";
import { type RegistrationKind, registrationKinds } from "./registration";
import { accountDocumentRounds, bundleStates, messagingRegistrations, messagingRounds, numberDocuments } from "./table";

const registrationState = (kind: RegistrationKind): SQL.Aliased<RegistrationState | null> =>
  sql<RegistrationState | null>`(select ${messagingRegistrations.state} from ${messagingRegistrations}
    where ${messagingRegistrations.carrierId} = ${numberDocuments.carrierId} and ${messagingRegistrations.kind} = ${kind})`.as(
    `${kind}_state`,
  );

/** The query for the stored documents of these numbers. A number that no sync has listed yet has no row. */
export const documentsOf = (db: Database, ids: readonly string[]) =>
  db
    .select({
      record: numberDocuments,
      status: bundleStates.status,
      validUntil: bundleStates.validUntil,
      askedAt: bundleStates.askedAt,
      campaign: registrationState("campaign"),
      tollFree: registrationState("toll_free"),
      addressClaimant: claimantOf(numberDocuments.addressSid).as("address_claimant"),
      bundleClaimant: claimantOf(numberDocuments.bundleSid).as("bundle_claimant"),
    })
    .from(numberDocuments)
    .leftJoin(bundleStates, eq(bundleStates.sid, numberDocuments.bundleSid))
    .where(sql`${numberDocuments.phoneNumberId} in (select value from json_each(${JSON.stringify(ids)}))`);

/** The query for the start of the last complete round of each kind of registration in the platform's account. */
export const roundsOf = (db: Database) =>
  db.select().from(messagingRounds).where(isOneOf(messagingRounds.kind, registrationKinds));

/** The query for the same in the tenants' accounts of these numbers. */
export const accountRoundsOf = (db: Database, ids: readonly string[]) =>
  db
    .select({
      carrierAccount: accountDocumentRounds.carrierAccount,
      campaign: accountDocumentRounds.campaignsBeganAt,
      toll_free: accountDocumentRounds.tollFreeBeganAt,
    })
    .from(accountDocumentRounds)
    .where(sql`${accountDocumentRounds.carrierAccount} in ${carrierAccountsOf(ids)}`);

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
