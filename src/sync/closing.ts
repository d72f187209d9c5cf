import { z } from "zod";
import { closeFinding, isOpen } from "../findings/facts";
import { openOfKind } from "../findings/queries";
import type { Context } from "../kernel/context";
import type { Place } from "../kernel/page";
import type { Budget } from "./budget";
import { implausibleFact } from "./plausible";
import { advance, complete, stepOf } from "./progress";
import { stillDue } from "./queries";
import type { SyncRunRow } from "./table";

const ROWS_AT_ONCE = 100;

/** The findings that the sync opens, by the difference that keeps them open. */
const closed = [
  { kind: "number_orphaned", by: "orphaned" },
  { kind: "number_missing", by: "missing" },
  { kind: "number_drifted", by: "drifted" },
] as const;

/** Closes the findings whose fact this run, which saw everything, has not met any more; and with that the run. */
export async function closeWhatIsOver(ctx: Context, run: SyncRunRow, budget: Budget): Promise<SyncRunRow> {
  const from = readPlace(run.after);
  let position = from.position;
  let after = from.after;
  for (let kind = closed[position]; kind; ) {
    const open = await openOfKind(ctx, kind.kind, { after, limit: ROWS_AT_ONCE });
    const subjects = open.map(({ subjectId }) => subjectId);
    const due = await stillDue(ctx, run.id, kind.by, subjects);
    for (const finding of open) {
      if (!due.has(finding.subjectId)) {
        if (!budget.spend()) {
          return await advance(ctx, run, { ...stepOf(run), after: writePlace({ position, after }) }, []);
        }
        await ctx.db.batch(closeFinding(ctx, finding));
      }
      after = { at: finding.createdAt, id: finding.id };
    }
    if (open.length < ROWS_AT_ONCE) {
      position += 1;
      after = null;
      kind = closed[position];
    }
  }
  if (await isOpen(ctx, implausibleFact)) await ctx.db.batch(closeFinding(ctx, implausibleFact));
  return await complete(ctx, run, { ...stepOf(run), after: null });
}

interface Reached {
  readonly position: number;
  readonly after: Place | null;
}

const writePlace = ({ position, after }: Reached): string =>
  JSON.stringify([position, after?.at ?? null, after?.id ?? null]);

const stored = z.tuple([z.int(), z.number().nullable(), z.string().nullable()]);

function readPlace(text: string | null): Reached {
  if (text === null) return { position: 0, after: null };
  const [position, at, id] = stored.parse(JSON.parse(text));
  return { position, after: at === null || id === null ? null : { at, id } };
}
