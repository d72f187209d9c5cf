import { z } from "zod";
import type { Job, JobError, Slice } from "../job-runs/job";
import type { Context } from "../kernel/context";
import { describeError } from "../kernel/db";
import type { Place } from "../kernel/page";
import { type DeletionStep, type RowStep, type Step, steps } from "./steps";

/**
 * How much one slice begins: rows to work on, each of which may ask an object and the carrier, and queries for them. A row
 * may take two queries of the 1,000 that D1 allows to all slices of a run together, and to the job beside it on the same cron.
 */
const MAX_ATTEMPTS = 25;
/** How many rows are deleted at a time. */
const DELETED_AT_ONCE = 500;

export const cleanup: Job = {
  name: "cleanup",
  description:
    "Does what alarms, requests and queues should have done and did not: overdue holds, stuck purchases and releases, lost " +
    "messages, ends of cooling off; forgets old Idempotency-Keys and runs, and calls, messages and usage past retention.",
  cron: "* * * * *",
  slice: cleanUp,
};

/** Goes through the steps. A step or a row that fails is told of and passed over, and met again by the next run. */
async function cleanUp(ctx: Context, cursor: string | null, hasTime: () => boolean): Promise<Slice> {
  const tally = new Tally(hasTime);
  const from = readCursor(cursor);
  for (const step of steps.slice(from.step)) {
    const after = step === steps[from.step] ? from.after : null;
    const rest = "clear" in step ? await clear(ctx, step, tally) : await goAlong(ctx, step, after, tally);
    if (rest) return { ...tally.told(), next: writeCursor(step, rest.after) };
  }
  return { ...tally.told(), next: null };
}

/** Where a step has to go on; `null` when it is through. */
type Rest = { readonly after: Place | null } | null;

async function goAlong(ctx: Context, step: RowStep, start: Place | null, tally: Tally): Promise<Rest> {
  for (let after = start; ; ) {
    const limit = tally.left;
    if (limit === 0) return { after };
    const tasks = (await tally.attempt(step.name, () => step.find(ctx, { after, limit }))) ?? [];
    for (const { place, work } of tasks) {
      if (tally.left === 0) return { after };
      const done = await tally.attempt(`${step.name} ${place.id}`, () => work().then(() => 1));
      tally.count(step.name, done ?? 0);
      after = place;
    }
    if (tasks.length < limit) return null;
  }
}

async function clear(ctx: Context, step: DeletionStep, tally: Tally): Promise<Rest> {
  for (;;) {
    if (tally.left === 0) return { after: null };
    const deleted = (await tally.attempt(step.name, () => step.clear(ctx, DELETED_AT_ONCE))) ?? 0;
    tally.count(step.name, deleted);
    if (deleted < DELETED_AT_ONCE) return null;
  }
}

/** What a slice has done and may still begin. */
class Tally {
  readonly #counted: Record<string, number> = {};
  readonly #errors: JobError[] = [];
  readonly #hasTime: () => boolean;
  #attempts = 0;

  constructor(hasTime: () => boolean) {
    this.#hasTime = hasTime;
  }

  get left(): number {
    return this.#hasTime() ? Math.max(0, MAX_ATTEMPTS - this.#attempts) : 0;
  }

  /** Does one thing; `undefined` when it failed. */
  async attempt<T>(at: string, work: () => Promise<T>): Promise<T | undefined> {
    this.#attempts += 1;
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

  told(): Omit<Slice, "next"> {
    return { counted: this.#counted, errors: this.#errors };
  }
}

const writeCursor = ({ name }: Step, after: Place | null): string =>
  JSON.stringify(after ? [name, after.at, after.id] : [name]);

const stored = z.union([z.tuple([z.string(), z.number(), z.string()]), z.tuple([z.string()])]);

/** Where to go on; at the beginning when there is no such step any more. */
function readCursor(cursor: string | null): { readonly step: number; readonly after: Place | null } {
  if (cursor === null) return { step: 0, after: null };
  const [name, at, id] = stored.parse(JSON.parse(cursor));
  const step = steps.findIndex((candidate) => candidate.name === name);
  const after = at === undefined || id === undefined ? null : { at, id };
  return step === -1 ? { step: 0, after: null } : { step, after };
}
