import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { encodeEvents, preparedEventsWhere } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { flagsOf, setReady } from "#inventory/phone-numbers/readiness-column";
import { batchNamed, changesOf, encodeRows, insertEncodedIf, type Statement } from "#kernel/db/db";
import { oneShape, preparedWrite } from "#kernel/db/prepared";
import type { Context } from "#kernel/ports/context";
import { evaluateReadiness, type ReadinessResult } from "./evaluate-readiness";
import { type ReadinessFacts, readFacts } from "./facts";
import { versionOf } from "./queries";
import { numberReadiness } from "./table";

/**
 * Conditions for a batch: true while the stored readiness of one evaluated number, or of all of them, still has the
 * version that was read.
 */
interface UnchangedSinceRead {
  readonly one: (id: SQL) => SQL;
  readonly all: SQL;
}

export interface Evaluation {
  /** Numbers whose result differs from the stored one. */
  readonly changed: number;
  /** A concurrent evaluation stored its result first for at least one number, so the caller must evaluate again. */
  readonly conflict: boolean;
  /** Rows of the queue that `dequeue` removed or advanced. */
  readonly dequeued: number;
}

/**
 * Evaluates numbers by the current facts. Stores each changed result in one batch: the row, its event, and the column
 * `ready` that lists filter by. An unchanged result writes nothing but a flag that differs from it.
 *
 * **Invariant:** if two evaluations of one number run concurrently, the first to write wins, and the second writes
 * nothing for that number.
 */
export async function evaluateNumbers(
  ctx: Context,
  ids: readonly string[],
  { dequeue, requestOf = new Map() }: EvaluationOptions = {},
): Promise<Evaluation> {
  const found = await readFacts(ctx, ids);
  const results = found.map((known): Change => ({ ...known, result: evaluateReadiness(known.facts) }));
  const changes = results.filter((each) => !isStored(each));
  const { dequeued, stored } = await batchNamed(ctx.db, {
    dequeued: dequeue ? [dequeue(unchangedSinceRead(found))] : [],
    flagged: flagStatements(ctx, results),
    ...storeStatements(ctx, changes, requestOf),
  });
  return {
    changed: changes.length,
    conflict: changesOf(stored[0]) < changes.length,
    dequeued: changesOf(dequeued[0]),
  };
}

interface EvaluationOptions {
  /** Makes the statement of the same batch that removes or advances rows of the readiness queue. */
  readonly dequeue?: (unchanged: UnchangedSinceRead) => Statement;
  /** The request that changed a number, by the number's id, if it is not the context's own. */
  readonly requestOf?: ReadonlyMap<string, string>;
}

/** Evaluations in all, the first one included. The job evaluates a number that still conflicts. */
const TRIES = 2;

/** Evaluates numbers; repeats it with new facts after a conflict. */
export async function evaluateAgainOnConflict(
  ctx: Context,
  ids: readonly string[],
  requestOf: ReadonlyMap<string, string> = new Map(),
): Promise<Evaluation> {
  const evaluate = async () => await evaluateNumbers(ctx, ids, { requestOf });
  let evaluation = await evaluate();
  for (let tries = 1; evaluation.conflict && tries < TRIES; tries += 1) evaluation = await evaluate();
  return evaluation;
}

type Read = readonly Pick<ReadinessFacts, "number" | "before">[];

const versionsOf = (found: Read): string =>
  JSON.stringify(Object.fromEntries(found.map(({ number, before }) => [number.id, before?.version ?? 0])));

function unchangedSinceRead(found: Read): UnchangedSinceRead {
  const versions = versionsOf(found);
  return {
    one: (id) => isAt(id, versions),
    all: sql`not exists (select 1 from json_each(${versions}) where ${versionOf(sql`json_each.key`)} <> json_each.value)`,
  };
}

/** Whether the stored readiness of a number has the version that `versionsOf` has for it. */
const isAt = (id: SQL, versions: string | Placeholder): SQL =>
  sql`${versionOf(id)} = coalesce(${versions} ->> ${id}, 0)`;

const isUnchanged = (id: SQL): SQL => isAt(id, sql.placeholder("versions"));

const setFlags = preparedWrite((db) => setReady(db, isUnchanged));

const insertEvents = preparedWrite((db) => preparedEventsWhere(db, "phone_number.readiness_changed", isUnchanged));

const storeRows = preparedWrite((db) =>
  insertEncodedIf(db, numberReadiness, sql.placeholder("rows")).onConflictDoUpdate({
    target: numberReadiness.phoneNumberId,
    set: {
      ready: sql`excluded.ready`,
      causes: sql`excluded.causes`,
      version: sql`excluded.version`,
      changedAt: sql`excluded.changed_at`,
    },
    setWhere: sql`${numberReadiness.version} = excluded.version - 1`,
  }),
);

type Change = Pick<ReadinessFacts, "number" | "before"> & { readonly result: ReadinessResult };

/** The flag of the number does not count: suspending, resuming or releasing it sets the flag ahead of the row. */
function isStored({ before, result: { ready, causes } }: Change): boolean {
  if (!before) return ready === null;
  return before.ready === ready && JSON.stringify(before.causes) === JSON.stringify(causes);
}

/**
 * Makes the statement that sets the flags that differ from their results. It comes before the rows, because it is gated
 * on their old versions.
 */
function flagStatements({ db }: Context, results: readonly Change[]): Statement[] {
  const wrong = results.filter(({ number, result }) => number.ready !== result.ready);
  if (wrong.length === 0) return [];
  const flags = wrong.map(({ number, result: { ready } }) => ({ id: number.id, ready }));
  return [setFlags(db, oneShape, { flags: flagsOf(flags), versions: versionsOf(wrong) })];
}

/**
 * Makes two statements for any number of changes. The event comes before the row, because it is gated on the row's old
 * version.
 */
function storeStatements(ctx: Context, changes: readonly Change[], requestOf: ReadonlyMap<string, string>) {
  if (changes.length === 0) return { recorded: [], stored: [] };
  const { db, now } = ctx;
  const rows = changes.map(({ number, before, result: { ready, causes } }) => {
    const version = (before?.version ?? 0) + 1;
    return { phoneNumberId: number.id, ready, causes, version, changedAt: now };
  });
  const entries = changes.map(({ number, result: { ready, causes } }) => ({
    source: systemSource({ ...ctx, requestId: requestOf.get(number.id) ?? ctx.requestId }, number.tenantId),
    subjectId: number.id,
    data: { phone_number: number.e164, ready, causes: causes.map(({ code }) => code) },
  }));
  const events = encodeEvents("phone_number.readiness_changed", entries);
  return {
    recorded: [insertEvents(db, oneShape, { events, versions: versionsOf(changes) })],
    stored: [storeRows(db, oneShape, { rows: encodeRows(numberReadiness, rows) })],
  };
}
