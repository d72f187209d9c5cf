import { expect } from "vitest";
import { cleanup } from "#operations/cleanup/cleanup";
import type { Job, JobError } from "#operations/job-runs/job";
import { tenantJobContext } from "./tenant-database";

/** All slices of a job, one after the other, without a lease: so that two at once really are. */
export async function runAll(job: Job): Promise<Record<string, number>> {
  const { counted, errors } = await runToEnd(job);
  expect(errors).toEqual([]);
  return counted;
}

/** The same for a job of which something may go wrong. */
export async function runToEnd(job: Job): Promise<{ counted: Record<string, number>; errors: readonly JobError[] }> {
  const counted: Record<string, number> = {};
  const errors: JobError[] = [];
  let cursor: string | null = null;
  for (let slices = 0; slices < 100; slices += 1) {
    const slice = await job.slice(tenantJobContext(), cursor, () => true);
    errors.push(...slice.errors);
    for (const [name, count] of Object.entries(slice.counted)) counted[name] = (counted[name] ?? 0) + count;
    if (slice.next === null) return { counted, errors };
    cursor = slice.next;
  }
  throw new Error("The job did not come to its end.");
}

/** Does all that the cleanup job finds to do, without a lease: so that two at once really are. */
export async function runCleanup(): Promise<void> {
  let cursor: string | null = null;
  do {
    const slice = await cleanup.slice(tenantJobContext(), cursor, () => true);
    if (slice.errors.length > 0) console.error(slice.errors);
    cursor = slice.next;
  } while (cursor !== null);
}
