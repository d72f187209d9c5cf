import fc from "fast-check";
import { expect, test } from "vitest";
import {
  movesFromPort,
  requestMovesFromPort,
  type StoredNumber,
  type StoredRequest,
} from "#porting/progress/moves-from-port";
import { type MoveCommand, planMove } from "#porting/rules/plan-move";
import { isFinal, type RequestStatus } from "#porting/rules/states";
import { isLegal, type PortingActor, type TransitionName } from "#porting/rules/transitions";
import { repetitions } from "../../support/soak";
import { ModelCarrier, modelSteps } from "./model-carrier";

const DAY = 86_400_000;
const numbersOf = (count: number): string[] => Array.from({ length: count }, (_, at) => `+1415555010${at}`);

/** The stored side, which moves by the tables alone. */
class Stored {
  request: StoredRequest = {
    status: "submitted",
    path: "twilio",
    focAt: null,
    foc: null,
    exception: null,
    carrier: null,
  };
  numbers: readonly StoredNumber[];

  constructor(e164s: readonly string[]) {
    this.numbers = e164s.map((e164) => ({
      ...{ id: e164, e164, status: "pending", focAt: null, rejection: null },
      ...{ carrierNumberId: null, carrierStatus: null },
    }));
  }

  /** Returns how many commands changed something. */
  fetch(carrier: ModelCarrier, now: number): number {
    const found = movesFromPort(this.request, this.numbers, carrier.fetch(), now);
    expect(found.unknownStatuses).toEqual([]);
    let changes = 0;
    if (found.numbers.length > 0) changes += this.move({ numbers: found.numbers }, "carrier", now);
    const requests = requestMovesFromPort(this.request, carrier.fetch(), found.isNews);
    if (requests.length > 0) changes += this.move({ requests }, "carrier", now);
    this.request = { ...this.request, carrier: found.carrier };
    this.numbers = this.numbers.map((number) => ({ ...number, ...found.atCarrier.find(({ id }) => id === number.id) }));
    return changes;
  }

  move(command: Pick<MoveCommand, "numbers" | "requests">, actor: PortingActor, now: number): 0 | 1 {
    const facts = { now, areRequirementsMet: true, hasPassedPreflight: true };
    const result = planMove(this.request, this.numbers, { ...command, actor, facts });
    if (result.kind === "unchanged") return 0;
    if (result.kind !== "planned") throw new Error(`${JSON.stringify(result)} ${JSON.stringify([command, this])}`);
    const { plan } = result;
    this.request = { ...this.request, ...plan.request };
    this.numbers = this.numbers.map((number) => ({ ...number, ...plan.numbers.find(({ id }) => id === number.id) }));
    return 1;
  }

  operate(name: TransitionName, now: number): void {
    if (!isLegal(name, this.request, "operator")) return;
    const reasons = [{ code: "other", detail: "Said so.", phone_number: null }];
    this.move({ requests: [{ name, reasons }] }, "operator", now);
  }

  /** The account has every number that the carrier lists as moved. */
  prove(carrier: ModelCarrier, now: number): void {
    const moved = new Set(carrier.numbers.filter(({ status }) => status === "completed").map(({ e164 }) => e164));
    const proved = this.numbers.filter(({ status, e164 }) => status === "activating" && moved.has(e164));
    if (proved.length > 0) this.move({ numbers: proved.map(({ id }) => ({ id, name: "port" })) }, "system", now);
  }

  /** Fetches and proves until nothing changes any more. */
  settle(carrier: ModelCarrier, now: number): void {
    this.fetch(carrier, now);
    this.prove(carrier, now);
    this.fetch(carrier, now);
    expect(this.fetch(carrier, now)).toBe(0);
  }
}

/** A request in which nothing can move any more is final, though the carrier waits for a correction and may go on. */
const endsEarly = ({ request }: Stored, carrier: ModelCarrier): boolean => isFinal(request.status) && !carrier.isOver;

/** Where a request must end when the port at the carrier is over and all that moved is proved. */
function endsOf({ numbers }: ModelCarrier): readonly RequestStatus[] {
  const moved = numbers.filter(({ status }) => status === "completed").length;
  if (moved === numbers.length) return ["completed"];
  return moved > 0 ? ["partial"] : ["canceled", "expired"];
}

const actions = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: modelSteps.map((step) => ({ kind: "carrier" as const, step })) },
    { weight: 5, arbitrary: fc.constant({ kind: "fetch" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "prove" as const }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 6 }).map((days) => ({ kind: "wait" as const, days })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("report_exception", "resolve_exception", "start_processing", "request_signature")
        .map((name) => ({ kind: "operator" as const, name: name as TransitionName })),
    },
  ),
  { maxLength: 40, size: "max" },
);

test("however often the port is fetched, and whatever operators do between, the request ends where the port ends", () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), actions, fc.boolean(), (count, taken, cancels) => {
      const carrier = new ModelCarrier(numbersOf(count));
      const stored = new Stored(numbersOf(count));
      let now = 1_000;
      for (const action of taken) {
        if (action.kind === "carrier") carrier.step(action.step, now);
        if (action.kind === "fetch") stored.fetch(carrier, now);
        if (action.kind === "prove") stored.prove(carrier, now);
        if (action.kind === "wait") now += action.days * DAY;
        if (action.kind === "operator") stored.operate(action.name, now);
        if (endsEarly(stored, carrier)) return;
      }
      if (cancels) carrier.cancelAll();
      carrier.finish(now);
      stored.settle(carrier, now);
      expect(endsOf(carrier)).toContain(stored.request.status);
      ends.add(stored.request.status);
    }),
    { numRuns: repetitions(1_000, 50_000) },
  );
  expect([...ends]).toEqual(expect.arrayContaining(["canceled", "completed", "partial"]));
});

test("between, a request that was asked for rarely stands where one does that was asked for often", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.nat(2), actions, (count, begun, taken) => {
      const carrier = new ModelCarrier(numbersOf(count));
      for (const kind of (["sign", "process"] as const).slice(0, begun)) carrier.step({ kind }, 0);
      const often = new Stored(numbersOf(count));
      const rarely = new Stored(numbersOf(count));
      let now = 1_000;
      for (const action of taken) {
        if (action.kind === "carrier") carrier.step(action.step, now);
        if (action.kind === "wait") now += action.days * DAY;
        if (action.kind === "prove") for (const each of [often, rarely]) each.prove(carrier, now);
        if (action.kind === "fetch") often.fetch(carrier, now);
        if (endsEarly(often, carrier) || endsEarly(rarely, carrier)) return;
      }
      for (const each of [often, rarely]) each.settle(carrier, now);
      seen.add(rarely.request.status);
      expect(statusOf(often)).toBe(statusOf(rarely));
      if (isFinal(rarely.request.status)) return;
      expect(often.request.exception === null).toBe(rarely.request.exception === null);
      if (rarely.request.status === "foc_confirmed") expect(often.request.focAt).toBe(rarely.request.focAt);
      // A number that was rejected before it was canceled keeps the reason, and one that is ported keeps its last date.
      const lasting = ({ numbers }: Stored) =>
        numbers.map(({ rejection: _, focAt, ...number }) => ({
          ...number,
          focAt: number.status === "ported" ? null : focAt,
        }));
      expect(lasting(often)).toEqual(lasting(rarely));
    }),
    { numRuns: repetitions(1_000, 50_000) },
  );
  expect([...seen]).toEqual(
    expect.arrayContaining([
      "activating",
      "awaiting_signature",
      "canceled",
      "exception",
      "foc_confirmed",
      "in_process",
    ]),
  );
});

/** The letter expires only before the losing carrier has the port, so one who saw it there sees it canceled. */
const statusOf = ({ request }: Stored): RequestStatus => (request.status === "expired" ? "canceled" : request.status);
