import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  admitRequest,
  type Breaker,
  closedBreaker,
  LOST_PROBE_MS,
  MAX_FAILURES,
  MAX_WAIT_MS,
  recordCarrierOutcome,
} from "#carriers/breaker";
import { repetitions } from "../support/soak";

/** Callers under a clock of the test's: each may call, and hears later, late or never. */
class Line {
  now = 1_800_000_000_000;
  breaker: Breaker = closedBreaker;
  readonly flying: { era: number; at: number }[] = [];

  call(): boolean {
    const admission = admitRequest(this.breaker, this.now);
    if (!admission.admitted) return false;
    this.breaker = admission.breaker;
    this.flying.push({ era: admission.era, at: this.now });
    return true;
  }

  hear(pick: number, answered: boolean): void {
    const [call] = this.flying.splice(pick % Math.max(1, this.flying.length), 1);
    if (call) this.breaker = recordCarrierOutcome(this.breaker, call.era, answered, this.now);
  }

  fail(times: number): void {
    for (let i = 0; i < times; i += 1) if (this.call()) this.hear(this.flying.length - 1, false);
  }
}

const act: fc.Arbitrary<(line: Line) => void> = fc.oneof(
  { weight: 4, arbitrary: fc.constant((line: Line) => void line.call()) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(), fc.boolean()).map(
      ([pick, answered]) =>
        (line: Line) =>
          line.hear(pick, answered),
    ),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: MAX_FAILURES + 2 }).map((n) => (line: Line) => line.fail(n)) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 90_000 }).map((ms) => (line: Line) => {
      line.now += ms;
    }),
  },
);
const acts = fc.array(act, { maxLength: 80, size: "max" });

describe("any sequence of requests with prompt, late or missing results", () => {
  test("it opens after exactly so many failures in a row, counted in the order in which they are observed", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (answers) => {
        const line = new Line();
        for (const _ of answers) line.call();
        let inARow = 0;
        for (const answered of answers) {
          line.hear(0, answered);
          inARow = answered ? 0 : inARow + 1;
          if (inARow === MAX_FAILURES) break;
          expect(line.breaker.kind).toBe("closed");
        }
        expect(line.breaker.kind).toBe(inARow === MAX_FAILURES ? "open" : "closed");
      }),
      { numRuns: repetitions(500, 5_000) },
    );
    const line = new Line();
    line.fail(MAX_FAILURES - 1);
    expect(line.breaker.kind).toBe("closed");
    line.fail(1);
    expect(line.breaker.kind).toBe("open");
  });

  test("while it is not closed, at most one call per wait goes through, and none but it decides", () => {
    fc.assert(
      fc.property(acts, (steps) => {
        const line = new Line();
        let lastProbeAt = Number.NEGATIVE_INFINITY;
        let wasOpenSince: number | null = null;
        for (const step of steps) {
          const before = line.breaker;
          const flying = line.flying.length;
          step(line);
          const { breaker } = line;
          if (breaker.kind === "half_open" && breaker.era !== before.era && line.flying.length > flying) {
            expect(before.kind === "closed" ? line.now : before.probeAt).toBeLessThanOrEqual(line.now);
            if (before.kind === "half_open") expect(line.now - lastProbeAt).toBeGreaterThanOrEqual(LOST_PROBE_MS);
            lastProbeAt = line.now;
          }
          if (breaker.kind === "closed") wasOpenSince = null;
          else if (before.kind !== "closed" && wasOpenSince !== null && breaker.since !== line.now)
            expect(breaker.since).toBe(wasOpenSince);
          if (breaker.kind !== "closed") wasOpenSince = breaker.since;
          expect(breaker.era).toBeGreaterThanOrEqual(before.era);
        }
      }),
      { numRuns: repetitions(2_000, 20_000) },
    );
  });

  test("it never stays shut: within the longest wait a call goes through, and its answer closes it", () => {
    fc.assert(
      fc.property(acts, (steps) => {
        const line = new Line();
        for (const step of steps) step(line);
        line.now += Math.max(MAX_WAIT_MS, LOST_PROBE_MS);
        expect(line.call()).toBe(true);
        line.hear(line.flying.length - 1, true);
        expect(line.breaker).toMatchObject({ kind: "closed", failures: 0 });
      }),
      { numRuns: repetitions(2_000, 20_000) },
    );
  });

  test("a refused caller gets a Retry-After after which the same reason does not refuse it again", () => {
    fc.assert(
      fc.property(acts, (steps) => {
        const line = new Line();
        for (const step of steps) step(line);
        const admission = admitRequest(line.breaker, line.now);
        if (admission.admitted) return;
        expect(admission.retryAfterMs).toBeGreaterThan(0);
        expect(admission.retryAfterMs).toBeLessThanOrEqual(MAX_WAIT_MS);
        if (line.breaker.kind === "open") {
          expect(admitRequest(line.breaker, line.now + admission.retryAfterMs - 1).admitted).toBe(false);
          expect(admitRequest(line.breaker, line.now + admission.retryAfterMs).admitted).toBe(true);
        }
      }),
      { numRuns: repetitions(2_000, 20_000) },
    );
  });
});

const opened = (): Line => {
  const line = new Line();
  line.fail(MAX_FAILURES);
  return line;
};

/** How long until a call goes through. */
function waitOf(line: Line): number {
  const admission = admitRequest(line.breaker, line.now);
  return admission.admitted ? 0 : admission.retryAfterMs;
}

test("the waits between probes double from five seconds to a minute, and begin anew with the next outage", () => {
  const line = opened();
  const waits = Array.from({ length: 6 }, () => {
    const ms = waitOf(line);
    line.now += ms;
    line.fail(1);
    return ms;
  });
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  line.now += waitOf(line);
  line.call();
  line.hear(0, true);
  line.fail(MAX_FAILURES);
  expect(waitOf(line)).toBe(5_000);
});

test("a clock that is set back does not keep it shut", () => {
  const line = opened();
  line.now -= MAX_WAIT_MS;
  expect(line.call()).toBe(true);
});

test("answers to calls from before it opened change nothing, nor does a probe that was given up", () => {
  const line = new Line();
  line.call();
  line.call();
  line.fail(MAX_FAILURES);
  const { breaker } = line;
  line.hear(0, true);
  line.hear(0, false);
  expect(line.breaker).toBe(breaker);
  line.now += 5_000;
  expect([line.call(), line.call()]).toEqual([true, false]);
  line.now += LOST_PROBE_MS - 1;
  expect(line.call()).toBe(false);
  line.now += 1;
  expect(line.call()).toBe(true);
  const second = line.breaker;
  line.hear(0, true);
  expect(line.breaker).toBe(second);
  line.hear(0, true);
  expect(line.breaker.kind).toBe("closed");
});
