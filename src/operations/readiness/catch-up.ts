import { eq, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import { eventsOfAllTenants } from "#events/log/catch-up";
import {
  advanceDirty,
  clearDirty,
  clearDirtyNumbers,
  type DirtyRow,
  dirtyAfter,
  isNumberId,
} from "#inventory/phone-numbers/readiness-queue";
import { codedError } from "#kernel/db/coded-error";
import type { Database, Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { lazily } from "#kernel/values/lazily";
import type { JobError, Slice } from "#operations/job-runs/job";
import { numberIdIn } from "./changed-numbers";
import { evaluateAgainOnConflict, evaluateNumbers } from "./evaluate-numbers";
import { numbersOfSubject } from "./queries";
import { readinessWatermark } from "./table";

/**
 * Finds the numbers whose facts changed, and evaluates them.
 *
 * **Invariant:** every change of a fact that readiness depends on leaves a durable trace in its own batch, and the job
 * `readiness-changes` evaluates it within a minute, even if the request that made the change dies right after it. The
 * trace is
 *
 * 1. the change's event, if the event names the number (`numberIdIn` lists the types). The job reads the event logs of
 *    all tenants from its watermark on;
 * 2. otherwise a row in the readiness queue (`markDirty`): for a changed agent, bundle or address, which affects many
 *    numbers, for an agent's check, and for a number's documents and registrations read from the carrier.
 *
 * The job `readiness` evaluates all numbers in turn, for facts that change without a trace: counts of webhooks and
 * messages, and dates that pass.
 *
 * A round reads the log, stores the watermark, and then works through the queue. The cursor has the round's position,
 * so that a killed or paused run continues; without a cursor a new round begins at the stored watermark. Evaluating a
 * number twice is harmless: an unchanged result writes nothing.
 */

/** Numbers per evaluation, which takes one batch of reads and, for all changed results together, three writes. */
export const NUMBERS_PER_EVALUATION = 300;
/** Pages of numbers that one slice evaluates for agents, bundles and addresses. */
const PAGES_PER_SLICE = 10;
/**
 * Each round begins this much before the watermark: an event's id has the time at which its statement was made, the
 * batch commits up to some seconds later, and clocks of machines differ. The overlap also corrects an evaluation of
 * older facts that was stored after a newer one had found nothing to change.
 */
const OVERLAP_MS = 60_000;
/** A round that finds no event moves the watermark only if it is this old: the move is a write. */
const WATERMARK_STEP_MS = 10 * 60_000;

const storedPosition = lazily(() =>
  z.union([
    z.tuple([z.literal("log"), z.int(), z.int(), z.string(), z.int()]),
    z.tuple([z.literal("queue"), z.string()]),
  ]),
);
type Position = z.infer<ReturnType<typeof storedPosition>>;

/** A slice of the job `readiness-changes`. The cursor is a position in the log or the queue, as JSON. */
export async function evaluateChanges(ctx: Context, cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const position: Position = cursor === null ? await beginRound(ctx) : storedPosition().parse(JSON.parse(cursor));
  if (position[0] === "queue") return await evaluateQueue(ctx, position[1], mayGoOn);
  const log = await evaluateLog(ctx, position);
  if (log.next !== null || !mayGoOn()) return { ...log, next: log.next ?? JSON.stringify(["queue", ""]) };
  const queue = await evaluateQueue(ctx, "", mayGoOn);
  const changed = log.counted.changed + queue.counted.changed;
  return { ...queue, counted: { logged: log.counted.logged, queued: queue.counted.queued, changed } };
}

async function beginRound(ctx: Context): Promise<Position> {
  return ["log", ctx.now, Math.max((await watermarkOf(ctx)) - OVERLAP_MS, 0), "", 0];
}

/**
 * Evaluates the numbers that the next events name. The last page of a round stores the watermark: the time the round
 * began. A round without events leaves a watermark that is not old.
 */
async function evaluateLog(ctx: Context, [, beganAt, since, tenantId, seq]: Extract<Position, ["log", ...unknown[]]>) {
  const types = Object.keys(numberIdIn);
  const events = await eventsOfAllTenants(ctx.db, {
    since,
    after: { tenantId, seq },
    types,
    limit: NUMBERS_PER_EVALUATION,
  });
  const ids = [...new Set(events.flatMap((event) => numberIdsOf(event)))];
  const { changed } = await evaluateAgainOnConflict(ctx, ids);
  const last = events.length < NUMBERS_PER_EVALUATION ? undefined : events.at(-1);
  const foundSome = ids.length > 0 || tenantId !== "";
  const isOld = beganAt - since >= OVERLAP_MS + WATERMARK_STEP_MS;
  if (!last && (foundSome || isOld)) await storeWatermark(ctx, beganAt);
  return {
    counted: { logged: ids.length, changed },
    errors: [],
    next: last ? JSON.stringify(["log", beganAt, since, last.tenantId, last.seq]) : null,
  };
}

function numberIdsOf({ type, subjectId, data }: Awaited<ReturnType<typeof eventsOfAllTenants>>[number]): string[] {
  const idField = new Map<string, string>(Object.entries(numberIdIn)).get(type);
  const id =
    idField === "subject_id" ? subjectId : data[idField === "data.subject_id" ? "subject_id" : "phone_number_id"];
  return typeof id === "string" && isNumberId(id) ? [id] : [];
}

const storeWatermark = ({ db }: Context, at: number) =>
  db
    .insert(readinessWatermark)
    .values({ id: 1, at })
    .onConflictDoUpdate({
      target: readinessWatermark.id,
      set: { at },
      setWhere: sql`${readinessWatermark.at} < excluded.at`,
    });

/** Until when the round before has read the log; 0 if there was none. For a move. */
export async function watermarkOf({ db }: Pick<Context, "db">): Promise<number> {
  const [watermark] = await db
    .select({ at: readinessWatermark.at })
    .from(readinessWatermark)
    .where(eq(readinessWatermark.id, 1));
  return watermark?.at ?? 0;
}

/** Lets the next round begin as early as this, unexecuted: a tenant comes whose log was read up to there. */
export const readLogFrom = (db: Database, at: number, gate: SQL): Statement =>
  db
    .update(readinessWatermark)
    .set({ at: sql`min(${readinessWatermark.at}, ${at})` })
    .where(gate);

/**
 * Evaluates dirty subjects in the order of their ids. An agent stays in the queue until its last number is evaluated.
 */
async function evaluateQueue(ctx: Context, after: string, mayGoOn: () => boolean) {
  const dirty = await dirtyAfter(ctx.db, after, NUMBERS_PER_EVALUATION);
  const counted = await evaluateDirtyNumbers(
    ctx,
    dirty.filter(({ subject }) => isNumberId(subject)),
  );
  const errors: JobError[] = [];
  let pages = PAGES_PER_SLICE;
  for (const row of dirty.filter(({ subject }) => !isNumberId(subject))) {
    let from: string | null = row.after;
    while (from !== null) {
      if (pages === 0 || !mayGoOn()) return { counted, errors, next: JSON.stringify(["queue", after]) };
      pages -= 1;
      try {
        const page = await evaluateDirtyPage(ctx, row, from);
        counted.queued += page.numbers;
        counted.changed += page.changed;
        from = page.next;
      } catch (error) {
        errors.push({ at: row.subject, ...codedError(error) });
        break;
      }
    }
  }
  const last = dirty.length < NUMBERS_PER_EVALUATION ? undefined : dirty.at(-1);
  return { counted, errors, next: last ? JSON.stringify(["queue", last.subject]) : null };
}

/**
 * Evaluates numbers that are in the queue themselves, and removes their rows. A number with a conflict stays for the
 * next round.
 */
async function evaluateDirtyNumbers(ctx: Context, rows: readonly DirtyRow[]) {
  if (rows.length === 0) return { queued: 0, changed: 0 };
  const ids = rows.map(({ subject }) => subject);
  const { changed } = await evaluateNumbers(ctx, ids, {
    dequeue: ({ one }) => clearDirtyNumbers(ctx.db, rows, one),
  });
  return { queued: ids.length, changed };
}

/**
 * Evaluates some numbers of a dirty agent, bundle or address, from the one after `after` on. The row advances in the
 * same batch and goes with the last number. `next` is where to continue; `null` if the subject is done, or changed
 * meanwhile.
 */
async function evaluateDirtyPage(ctx: Context, row: DirtyRow, after: string) {
  const limit = NUMBERS_PER_EVALUATION;
  const rows = await numbersOfSubject(ctx.db, row.subject, { after, limit });
  const ids = rows.map(({ phone_number_id }) => phone_number_id);
  const next = ids.length < limit ? null : (ids.at(-1) ?? null);
  const { changed, dequeued } = await evaluateNumbers(ctx, ids, {
    dequeue: ({ all }) => (next === null ? clearDirty(ctx.db, row, all) : advanceDirty(ctx.db, row, next, all)),
  });
  return { numbers: ids.length, changed, next: dequeued === 0 ? null : next };
}
