import { accountsBeingDeleted, finishDeletion } from "#connections/carrier-accounts/finish-deletion";
import { accountsToVerify, postponeChecks } from "#connections/carrier-accounts/queries";
import { verifyRow } from "#connections/carrier-accounts/verify-account";
import { describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { reportCredentials } from "./report-credentials";

/** Each takes at most 12 statements, and 10 seconds at Twilio, beside each other. */
const ACCOUNTS_PER_SLICE = 4;
/** When an account is verified again after a run that died. */
const AFTER_CRASH_MS = 10 * 60_000;

/**
 * Verifies connected Twilio accounts again, each at most once an hour, and removes what the platform created at Twilio
 * for deleted ones. Twilio refusing an account opens a finding; Twilio not answering changes nothing.
 */
export const verifyAccountsJob: Job = {
  name: "verify-carrier-accounts",
  description: "Verifies each Twilio account that tenants connected every hour, and cleans up after deleted ones.",
  cron: "*/10 * * * *",
  looksAt: ["verified"],
  slice: verifyDue,
};

async function verifyDue(ctx: Context): Promise<Slice> {
  const [due, deleted] = await Promise.all([
    accountsToVerify(ctx, ACCOUNTS_PER_SLICE),
    accountsBeingDeleted(ctx, ACCOUNTS_PER_SLICE),
  ]);
  const errors: JobError[] = [];
  const attempt = async (id: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      console.error({
        message: "a carrier account could not be verified",
        carrier_account_id: id,
        error: describeError(error),
      });
      errors.push({
        code: "internal_error",
        at: `carrier_account ${id}`,
        detail: "It could not be verified. See the log.",
      });
    }
  };
  // Before anything is asked, so that an account that breaks the run does not keep it from the others.
  await postponeChecks(ctx, [...due, ...deleted], ctx.now + AFTER_CRASH_MS);
  await Promise.all([
    ...due.map((row) => attempt(row.id, () => verifyRow(asTenant(ctx, row.tenantId), row, reportCredentials))),
    ...deleted.map((row) => attempt(row.id, () => finishDeletion(asTenant(ctx, row.tenantId), row))),
  ]);
  const isMore = due.length === ACCOUNTS_PER_SLICE || deleted.length === ACCOUNTS_PER_SLICE;
  return { counted: { verified: due.length, deleted: deleted.length }, errors, next: isMore ? "more" : null };
}

const asTenant = (ctx: Context, tenantId: string): Context => ({ ...ctx, principal: { ...ctx.principal, tenantId } });
