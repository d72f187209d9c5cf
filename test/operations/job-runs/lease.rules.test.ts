import fc from "fast-check";
import { expect, test } from "vitest";
import {
  acquireLease,
  afterSlice,
  afterThrow,
  LEASE_MS,
  type Lease,
  MAX_ERRORS,
  MAX_FAILED_SLICES,
  noProgress,
  RUN_MS,
  type RunState,
  reportedStatus,
} from "#operations/job-runs/lease";
import { repetitions } from "../../support/soak";

/** What can happen to a job: time passes, somebody starts a run, or the run that has the lease gets on, fails or dies. */
type Happening =
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "start" | "last_slice" | "throw" | "die" }
  | { readonly kind: "slice"; readonly errors: number; readonly canSend: boolean };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 2 * LEASE_MS }) }),
  fc.record({ kind: fc.constantFrom("start", "last_slice", "throw", "die") }),
  fc.record({ kind: fc.constant("slice" as const), errors: fc.nat({ max: 8 }), canSend: fc.boolean() }),
);

/** A job's life under the rules, and what must be true of it at any moment. */
class Life {
  now = 1_800_000_000_000;
  lease: Lease | undefined;
  state: RunState | null = null;
  /** The cursor up to which slices are done. */
  reached: string | null = null;
  inVain = 0;
  #runs = 0;
  #slices = 0;
  #errors = 0;

  happen(what: Happening): void {
    if (what.kind === "wait") this.now += what.ms;
    else if (what.kind === "start") this.#start();
    else if (this.state && this.alive(this.state)) this.#go(this.state, what);
  }

  alive({ lease: { runId } }: RunState): boolean {
    return this.lease?.runId === runId && (this.lease.expiresAt ?? 0) > this.now;
  }

  #start(): void {
    this.#runs += 1;
    const before = this.lease;
    const taking = acquireLease(before, `job_${this.#runs}`, this.now);
    const held = before?.expiresAt != null && before.expiresAt > this.now;
    expect(taking.kind).toBe(held ? "held" : "taken");
    if (taking.kind === "held") {
      expect(taking).toEqual({ kind: "held", runId: before?.runId, until: before?.expiresAt });
      return;
    }
    if (before && before.expiresAt !== null) this.#failed();
    this.lease = taking.lease;
    this.#errors = 0;
    this.#slices = 0;
    this.state = { lease: taking.lease, progress: noProgress(this.now) };
    expect(taking.lease).toEqual({
      runId: `job_${this.#runs}`,
      expiresAt: this.now + LEASE_MS,
      cursor: this.reached,
      failures: this.inVain,
    });
  }

  #failed(): void {
    this.inVain += 1;
    if (this.inVain >= MAX_FAILED_SLICES) this.reached = null;
  }

  #go(state: RunState, what: Happening): void {
    if (what.kind === "die") this.state = null;
    else if (what.kind === "throw") {
      this.#failed();
      this.#after(afterThrow(state, { at: "x", code: "internal_error", detail: "first\nsecond" }), "failed", 1);
    } else {
      const errors = what.kind === "slice" ? what.errors : 0;
      this.#slices += 1;
      this.inVain = 0;
      this.reached = what.kind === "slice" ? `${Number(this.reached ?? 0) + 1}` : null;
      const slice = {
        counted: { done: 2 },
        errors: Array(errors).fill({ at: "x", code: "internal_error", detail: "y" }),
        next: this.reached,
      };
      const canSend = what.kind !== "slice" || what.canSend;
      const spent = !canSend || this.now - state.progress.startedAt >= RUN_MS;
      const next = afterSlice(state, slice, this.now, canSend);
      this.#after(next, this.reached === null ? "completed" : spent ? "paused" : "running", errors);
      expect(next.progress.counted).toEqual({ done: 2 * this.#slices });
    }
  }

  #after(state: RunState, status: string, errors: number): void {
    this.#errors += errors;
    expect(state.progress).toMatchObject({ status, slices: this.#slices, errorCount: this.#errors });
    expect(state.progress.errors).toHaveLength(Math.min(MAX_ERRORS, this.#errors));
    expect(JSON.stringify(state.progress.errors)).not.toContain("second");
    expect(state.lease).toEqual({
      runId: state.lease.runId,
      expiresAt: status === "running" ? this.now + LEASE_MS : null,
      cursor: this.reached,
      failures: this.inVain,
    });
    this.lease = state.lease;
    this.state = status === "running" ? state : null;
  }
}

test("in every history one run holds the lease at a time, and the next one begins after the last completed slice", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const life = new Life();
      for (const what of happenings) life.happen(what);
    }),
    { numRuns: repetitions(2_000, 20_000) },
  );
});

test("a job whose runs die now and then, at any slice, completes", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (deaths, length) => {
      const life = new Life();
      for (const [at, dies] of [...deaths, ...Array(200).fill(false)].entries()) {
        if (!life.state) {
          life.happen({ kind: "wait", ms: LEASE_MS });
          life.happen({ kind: "start" });
        }
        const last = Number(life.reached ?? 0) + 1 >= length;
        if (dies) life.happen({ kind: "die" });
        else life.happen(last ? { kind: "last_slice" } : { kind: "slice", errors: 0, canSend: at % 3 > 0 });
        if (!dies && last) return;
        expect(at).toBeLessThan(200);
      }
    }),
  );
});

test("the job starts over after three failed runs in a row at a cursor, and not before", () => {
  let lease: Lease = { runId: "job_0", expiresAt: null, cursor: "stuck", failures: 0 };
  const cursors = [1, 2, 3, 4].map((run) => {
    const taking = acquireLease(lease, `job_${run}`, 0);
    if (taking.kind === "held") throw new Error("It is free.");
    const cursor = taking.lease.cursor;
    lease = afterThrow(
      { lease: taking.lease, progress: noProgress(0) },
      { at: "x", code: "internal_error", detail: "y" },
    ).lease;
    return cursor;
  });
  expect(cursors).toEqual(["stuck", "stuck", "stuck", null]);
});

test("a run shows as died as soon as its lease has expired; other runs show how they ended", () => {
  expect(reportedStatus("running", 1_000, 1_000 + LEASE_MS - 1)).toBe("running");
  expect(reportedStatus("running", 1_000, 1_000 + LEASE_MS)).toBe("died");
  expect(reportedStatus("paused", 1_000, 1_000 + LEASE_MS)).toBe("paused");
});
