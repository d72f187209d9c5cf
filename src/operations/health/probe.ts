import { eq } from "drizzle-orm";
import { openProbeConnection, type ProbeConnection } from "#events/live/probe-connection";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { closeFinding, openFinding, openFindingsAmong } from "#findings/facts";
import { type CodedError, codedError } from "#kernel/db/coded-error";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { Job } from "#operations/job-runs/job";
import type { CheckName, ProbedCheck } from "./check";
import { healthProbes } from "./table";

/** The primary key of the table's only row, which holds the latest run. */
export const LATEST = "latest";
/** The event must arrive on the live connection within this time. A feed that nothing wakes reads every 30 seconds. */
const RECEIVED_WITHIN_MS = 5_000;
/** Not an E.164 number, so no tenant can hold it and its object never has work. */
const UNUSED_NUMBER = "health";

/**
 * Sends an event through the platform and waits for it on a live feed, every ten minutes; also checks the
 * database and a number's Durable Object. Writes `health_probes`, and a finding per failed check. A killed run leaves
 * the row without `finished_at`, and the next run starts anew.
 */
export const health: Job = {
  name: "health",
  description:
    "Proves that events are delivered: sends a platform event through the event log and a live feed, and waits for it.",
  cron: "*/10 * * * *",
  platformOnly: true,
  looksAt: ["proved"],
  slice: async (ctx) => {
    const probed = await probe(ctx);
    await storeResults(ctx, probed);
    const failed = probed.filter(({ ok }) => !ok).length;
    return { counted: { proved: probed.length - failed, not_proved: failed }, errors: [], next: null };
  },
};

async function probe(ctx: Context): Promise<readonly ProbedCheck[]> {
  const opened = await attempt(ctx, "live_feed", () => openProbeConnection(ctx));
  const database = await attempt(ctx, "database", () => writeAndRead(ctx));
  const { value: listener } = opened;
  const feed = listener ? await attempt(ctx, "live_feed", () => receiveEvent(ctx, listener)) : opened;
  const object = await attempt(ctx, "number_object", () => reachObject(ctx));
  return [database.check, feed.check, object.check];
}

interface Attempt<T> {
  readonly check: ProbedCheck;
  readonly value?: T;
}

async function attempt<T>(ctx: Context, name: CheckName, ask: () => Promise<T>): Promise<Attempt<T>> {
  const begun = ctx.elapsedMs();
  const check = (error: CodedError | null) => ({ name, ok: error === null, latencyMs: ctx.elapsedMs() - begun, error });
  try {
    const value = await ask();
    return { check: check(null), value };
  } catch (error) {
    const { code, detail } = codedError(error);
    return { check: check({ code, detail: detail.split("\n", 1)[0] ?? "" }) };
  }
}

/** Writes the row and the event in one batch, so the event's arrival proves both writes. */
async function writeAndRead(ctx: Context): Promise<void> {
  const { db, now, requestId } = ctx;
  const begun = { runId: requestId, begunAt: now };
  await db.batch([
    db
      .insert(healthProbes)
      .values({ name: LATEST, ...begun, finishedAt: null, checks: [] })
      .onConflictDoUpdate({ target: healthProbes.name, set: begun }),
    recordEvent(db, systemSource(ctx, PLATFORM_TENANT_ID), "health.probed", LATEST, { run_id: requestId }),
  ]);
  const [row] = await db.select({ runId: healthProbes.runId }).from(healthProbes).where(eq(healthProbes.name, LATEST));
  if (row?.runId !== requestId) throw new Error("The database did not return the row that the check has just written.");
}

async function receiveEvent(ctx: Context, listener: ProbeConnection): Promise<void> {
  await ctx.feedObject(PLATFORM_TENANT_ID, 0).wake();
  if (await listener.receives(ctx.requestId, RECEIVED_WITHIN_MS)) return;
  throw new Error(`The event did not arrive within ${RECEIVED_WITHIN_MS / 1_000} seconds.`);
}

async function reachObject(ctx: Context): Promise<void> {
  const { idle } = await ctx.numberObject(UNUSED_NUMBER).reconcile();
  if (!idle)
    throw new Error("The Durable Object of an unused number has pending work, but no tenant can hold this number.");
}

/**
 * Stores the results; opens a finding for each failed check, and closes the finding of each check that passes again.
 */
async function storeResults(ctx: Context, probed: readonly ProbedCheck[]): Promise<void> {
  const factOf = ({ name }: ProbedCheck) =>
    ({ tenantId: PLATFORM_TENANT_ID, kind: "delivery_unproven", subjectId: name }) as const;
  const open = new Set((await openFindingsAmong(ctx, probed.map(factOf))).map(({ subjectId }) => subjectId));
  const findingStatements = probed.flatMap((check) => {
    if (check.ok) return open.has(check.name) ? closeFinding(ctx, factOf(check)) : [];
    return openFinding(ctx, {
      ...factOf(check),
      subjectType: "health_check",
      evidence: { reason: check.error?.detail ?? null },
    });
  });
  const { db, now, requestId: runId } = ctx;
  const finished = { runId, finishedAt: now + ctx.elapsedMs(), checks: probed };
  await db.batch([
    db
      .insert(healthProbes)
      .values({ name: LATEST, begunAt: now, ...finished })
      .onConflictDoUpdate({ target: healthProbes.name, set: finished }),
    ...findingStatements,
  ]);
}
