import { readAccess } from "#connections/carrier-accounts/read-access";
import { nextAccountWithNumbers } from "#inventory/phone-numbers/carrier-inventory";
import { codedError } from "#kernel/db/coded-error";
import { batchNamed, describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { continueRun, isUnfinished } from "./continue-run";
import { latestStart, runById, unfinishedRuns } from "./queries";
import { failSync, newRun, type OwnAccount, SlicePace, stepOf } from "./run-progress";
import { type SyncRunRow, syncRuns } from "./table";

/** The time between the starts of two runs of one account. A run that is asked for begins at once. */
const ACCOUNT_SYNC_MS = 55 * 60_000;

/**
 * Compares tenants' own carrier accounts with the numbers that were imported from them, each about hourly, one after
 * the other in the order of their ids. The cursor is the last account that is done with; the runs' rows hold their
 * positions. A killed slice is repeated from there, and each action is safe to repeat.
 *
 * **Invariant:** whatever happens with one account, the job goes on with the next.
 */
export const accountSync: Job = {
  name: "account-sync",
  description:
    "Compares tenants' own carrier accounts with the numbers that were imported from them: repairs URLs that the platform made, and " +
    "opens and closes findings about numbers that are missing or drifted.",
  cron: "*/20 * * * *",
  looksAt: ["accounts"],
  slice: syncAccounts,
};

/** The same job, limited to one requested run. */
export const accountSyncOnly = (runId: string): Job => ({
  ...accountSync,
  slice: async (ctx, _, mayGoOn) => {
    const [run] = await runById(ctx, runId);
    if (!run || !isUnfinished(run)) return { counted: {}, errors: [], next: null };
    const after = await continueAccountRun(ctx, run, mayGoOn);
    return { counted: { accounts: 1 }, errors: [], next: isUnfinished(after) ? "" : null };
  },
});

async function syncAccounts(ctx: Context, cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const counted = { accounts: 0, failed: 0 };
  const errors: JobError[] = [];
  let after = cursor ?? "";
  do {
    const [account] = await nextAccountWithNumbers(ctx.db, after);
    if (!account || account.id === null) return { counted, errors, next: null };
    const { id, tenantId } = account;
    try {
      const due = await dueRun(ctx, { id, tenantId });
      const run = due && (await continueAccountRun(ctx, due, mayGoOn));
      if (run && isUnfinished(run)) return { counted, errors, next: after };
      if (run) counted.accounts += 1;
      if (run?.status === "failed") counted.failed += 1;
    } catch (error) {
      errors.push({ at: id, ...codedError(error) });
    }
    after = id;
  } while (mayGoOn());
  return { counted, errors, next: after };
}

/** The account's unfinished run, or a new one if the last one was started long enough ago; `null`: none is due. */
async function dueRun(ctx: Context, account: OwnAccount): Promise<SyncRunRow | null> {
  const {
    unfinished: [unfinished],
    latest: [latest],
  } = await batchNamed(ctx.db, { unfinished: unfinishedRuns(ctx, account.id), latest: latestStart(ctx, account.id) });
  if (unfinished) return unfinished;
  if (latest && ctx.now - latest.createdAt < ACCOUNT_SYNC_MS) return null;
  const run = newRun(ctx, { account, preview: false, startedBy: "cron" });
  await ctx.db.insert(syncRuns).values(run);
  return run;
}

/** Continues a run with the credentials of its account. The run fails if they are gone or do not open. */
async function continueAccountRun(ctx: Context, run: SyncRunRow, mayGoOn: () => boolean): Promise<SyncRunRow> {
  const fail = (detail: string) => failSync(ctx, run, stepOf(run), { code: "carrier_credentials_invalid", detail });
  let access: Awaited<ReturnType<typeof readAccess>>;
  try {
    access = await readAccess(ctx, run.tenantId ?? "", run.carrierAccount);
  } catch (error) {
    if (codedError(error).code !== "internal_error") throw error;
    console.error({ message: "an account's secrets do not open", id: run.carrierAccount, error: describeError(error) });
    return await fail("The account's credentials cannot be read. Send them again: PATCH /v1/carrier-accounts/{id}.");
  }
  if (!access) return await fail("The carrier account was deleted.");
  const { numbers: carrier } = ctx.carrierAccount(access);
  return await continueRun({ ...ctx, carrier }, run, new SlicePace(mayGoOn));
}
