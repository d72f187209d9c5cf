import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { trunksOfAccount } from "#connections/sip-trunks/queries";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, type Statement, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { finishDeletion } from "./finish-deletion";
import { type NumbersOfAccount, requireUnused, waysOut } from "./numbers-in-use";
import { accountOrDeleted } from "./queries";
import { type CarrierAccountRow, carrierAccounts } from "./table";

/**
 * Returns the statements that close the findings about an account that is deleted, from the group of findings, which
 * ranks higher. They are in the batch of the deletion and may write only while `gate` holds.
 */
export type CloseAccountFindings = (ctx: Context, account: CarrierAccountRow, gate: SQL) => readonly Statement[];

export interface AccountDeletion {
  readonly ifMatch: string | undefined;
  readonly numbersOf: NumbersOfAccount;
  readonly closeFindings: CloseAccountFindings;
}

/**
 * Disconnects an account. Refused while numbers or SIP trunks use it. Its secrets are deleted after the response, once
 * what the platform created at Twilio is removed; a job finishes that. Deleting it again is no error.
 */
export async function deleteAccount(
  ctx: Context,
  id: string,
  { ifMatch, numbersOf, closeFindings }: AccountDeletion,
): Promise<void> {
  requireScope(ctx, "accounts:write");
  const { db, now } = ctx;
  const account = await accountOrDeleted(ctx, id);
  if (account.deletedAt !== null) return;
  requireMatch(ifMatch, account.version);
  await requireUnused(ctx, id, numbersOf, waysOut);
  await requireNoTrunks(ctx, id);
  const { name, accountSid, version } = account;
  const { deleted } = await batchNamed(db, {
    deleted: db
      .update(carrierAccounts)
      .set({
        version: version + 1,
        updatedAt: now,
        deletedAt: now,
        nextCheckAt: now,
      })
      .where(
        and(
          eq(carrierAccounts.id, id),
          eq(carrierAccounts.version, version),
          isNull(carrierAccounts.deletedAt),
          sql`not exists ${numbersOf(db, id, 1)}`,
          sql`not exists ${trunksOfAccount(ctx, id, 1)}`,
        ),
      ),
    event: recordEvent(db, sourceOf(ctx), "carrier_account.deleted", id, { name, account_sid: accountSid }),
    findings: closeFindings(
      ctx,
      account,
      sql`exists (select 1 from ${carrierAccounts}
        where ${carrierAccounts.id} = ${id} and ${carrierAccounts.deletedAt} is not null)`,
    ),
  });
  if (!wroteSomething(deleted)) {
    throw new Problem("changed_meanwhile", "Another request just changed this account or its numbers. Retry it.");
  }
  ctx.inBackground(ctx, (later) => finishDeletion(later, { ...account, deletedAt: now }));
}

/** The most trunks that a refusal names. */
const MAX_NAMED = 100;

/** Without the account's secrets nothing of a trunk at Twilio could be changed or removed any more. */
async function requireNoTrunks(ctx: Context, id: string): Promise<void> {
  const trunks = await trunksOfAccount(ctx, id, MAX_NAMED);
  const kept = trunks.filter(({ deletedAt }) => deletedAt === null);
  if (kept.length > 0) {
    const names = kept.map((trunk) => `${trunk.name} (${trunk.id})`).join(", ");
    const wayOut = "Delete each with DELETE /v1/sip-trunks/{sip_trunk_id}, then delete the account.";
    throw new Problem("carrier_account_in_use", `SIP trunks are in this account: ${names}. ${wayOut}`);
  }
  if (trunks.length > 0) {
    throw new Problem(
      "carrier_account_in_use",
      "The platform is still removing deleted SIP trunks from this account. Retry it in a minute. If Twilio refuses the removal, " +
        "the account can be deleted an hour after the trunk.",
    );
  }
}
