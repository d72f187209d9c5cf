import { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { Database } from "#kernel/db/db";
import { PostResponseWriter } from "#kernel/db/post-response-writer";
import type { TrunkCall, WebhookContext } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import type { UsagePoint } from "#kernel/ports/usage-point";
import { type Execution, logFailure, loggedWaitUntil, newId, requireConfig, vaultOf } from "./environment";
import { createJobContext } from "./job-context";
import { wakeSubscribers } from "./wake-subscribers";

/** One point per finished call or message. The columns are positions. A deployment may leave the data set out. */
function writeUsagePoint(dataset: AnalyticsEngineDataset | undefined, point: UsagePoint): void {
  const { kind, tenantId, phoneNumberId, agentId, status, outcome, seconds } = point;
  dataset?.writeDataPoint({
    indexes: [tenantId],
    blobs: [kind, phoneNumberId, agentId ?? "", status, outcome],
    doubles: [1, seconds],
  });
}

const writers = new WeakMap<Database, PostResponseWriter>();

/** The writer that all webhooks of this isolate share, one per database. */
function writerOf(env: Env, { db }: NamedDatabase): PostResponseWriter {
  const known = writers.get(db);
  if (known) return known;
  const writer = new PostResponseWriter({
    db,
    now: Date.now,
    wait: (ms) => scheduler.wait(ms),
    wakeSubscribers: (tenantIds) => wakeSubscribers(env, tenantIds),
  });
  writers.set(db, writer);
  return writer;
}

export interface WebhookContextParts {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly signedBy: string | null;
  readonly trunkCall: TrunkCall | null;
  readonly requestId: string;
  /** The database with the rows of the tenant. */
  readonly database: NamedDatabase;
}

/** Everything that a webhook of Twilio's may touch. `now` is the instant of this call. */
export function createWebhookContext(
  env: Env,
  execution: Execution,
  { database, ...parts }: WebhookContextParts,
): WebhookContext {
  const changed = new ChangedSubjects();
  const writer = writerOf(env, database);
  return {
    ...parts,
    config: requireConfig(env),
    db: database.db,
    commit: (kind, item) => writer.commit(kind, item, { tenantId: parts.tenantId, changed }),
    now: Date.now(),
    newId,
    vault: vaultOf(requireConfig(env)),
    changed,
    afterResponse: (task) => writer.run((late) => task(late).catch(logFailure), loggedWaitUntil(execution)),
    wait: (ms) => scheduler.wait(ms),
    platform: () => createJobContext(env, execution, database),
    enqueueLate: (message) => env.RECORDS.send(message),
    recordUsagePoint: (point) => writeUsagePoint(env.USAGE, point),
  };
}
