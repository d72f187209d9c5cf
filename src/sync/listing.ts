import { type Listed, notePapers } from "../compliance/note-papers";
import { openAmong } from "../findings/facts";
import type { Context } from "../kernel/context";
import type { OwnedNumber } from "../kernel/ports";
import { setupOf } from "../numbers/carrier-setup";
import { isInService } from "../numbers/lifecycle";
import { keptAmong } from "../numbers/queries";
import { beingBoughtAmong } from "../orders/queries";
import { adoptForBuyer, reactivate, repair, report } from "./act";
import type { Budget } from "./budget";
import { type Adoption, buyersOf } from "./buyers";
import { type Comparison, compare, type OurNumber } from "./compare";
import { type Difference, drifted, found, orphan, rowOf } from "./difference";
import { noteAll } from "./queries";
import type { DifferenceRow, SyncRunRow } from "./table";

/** A page of the carrier's list, gone through number by number. */

interface Differing {
  readonly theirs: OwnedNumber;
  readonly comparison: Exclude<Comparison, { kind: "same" | "moving" }>;
}

/**
 * Compares a page's numbers with the inventory and does what is to be done, in the order of the numbers and from `after` on. Gives
 * back where it had to stop, or `null` when all of the page is done.
 */
export async function workPage(
  ctx: Context,
  run: SyncRunRow,
  numbers: readonly OwnedNumber[],
  budget: Budget,
): Promise<{ readonly stoppedAfter: string } | null> {
  const { after } = run;
  const left = numbers
    .filter(({ e164 }) => after === null || e164 > after)
    .sort((one, other) => (one.e164 < other.e164 ? -1 : 1));
  const { differing, listed } = await comparedOf(ctx, left);
  if (!run.dryRun) await notePapers(ctx, listed);
  const orphans = differing.flatMap(({ theirs, comparison }) => (comparison.kind === "orphaned" ? [theirs] : []));
  const buyers = await buyersOf(ctx, orphans);
  const planned = differing.map((each) => plan(each, buyers.get(each.theirs.e164) ?? null));
  const known = await knownFindings(ctx, run, planned);
  const quiet: DifferenceRow[] = [];
  let done = after;
  let stopped = false;
  for (const each of planned) {
    const { difference } = each;
    if (run.dryRun) quiet.push(rowOf(run.id, difference, "planned"));
    else if (difference.action === "report" && known.has(difference.e164))
      quiet.push(rowOf(run.id, difference, "open"));
    else if (budget.spend()) await act(ctx, run.id, each);
    else {
      stopped = true;
      break;
    }
    done = difference.e164;
  }
  await noteAll(ctx, quiet);
  return stopped ? { stoppedAfter: done ?? "" } : null;
}

/** One round trip, and one moment: a number that is not in the inventory yet is still somebody's purchase in it. */
async function comparedOf(
  ctx: Context,
  numbers: readonly OwnedNumber[],
): Promise<{ readonly differing: readonly Differing[]; readonly listed: readonly Listed[] }> {
  if (numbers.length === 0) return { differing: [], listed: [] };
  const e164s = numbers.map(({ e164 }) => e164);
  const { publicOrigin, origins } = ctx.config;
  const [kept, buying] = await ctx.db.batch([keptAmong(ctx, e164s), beingBoughtAmong(ctx, e164s)]);
  const ours = new Map<string, OurNumber>();
  for (const row of kept) {
    const before = ours.get(row.e164);
    // Of a number that was let go and taken again, the row that cools off says nothing.
    if (!before || before.status === "cooling_off") ours.set(row.e164, { ...row, setup: setupOf(publicOrigin, row) });
  }
  const bought = new Set(buying.map(({ e164 }) => e164));
  const differing: Differing[] = [];
  const listed: Listed[] = [];
  for (const theirs of numbers) {
    const known = ours.get(theirs.e164);
    const look = { origins, askedAt: ctx.now, beingBought: bought.has(theirs.e164) };
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

async function act(ctx: Context, runId: string, { theirs, comparison, difference, adoption }: Planned): Promise<void> {
  if (adoption) return await adoptForBuyer(ctx, runId, difference, adoption);
  if (comparison.kind === "found") return await reactivate(ctx, runId, difference, comparison.ours);
  if (comparison.kind === "drifted" && comparison.repairable) {
    return await repair(ctx, runId, difference, comparison.ours, theirs);
  }
  await report(ctx, runId, difference);
}

/** The numbers whose difference is told of already, just as it is. */
async function knownFindings(
  ctx: Context,
  { dryRun }: SyncRunRow,
  planned: readonly Planned[],
): Promise<ReadonlySet<string>> {
  if (dryRun) return new Set();
  const facts = planned.flatMap(({ difference }) => difference.fact ?? []);
  const open = new Map(
    (await openAmong(ctx, facts)).map(({ kind, subjectId, evidence }) => [
      `${kind} ${subjectId}`,
      JSON.stringify(evidence),
    ]),
  );
  const told = planned.filter(({ difference: { fact } }) =>
    fact ? open.get(`${fact.kind} ${fact.subjectId}`) === JSON.stringify(fact.evidence) : false,
  );
  return new Set(told.map(({ difference }) => difference.e164));
}
