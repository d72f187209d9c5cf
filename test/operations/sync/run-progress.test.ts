import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { tooManyMissing } from "#operations/sync/run-failures";
import { advanceSync, failSync, newRun, stepOf } from "#operations/sync/run-progress";
import { type SyncRunRow, syncRuns } from "#operations/sync/table";
import { createJobContext } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";

const ctx = () => createJobContext(env, createExecutionContext());

async function begunRun(): Promise<SyncRunRow> {
  const run = newRun(ctx(), { account: null, preview: false, startedBy: "admin" });
  await ctx().db.insert(syncRuns).values(run);
  return await advanceSync(ctx(), run, stepOf(run), []);
}

const fail = (run: SyncRunRow, missing: number) => failSync(ctx(), run, stepOf(run), tooManyMissing(run, missing, 100));

const missingInFindings = async (): Promise<number[]> =>
  (await admin.get("/v1/findings?kind=sync_implausible&status=open")).body.data.map(
    ({ evidence }: Json) => evidence.missing,
  );

test("a slice that another one has overtaken fails no run and opens no finding", async () => {
  const run = await begunRun();
  const moved = await advanceSync(ctx(), run, stepOf(run), []);
  await expect(fail(run, 60)).rejects.toMatchObject({ code: "changed_meanwhile" });
  expect((await admin.get(`/v1/sync/${run.id}`)).body.status).toBe("running");
  expect(await missingInFindings()).toEqual([]);
  await fail(moved, 60);
  expect((await admin.get(`/v1/sync/${run.id}`)).body.status).toBe("failed");
  expect(await missingInFindings()).toEqual([60]);
});

test("a run that fails as the one before did renews the evidence of the open finding", async () => {
  await fail(await begunRun(), 70);
  expect(await missingInFindings()).toEqual([70]);
});
