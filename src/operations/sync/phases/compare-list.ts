import { numbersBeingBoughtAmong } from "#acquisition/orders/queries";
import { type FactKey, FINDINGS_AT_ONCE, openFindingsAmong } from "#findings/facts";
import { importedNumbersAmong, keptNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { isInService } from "#inventory/phone-numbers/lifecycle";
import { batchNamed } from "#kernel/db/db";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { type Listed, storeDocuments } from "#operations/compliance/store-documents";
import { adoptForBuyer, REQUESTS_AT_ONCE, reactivate, reportDifferences } from "#operations/sync/act-on-differences";
import { type Comparison, compare, type OurNumber } from "#operations/sync/compare-number";
import { type Difference, drifted, found, orphan, rowOf } from "#operations/sync/difference";
import { type Adoption, findBuyers } from "#operations/sync/find-buyers";
import { orphansElsewhere } from "#operations/sync/orphans-elsewhere";
import { recordAllDifferences, recordedAmong } from "#operations/sync/queries";
import { type Repair, repairNumbers } from "#operations/sync/repair-numbers";
import { finishInterruptedRepairs } from "#operations/sync/report-repairs";
import { closeCredentials, failureOf } from "#operations/sync/run-failures";
import { advanceSync, failSync, type SlicePace, type SyncStep, stepOf } from "#operations/sync/run-progress";
import type { SyncRunRow } from "#operations/sync/table";

/** Pages of the carrier's list per slice: each is a request to Twilio, so they bound the slice's duration. */
const PAGES_PER_SLICE = 20;

/**
 * The phase `listing`: compares up to `PAGES_PER_SLICE` pages of the carrier's list. A page that cannot be read fails
 * the run; the next run reads the list from its start.
 */
export async function compareCarrierList(ctx: Context, run: SyncRunRow, pace: SlicePace): Promise<SyncRunRow> {
  const seen: string[] = [];
  let step = stepOf(run);
  if (!run.preview) await finishInterruptedRepairs(ctx, run);
  for (let pages = 0; pages < PAGES_PER_SLICE && pace.mayGoOn(); pages += 1) {
    const listed = await ctx.carrier.listOwned(step.page);
    if (listed.kind !== "ok") return await failSync(ctx, run, step, failureOf(run, listed));
    if (step.page === null) await closeCredentials(ctx, run);
    const { numbers, next } = listed.value;
    if (!(await comparePage(ctx, run, numbers, pace))) break;
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

interface Differing {
  readonly theirs: OwnedNumber;
  readonly comparison: Exclude<Comparison, { kind: "same" | "moving" }>;
}

/**
 * Compares a page's numbers with the inventory and acts on the differences. Returns `false` when the slice's time is
 * used: the next slice repeats the page, but does not act again on differences that are recorded.
 */
async function comparePage(
  ctx: Context,
  run: SyncRunRow,
  numbers: readonly OwnedNumber[],
  pace: SlicePace,
): Promise<boolean> {
  const compared = await compareNumbers(ctx, run, numbers);
  if (!run.preview) await storeDocuments(ctx, run.carrierAccount, compared.listed);
  if (compared.differing.length === 0) return true;
  const orphans = compared.differing.flatMap(({ theirs, comparison }) =>
    comparison.kind === "orphaned" ? [theirs] : [],
  );
  const buyers = await findBuyers(ctx, orphans);
  const elsewhere = await orphansElsewhere(
    ctx,
    orphans.filter(({ e164 }) => !buyers.has(e164)),
  );
  const differing = compared.differing.filter(({ theirs }) => !elsewhere.has(theirs.e164));
  const recorded = await recordedAmong(
    ctx,
    run.id,
    differing.map(({ theirs }) => theirs.e164),
  );
  const planned = differing
    .map((each) => plan(each, buyers.get(each.theirs.e164) ?? null))
    .filter(({ difference: { kind, e164 } }) => !recorded.has(`${kind} ${e164}`));
  const known = await knownFindings(ctx, run, planned);
  const needsNoAction = ({ difference }: Planned) => run.preview || known.has(difference);
  await recordAllDifferences(
    ctx,
    planned.filter(needsNoAction).map(({ difference }) => rowOf(run.id, difference, run.preview ? "planned" : "open")),
  );
  const actionable = planned.filter((each) => !needsNoAction(each));
  for (const { count, work } of planWork(ctx, run.id, actionable)) {
    if (!pace.mayGoOn()) return false;
    await work();
    pace.count(count);
  }
  return true;
}

/** Our record of a number and whether an order is buying it, by E.164. */
interface OurNumbers {
  readonly rows: ReadonlyMap<string, Omit<OurNumber, "setup"> & { readonly orderItemId: string | null }>;
  readonly bought: ReadonlySet<string>;
}

/**
 * Reads our records of numbers. Reads rows and open purchases in one transaction: otherwise a number that is
 * bought between two reads would be in neither, and would look orphaned.
 */
async function ourNumbers(ctx: Context, e164s: readonly string[]): Promise<OurNumbers> {
  const { kept, buying } = await batchNamed(ctx.db, {
    kept: keptNumbersAmong(ctx, e164s),
    buying: numbersBeingBoughtAmong(ctx, e164s),
  });
  const rows = new Map<string, (typeof kept)[number]>();
  for (const row of kept) {
    const before = rows.get(row.e164);
    // A number that was released and bought again also has an older row in `cooling_off`. The other row counts.
    if (!before || before.status === "cooling_off") rows.set(row.e164, row);
  }
  return { rows, bought: new Set(buying.map(({ e164 }) => e164)) };
}

/** Compares numbers with the inventory. In a tenant's account all but the imported ones are the tenant's business. */
async function compareNumbers(
  ctx: Context,
  { tenantId, carrierAccount }: SyncRunRow,
  numbers: readonly OwnedNumber[],
): Promise<{ readonly differing: readonly Differing[]; readonly listed: readonly Listed[] }> {
  if (numbers.length === 0) return { differing: [], listed: [] };
  const e164s = numbers.map(({ e164 }) => e164);
  const { publicOrigin, origins } = ctx.config;
  const tenantsOwn = tenantId !== null;
  const imported = tenantsOwn ? await importedNumbersAmong(ctx, carrierAccount, e164s) : [];
  const { rows, bought } = tenantsOwn
    ? { rows: new Map(imported.map((row) => [row.e164, row])), bought: new Set<string>() }
    : await ourNumbers(ctx, e164s);
  const differing: Differing[] = [];
  const listed: Listed[] = [];
  for (const theirs of numbers) {
    const row = rows.get(theirs.e164);
    if (tenantsOwn && !row) continue;
    const setup = row && setupOf(publicOrigin, row);
    // An import leaves the name that the tenant gave the number.
    const known = row && setup && { ...row, setup: tenantsOwn ? { ...setup, label: theirs.label } : setup };
    const look = { origins, askedAt: ctx.now, beingBought: bought.has(theirs.e164), tenantsOwn };
    const comparison = compare(theirs, known, look);
    if (comparison.kind === "moving") continue;
    if (known && isInService(known.status)) listed.push({ phoneNumberId: known.id, theirs });
    if (comparison.kind !== "same") differing.push({ theirs, comparison });
  }
  return { differing, listed };
}

interface Planned extends Differing {
  readonly difference: Difference;
  readonly adoption: Adoption | null;
}

function plan({ theirs, comparison }: Differing, adoption: Adoption | null): Planned {
  switch (comparison.kind) {
    case "orphaned":
      return { theirs, comparison, adoption, difference: orphan(theirs, adoption ? "adopt" : "report") };
    case "found":
      return { theirs, comparison, adoption, difference: found(comparison.ours) };
    case "drifted": {
      const { ours, fields, repairable } = comparison;
      return { theirs, comparison, adoption, difference: drifted(ours, fields, repairable ? "repair" : "report") };
    }
  }
}

interface Work {
  /** The number of differences that `work` handles. */
  readonly count: number;
  readonly work: () => Promise<void>;
}

/** Groups the actions into batches, to stay below an invocation's limits of queries and connections. */
function* planWork(ctx: Context, runId: string, planned: readonly Planned[]): Generator<Work> {
  const reports: Difference[] = [];
  const repairs: Repair[] = [];
  const others: (() => Promise<void>)[] = [];
  for (const { theirs, comparison, difference, adoption } of planned) {
    if (adoption) others.push(() => adoptForBuyer(ctx, runId, difference, adoption));
    else if (comparison.kind === "found") others.push(() => reactivate(ctx, runId, difference, comparison.ours));
    else if (difference.action === "repair" && comparison.kind === "drifted") {
      repairs.push({ difference, ours: comparison.ours, theirs });
    } else reports.push(difference);
  }
  for (const some of chunks(reports, FINDINGS_AT_ONCE)) {
    yield { count: some.length, work: () => reportDifferences(ctx, runId, some) };
  }
  for (const some of chunks(repairs, REQUESTS_AT_ONCE)) {
    yield { count: some.length, work: () => repairNumbers(ctx, runId, some) };
  }
  for (const work of others) yield { count: 1, work };
}

/** Returns the differences that an open finding with the same evidence reports already. */
async function knownFindings(
  ctx: Context,
  { preview }: SyncRunRow,
  planned: readonly Planned[],
): Promise<ReadonlySet<Difference>> {
  const reports = planned.map(({ difference }) => difference).filter(({ action }) => action === "report");
  if (preview || reports.length === 0) return new Set();
  const keyOf = ({ tenantId, kind, subjectId }: FactKey) => `${tenantId} ${kind} ${subjectId}`;
  const facts = reports.flatMap(({ fact }) => fact ?? []);
  const open = new Map(
    (await openFindingsAmong(ctx, facts)).map((known) => [keyOf(known), JSON.stringify(known.evidence)]),
  );
  return new Set(reports.filter(({ fact }) => fact && open.get(keyOf(fact)) === JSON.stringify(fact.evidence)));
}
