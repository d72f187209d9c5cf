import * as z from "zod";
import { closeFinding, closeFindings, FINDINGS_AT_ONCE, isOpenFinding } from "#findings/facts";
import { openOfKind } from "#findings/queries";
import { importedAccountsOf } from "#inventory/phone-numbers/carrier-inventory";
import { batchAll } from "#kernel/db/db";
import type { RowKey } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import { lazily } from "#kernel/values/lazily";
import { findingsStillDue } from "#operations/sync/queries";
import { implausibleFact } from "#operations/sync/run-failures";
import { advanceSync, completeSync, type SlicePace, stepOf } from "#operations/sync/run-progress";
import type { SyncRunRow } from "#operations/sync/table";

/** The finding kinds that the sync opens, each with the difference that keeps a finding open. */
const findingKinds = [
  { kind: "number_orphaned", by: "orphaned" },
  { kind: "number_missing", by: "missing" },
  { kind: "number_ported_out", by: "missing" },
  { kind: "number_drifted", by: "drifted" },
] as const;

/**
 * The phase `closing`: closes findings about the run's account whose difference this run did not record, and completes
 * the run. Findings about numbers that left a tenant's account are closed with the platform's. Only a run that
 * compared everything gets here, so such a difference no longer exists.
 */
export async function closeOutdatedFindings(ctx: Context, run: SyncRunRow, pace: SlicePace): Promise<SyncRunRow> {
  let { position, after } = readPosition(run.after);
  for (let kind = findingKinds[position]; kind; kind = findingKinds[position]) {
    if (!pace.mayGoOn())
      return await advanceSync(ctx, run, { ...stepOf(run), after: writePosition({ position, after }) }, []);
    const open = await openOfKind(ctx, kind.kind, { after, limit: FINDINGS_AT_ONCE }, run.tenantId);
    const due = await findingsStillDue(ctx, run.id, kind.by, open);
    const accounts = await importedAccountsOf(
      ctx,
      open.map(({ subjectId }) => subjectId),
    );
    const obsolete = open.filter(
      (finding) => !due.has(finding) && (accounts.get(finding.subjectId) ?? PLATFORM_ACCOUNT) === run.carrierAccount,
    );
    await batchAll(ctx.db, closeFindings(ctx, obsolete));
    pace.count(obsolete.length);
    const last = open.at(-1);
    const isLastPage = open.length < FINDINGS_AT_ONCE;
    position += isLastPage ? 1 : 0;
    after = isLastPage || !last ? null : { at: last.createdAt, id: last.id };
  }
  const implausible = implausibleFact(run);
  if (await isOpenFinding(ctx, implausible)) await ctx.db.batch(closeFinding(ctx, implausible));
  return await completeSync(ctx, run, { ...stepOf(run), after: null });
}

interface Position {
  readonly position: number;
  readonly after: RowKey | null;
}

const writePosition = ({ position, after }: Position): string =>
  JSON.stringify([position, after?.at ?? null, after?.id ?? null]);

const stored = lazily(() => z.tuple([z.int(), z.number().nullable(), z.string().nullable()]));

function readPosition(text: string | null): Position {
  if (text === null) return { position: 0, after: null };
  const [position, at, id] = stored().parse(JSON.parse(text));
  return { position, after: at === null || id === null ? null : { at, id } };
}
