import { and, eq, isNull } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf, systemSource } from "#events/log/source";
import { batchNamed, type Statement, wroteSomething } from "#kernel/db/db";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { probeAccount } from "./probe-account";
import { requireAccount } from "./queries";
import { type AccountRung, failedRung, statusAfter } from "./rungs";
import { openSecrets } from "./secrets";
import { type CarrierAccountRow, carrierAccounts } from "./table";

/** A job verifies each account this often. */
const CHECK_AGAIN_MS = 60 * 60_000;
const CHECK_SOON_MS = 2 * 60_000;

/**
 * Statements that open or close the finding about an account's credentials, from the group of findings, which ranks
 * higher. They must write only if `row` stands in the table with this version.
 */
export type ReportStatus = (ctx: Context, row: CarrierAccountRow) => readonly Statement[];

/** Verifies an account and stores what was found. Nothing is stored if its credentials were changed meanwhile. */
export async function verifyAccount(ctx: Context, id: string, report: ReportStatus): Promise<CarrierAccountRow> {
  requireScope(ctx, "accounts:write");
  return await verifyRow(ctx, await requireAccount(ctx, id), report);
}

/** Verifies an account after the response: that it was just connected, or its credentials just changed. */
export const verifyLater = (ctx: Context, id: string, report: ReportStatus): void => {
  if (ctx.idempotency?.replayed) return;
  ctx.inBackground(ctx, async (later) => await verifyRow(later, await requireAccount(later, id), report));
};

/** The same for jobs and for accounts that were just connected, without a scope. */
export async function verifyRow(
  ctx: Context,
  row: CarrierAccountRow,
  report: ReportStatus,
): Promise<CarrierAccountRow> {
  const rungs = await probeAccount(ctx, row);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const fresh = await requireAccount(ctx, row.id);
    if (!(await haveSameCredentials(ctx, row, fresh))) return fresh;
    const stored = await store(ctx, fresh, rungs, report);
    if (stored) return stored;
  }
  return await requireAccount(ctx, row.id);
}

/** Attempts to store a result, as a change of the name at the same moment costs one. */
const ATTEMPTS = 5;

async function store(ctx: Context, before: CarrierAccountRow, rungs: readonly AccountRung[], report: ReportStatus) {
  const { db, now } = ctx;
  const at = now + ctx.elapsedMs();
  const outcome = statusAfter(rungs);
  // A rule of Twilio's takes effect after a minute, and what it did not answer is asked again soon.
  const isComplete =
    outcome !== null && !rungs.some(({ rung, status }) => rung === "webhook_signing" && status === "warning");
  const row: CarrierAccountRow = {
    ...before,
    status: outcome ?? before.status,
    verification: rungs,
    verifiedAt: at,
    nextCheckAt:
      at + (isComplete || before.nextCheckAt > before.updatedAt + CHECK_SOON_MS ? CHECK_AGAIN_MS : CHECK_SOON_MS),
    version: before.version + 1,
    updatedAt: at,
  };
  const { status, verification, verifiedAt, nextCheckAt, version, updatedAt } = row;
  const { updated } = await batchNamed(db, {
    updated: db
      .update(carrierAccounts)
      .set({ status, verification, verifiedAt, nextCheckAt, version, updatedAt })
      .where(
        and(
          eq(carrierAccounts.id, row.id),
          eq(carrierAccounts.version, before.version),
          isNull(carrierAccounts.deletedAt),
        ),
      ),
    event: eventOf(ctx, before, row, rungs),
    report: report(ctx, row),
  });
  return wroteSomething(updated) ? row : null;
}

/** One event when an account begins to work or stops working. */
function eventOf(
  ctx: Context,
  before: CarrierAccountRow,
  row: CarrierAccountRow,
  rungs: readonly AccountRung[],
): Statement[] {
  if (row.status === before.status || row.status === "unverified") return [];
  const { db } = ctx;
  const isOwn = ctx.principal.tenantId === row.tenantId && ctx.principal.keyId !== null;
  const source = isOwn ? sourceOf(ctx) : systemSource(ctx, row.tenantId);
  const account = { name: row.name, account_sid: row.accountSid };
  if (row.status !== "failed") {
    return [recordEvent(db, source, "carrier_account.verified", row.id, { ...account, status: row.status })];
  }
  const { rung = "credentials", carrier_code = null } = failedRung(rungs) ?? {};
  return [recordEvent(db, source, "carrier_account.verification_failed", row.id, { ...account, rung, carrier_code })];
}

async function haveSameCredentials(ctx: Context, one: CarrierAccountRow, other: CarrierAccountRow): Promise<boolean> {
  if (one.secrets === other.secrets) return one.apiKeySid === other.apiKeySid;
  const [a, b] = await Promise.all([openSecrets(ctx.vault, one), openSecrets(ctx.vault, other)]);
  return one.apiKeySid === other.apiKeySid && a.authToken === b.authToken && a.apiKeySecret === b.apiKeySecret;
}
