import { gatherChores } from "#kernel/db/aftermath";
import { type Database, isConstraintError } from "#kernel/db/db";
import { groupCommits } from "#kernel/db/group-commit";
import { Touched } from "#kernel/db/touched";
import { type Write, type WriteKind, writeOf, writeTogether } from "#kernel/db/write-together";
import type { Door } from "#kernel/ports/context";
import type { UsagePoint } from "#kernel/ports/usage-point";
import { databaseOf, type Execution, laterIn, logFailure, newId, requireConfig } from "./isolate";
import { wakeFollowers } from "./subscribers";

/** One point per call or message that is over; the columns are positions, which README.md names. */
function meterIn(dataset: AnalyticsEngineDataset, point: UsagePoint): void {
  const { kind, tenantId, phoneNumberId, agentId, status, outcome, seconds } = point;
  dataset.writeDataPoint({
    indexes: [tenantId],
    blobs: [kind, phoneNumberId, agentId ?? "", status, outcome],
    doubles: [1, seconds],
  });
}

interface DoorWrite extends Write {
  /** The tenants whose log it writes to; known for sure once it is written. */
  readonly touched: Touched;
}

/** What is written is written: nobody is to wait long for an object that hangs. */
const WAKE_BUDGET_MS = 1_000;

const committers = new WeakMap<Database, (write: DoorWrite) => Promise<unknown>>();

/** Writes of webhooks that are begun together share a transaction, and wake their followers together. */
function committerOf(env: Env): (write: DoorWrite) => Promise<unknown> {
  const db = databaseOf(env);
  const known =
    committers.get(db) ??
    groupCommits<DoorWrite, unknown>({
      execute: async (writes) => {
        const results = await writeTogether(db, writes);
        const woken = wakeFollowers(env, new Set(writes.flatMap(({ touched }) => [...touched.tenants])));
        await Promise.race([woken, scheduler.wait(WAKE_BUDGET_MS)]);
        return results;
      },
      isRefusal: isConstraintError,
    });
  committers.set(db, known);
  return known;
}

const makeAftermath = () =>
  gatherChores({
    now: Date.now,
    wait: (ms) => scheduler.wait(ms),
    // Long enough for the answers to be on their way, too.
    windowMs: 100,
    most: 100,
    // The queue that takes what cannot be written still has its turn before the invocation ends.
    budgetMs: 8_000,
    patienceMs: 1_000,
  });

const aftermaths = new WeakMap<Database, ReturnType<typeof makeAftermath>>();

/** What is left to do after webhooks are answered, each database's its own. */
function aftermathOf(db: Database): ReturnType<typeof makeAftermath> {
  const known = aftermaths.get(db) ?? makeAftermath();
  aftermaths.set(db, known);
  return known;
}

export interface DoorParts {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly requestId: string;
}

/** What the answer to a carrier's webhook works with. */
export function composeDoor(env: Env, execution: Execution, parts: DoorParts): Door {
  const touched = new Touched();
  const db = databaseOf(env);
  const [commit, afterwards] = [committerOf(env), aftermathOf(db)];
  return {
    ...parts,
    config: requireConfig(env),
    db,
    // The kind says what its results are.
    commit: async <Item, Result>(kind: WriteKind<Item, Result>, item: Item) =>
      (await commit({ ...writeOf(kind, item), touched })) as Result,
    now: Date.now(),
    newId,
    touched,
    afterwards: (chore) => afterwards((late) => chore(late).catch(logFailure), laterIn(execution)),
    wait: (ms) => scheduler.wait(ms),
    postpone: (message) => env.RECORDS.send(message),
    meter: (point) => meterIn(env.USAGE, point),
  };
}
