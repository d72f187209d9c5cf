import { z } from "zod";
import { describeError } from "#kernel/db/db";
import type { RowKey } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { type CleanupStep, type DeletionStep, type RowStep, steps } from "./steps";

/** Rows that are read at a time, to work on one by one. */
const FOUND_AT_ONCE = 50;
/** Rows that are deleted at a time. */
const DELETED_AT_ONCE = 500;

/**
 * Finishes what an alarm, a request or a queue message left undone, and deletes old rows, every minute. Reads each
 * step's rows by its index (the cursor is the step and its position); each step writes through the verb that should
 * have done the work. A killed slice is repeated from its cursor: steps are safe to repeat.
 */
export const cleanup: Job = {
  name: "cleanup",
  description:
    "Finishes what alarms, requests and queues left undone: overdue holds, stuck purchases and releases, lost messages, ends of " +
    "cooling off. Deletes old Idempotency-Keys and runs, and calls, messages and usage past retention.",
  cron: "* * * * *",
  slice: cleanUp,
};

/** Runs the steps. A step or row that fails is reported and skipped; the next run finds it again. */
async function cleanUp(ctx: Context, cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const tally = new Tally(mayGoOn);
  const from = readCursor(cursor);
  for (const step of steps.slice(from.step)) {
    const after = step === steps[from.step] ? from.after : null;
    const rest = "clear" in step ? await clear(ctx, step, tally) : await goAlong(ctx, step, after, tally);
    if (rest) return { ...tally.result(), next: writeCursor(step, rest.after) };
  }
  return { ...tally.result(), next: null };
}

/** Where a step has to go on; `null` when it is through. */
type Rest = { readonly after: RowKey | null } | null;

async function goAlong(ctx: Context, step: RowStep, start: RowKey | null, tally: Tally): Promise<Rest> {
  for (let after = start; ; ) {
    if (!tally.mayGoOn()) return { after };
    const limit = FOUND_AT_ONCE;
    const tasks = (await tally.attempt(step.name, () => step.find(ctx, { after, limit }))) ?? [];
    for (const { place, work } of tasks) {
      if (!tally.mayGoOn()) return { after };
      const done = await tally.attempt(`${step.name} ${place.id}`, () => work().then(() => 1));
      tally.count(step.name, done ?? 0);
      after = place;
    }
    if (tasks.length < limit) return null;
  }
}

async function clear(ctx: Context, step: DeletionStep, tally: Tally): Promise<Rest> {
  for (;;) {
    if (!tally.mayGoOn()) return { after: null };
    const deleted = (await tally.attempt(step.name, () => step.clear(ctx, DELETED_AT_ONCE))) ?? 0;
    tally.count(step.name, deleted);
    if (deleted < DELETED_AT_ONCE) return null;
  }
}

/** Counts the work of a slice, and says whether it may begin more. */
class Tally {
  readonly #counted: Record<string, number> = {};
  readonly #errors: JobError[] = [];
  readonly mayGoOn: () => boolean;

  constructor(mayGoOn: () => boolean) {
    this.mayGoOn = mayGoOn;
  }

  /** Does one thing; `undefined` when it failed. */
  async attempt<T>(at: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#errors.push({ at, error: describeError(error) });
      return undefined;
    }
  }

  count(name: string, more: number): void {
    if (more > 0) this.#counted[name] = (this.#counted[name] ?? 0) + more;
  }

  result(): Omit<Slice, "next"> {
    return { counted: this.#counted, errors: this.#errors };
  }
}

const writeCursor = ({ name }: CleanupStep, after: RowKey | null): string =>
  JSON.stringify(after ? [name, after.at, after.id] : [name]);

const stored = z.union([z.tuple([z.string(), z.number(), z.string()]), z.tuple([z.string()])]);

/** Where to go on; at the beginning when there is no such step any more. */
function readCursor(cursor: string | null): { readonly step: number; readonly after: RowKey | null } {
  if (cursor === null) return { step: 0, after: null };
  const [name, at, id] = stored.parse(JSON.parse(cursor));
  const step = steps.findIndex((candidate) => candidate.name === name);
  const after = at === undefined || id === undefined ? null : { at, id };
  return step === -1 ? { step: 0, after: null } : { step, after };
}
