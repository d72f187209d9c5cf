import { closeFinding, type Fact, isOpenFinding } from "#findings/facts";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { PLATFORM_ACCOUNT } from "./difference";
import { workPage } from "./listing";
import type { SyncPace } from "./pace";
import { advanceSync, fail, type SyncStep, stepOf } from "./progress";
import { settleRepairs } from "./settle";
import type { SyncRunRow } from "./table";

/** Pages that a slice asks for: they are what it holds in memory, one at a time, and what it waits for. */
export const PAGES_PER_SLICE = 20;

/** Goes through some pages of the carrier's list. A page that cannot be had ends the run: the next one begins a new list. */
export async function goThroughList(ctx: Context, run: SyncRunRow, pace: SyncPace): Promise<SyncRunRow> {
  const seen: string[] = [];
  let step = stepOf(run);
  if (!run.dryRun) await settleRepairs(ctx, run.id);
  for (let pages = 0; pages < PAGES_PER_SLICE && pace.mayGoOn(); pages += 1) {
    const listed = await ctx.carrier.listOwned(step.page);
    if (listed.kind !== "ok") return await fail(ctx, run, step, failureOf(listed));
    if (step.page === null) await closeCredentials(ctx, run);
    const { numbers, next } = listed.value;
    if (!(await workPage(ctx, run, numbers, pace))) break;
    for (const { e164 } of numbers) seen.push(e164);
    step = afterPage(step, numbers.length, next);
    if (step.phase !== "listing") break;
  }
  return await advanceSync(ctx, run, step, seen);
}

const afterPage = (step: SyncStep, listed: number, next: string | null): SyncStep => ({
  phase: next === null ? "missing" : "listing",
  page: next,
  after: null,
  counted: { ...step.counted, listed: step.counted.listed + listed },
});

const credentialFact: Fact = {
  tenantId: PLATFORM_TENANT_ID,
  kind: "credential_invalid",
  subjectType: "carrier_account",
  subjectId: PLATFORM_ACCOUNT,
  evidence: { carrier_account: PLATFORM_ACCOUNT },
};

/** Why a run has to end that cannot get an answer from the carrier. */
export function failureOf(result: Exclude<CarrierResult<unknown>, { kind: "ok" }>): Parameters<typeof fail>[3] {
  if (result.kind === "unavailable") return { code: "carrier_unavailable", detail: "The carrier takes no requests." };
  if (result.kind === "refused" && result.code === "carrier_credentials_invalid") {
    return { code: result.code, detail: result.message, fact: credentialFact };
  }
  return { code: "carrier_unavailable", detail: result.message };
}

/** The carrier answered, so it knows us. */
async function closeCredentials(ctx: Context, { dryRun }: SyncRunRow): Promise<void> {
  if (!dryRun && (await isOpenFinding(ctx, credentialFact))) await ctx.db.batch(closeFinding(ctx, credentialFact));
}
