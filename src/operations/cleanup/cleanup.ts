import * as z from "zod";
import { codedError } from "#kernel/db/coded-error";
import type { RowKey } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { lazily } from "#kernel/values/lazily";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { type CleanupStep, type DeletionStep, type RowStep, steps } from "./steps";

/** Rows that a row step reads at a time. */
const ROWS_PER_READ = 50;
/** Rows that one statement of a deletion step deletes. */
const ROWS_PER_DELETE = 500;

/**
 * Finishes what an alarm, a request or a queue message left undone, and deletes old rows, every minute. Reads each
 * step's rows by its index (the cursor is the step and its position); each step writes through the verb that should
 * have done the work. A killed slice is repeated from its cursor: steps are safe to repeat.
 */
export const cleanup: Job = {
  name: "cleanup",
  description:
    "Completes work that an alarm, a request or a queue left undone: overdue holds, stuck purchases and releases, lost queue " +
    "messages, ended cooling-off periods. Deletes Idempotency-Keys, job runs, syncs, calls, messages and usage past retention.",
  cron: "* * * * *",
  slice: cleanUp,
};

/** Runs the steps in order. Reports and skips a step or a row that fails; the next run tries it again. */
async function cleanUp(ctx: Context, cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const tally = new Tally(mayGoOn);
  const from = readCursor(cursor);
  for (const step of steps.slice(from.step)) {
    const after = step === steps[from.step] ? from.after : null;
    const rest = "clear" in step ? await deleteRows(ctx, step, tally) : await processRows(ctx, step, after, tally);
    if (rest) return { ...tally.result(), next: writeCursor(step, rest.after) };
  }
  return { ...tally.result(), next: null };
}

/** The row after which the step continues in the next slice; `null` when the step is complete. */
type Rest = { readonly after: RowKey | null } | null;

async function processRows(ctx: Context, step: RowStep, start: RowKey | null, tally: Tally): Promise<Rest> {
  for (let after = start; ; ) {
    if (!tally.mayGoOn()) return { after };
    const limit = ROWS_PER_READ;
    const tasks = (await tally.attempt(step.name, () => step.find(ctx, { after, limit }))) ?? [];
    for (const { key, work } of tasks) {
      if (!tally.mayGoOn()) return { after };
      const done = await tally.attempt(`${step.name} ${key.id}`, () => work().then(() => 1));
      tally.count(step.name, done ?? 0);
      after = key;
    }
    if (tasks.length < limit) return null;
  }
}

async function deleteRows(ctx: Context, step: DeletionStep, tally: Tally): Promise<Rest> {
  for (;;) {
    if (!tally.mayGoOn()) return { after: null };
    const deleted = (await tally.attempt(step.name, () => step.clear(ctx, ROWS_PER_DELETE))) ?? 0;
    tally.count(step.name, deleted);
    if (deleted < ROWS_PER_DELETE) return null;
  }
}

/** Counts a slice's work and its errors. */
class Tally {
  readonly #counted: Record<string, number> = {};
  readonly #errors: JobError[] = [];
  readonly mayGoOn: () => boolean;

  constructor(mayGoOn: () => boolean) {
    this.mayGoOn = mayGoOn;
  }

  /** Runs `work`. Collects its error and returns `undefined` when it throws. */
  async attempt<T>(at: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#errors.push({ at, ...codedError(error) });
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

const storedCursor = lazily(() => z.union([z.tuple([z.string(), z.number(), z.string()]), z.tuple([z.string()])]));

/** Parses a stored cursor. A cursor of a step that no longer exists starts at the first step. */
function readCursor(cursor: string | null): { readonly step: number; readonly after: RowKey | null } {
  if (cursor === null) return { step: 0, after: null };
  const [name, at, id] = storedCursor().parse(JSON.parse(cursor));
  const step = steps.findIndex((candidate) => candidate.name === name);
  const after = at === undefined || id === undefined ? null : { at, id };
  return step === -1 ? { step: 0, after: null } : { step, after };
}
