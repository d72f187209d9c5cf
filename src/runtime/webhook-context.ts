import { gatherChores } from "#kernel/db/aftermath";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { type Database, isConstraintError } from "#kernel/db/db";
import { groupCommits } from "#kernel/db/group-commit";
import { type Write, type WriteKind, writeBatch, writeOf } from "#kernel/db/write-together";
import type { WebhookContext } from "#kernel/ports/context";
import type { UsagePoint } from "#kernel/ports/usage-point";
import { databaseOf, type Execution, logFailure, loggedWaitUntil, newId, requireConfig } from "./environment";
import { wakeSubscribers } from "./wake-subscribers";

/** One point per finished call and per message; the columns are positions, which src/ARCHITECTURE.md names. */
function meterIn(dataset: AnalyticsEngineDataset, point: UsagePoint): void {
  const { kind, tenantId, phoneNumberId, agentId, status, outcome, seconds } = point;
  dataset.writeDataPoint({
    indexes: [tenantId],
    blobs: [kind, phoneNumberId, agentId ?? "", status, outcome],
    doubles: [1, seconds],
  });
}

interface WebhookWrite extends Write {
  /** The tenants whose log it writes to; known for sure once it is written. */
  readonly changed: ChangedSubjects;
}

/** What is written is written: nobody is to wait long for an object that hangs. */
const WAKE_BUDGET_MS = 1_000;

const committers = new WeakMap<Database, (write: WebhookWrite) => Promise<unknown>>();

/** Writes of webhooks that are begun together share a transaction, and wake their followers together. */
function committerOf(env: Env): (write: WebhookWrite) => Promise<unknown> {
  const db = databaseOf(env);
  const known =
    committers.get(db) ??
    groupCommits<WebhookWrite, unknown>({
      execute: async (writes) => {
        const results = await writeBatch(db, writes);
        const woken = wakeSubscribers(env, new Set(writes.flatMap(({ changed }) => [...changed.tenants])));
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

export interface WebhookContextParts {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly requestId: string;
}

/** What the answer to a carrier's webhook works with. */
export function createWebhookContext(env: Env, execution: Execution, parts: WebhookContextParts): WebhookContext {
  const changed = new ChangedSubjects();
  const db = databaseOf(env);
  const [commit, afterwards] = [committerOf(env), aftermathOf(db)];
  return {
    ...parts,
    config: requireConfig(env),
    db,
    // The kind says what its results are.
    commit: async <Item, Result>(kind: WriteKind<Item, Result>, item: Item) =>
      (await commit({ ...writeOf(kind, item), changed })) as Result,
    now: Date.now(),
    newId: newId,
    changed,
    afterResponse: (chore) => afterwards((late) => chore(late).catch(logFailure), loggedWaitUntil(execution)),
    wait: (ms) => scheduler.wait(ms),
    enqueueLate: (message) => env.RECORDS.send(message),
    recordUsagePoint: (point) => meterIn(env.USAGE, point),
  };
}
