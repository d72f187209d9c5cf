import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOpenNumber, isUnderWay } from "#porting/rules/number-states";
import { planMove } from "#porting/rules/plan-move";
import { earliestFoc, rollUp } from "#porting/rules/roll-up";
import { isFinal, portingNumberStatuses, requestStatuses } from "#porting/rules/states";
import { portingActors, transitionNames, transitionOf } from "#porting/rules/transitions";
import { repetitions } from "../../support/soak";
import {
  after,
  aNumber,
  anyCommand,
  aRequest,
  DAY,
  draftOf,
  facts,
  move,
  moved,
  NOW,
  numberMove,
  requestMove,
  type World,
} from "./worlds";

const statusOf = ({ request }: World) => request.status;

describe("a request moves with its numbers", () => {
  const submitted = moved(draftOf(2), { requests: [requestMove("submit")], actor: "customer" });

  test("dates of all numbers are the request's, the earliest counts", () => {
    const one = moved(submitted, { numbers: [numberMove(0, "confirm_foc", 6)] });
    expect([statusOf(one), one.request.focAt]).toEqual(["submitted", null]);
    const both = moved(one, { numbers: [numberMove(1, "confirm_foc", 4)] });
    expect([statusOf(both), both.request.focAt]).toEqual(["foc_confirmed", NOW + 4 * DAY]);
    const changed = moved(both, { numbers: [numberMove(1, "confirm_foc", 7)] });
    expect([statusOf(changed), changed.request.focAt]).toEqual(["foc_confirmed", NOW + 6 * DAY]);
    expect(statusOf(moved(changed, { numbers: [numberMove(0, "withdraw_foc")] }))).toBe("in_process");
  });

  test("a date of the request is that of every number", () => {
    const { numbers } = moved(submitted, { requests: [requestMove("confirm_foc", 3)] });
    expect(numbers.map(({ status, focAt }) => [status, focAt])).toEqual([
      ["foc_confirmed", NOW + 3 * DAY],
      ["foc_confirmed", NOW + 3 * DAY],
    ]);
  });

  test("a rejected number is an exception, and its correction sends every number again", () => {
    const rejected = moved(submitted, { numbers: [numberMove(1, "reject")] });
    expect(rejected.request).toMatchObject({
      status: "exception",
      exception: { since: NOW, reasons: [{ code: "passcode_pin_invalid", phone_number: "+14152361001" }] },
    });
    const again = moved(rejected, { requests: [requestMove("resubmit")], actor: "customer" });
    expect(again.request).toMatchObject({ status: "submitted", exception: null });
    expect(again.numbers.map(({ status, rejection }) => [status, rejection])).toEqual([
      ["pending", null],
      ["pending", null],
    ]);
  });

  test("a second rejected number joins the reasons, and those about the request stay", () => {
    const reported = moved(submitted, { requests: [requestMove("report_exception")] });
    const both = moved(moved(reported, { numbers: [numberMove(0, "reject")] }), { numbers: [numberMove(1, "reject")] });
    expect(both.request.exception?.reasons.map(({ phone_number }) => phone_number)).toEqual([
      null,
      "+14152361000",
      "+14152361001",
    ]);
  });

  test("some ported and the rest rejected or canceled is partial; all ported is completed", () => {
    const one = moved(submitted, { numbers: [numberMove(0, "port")], actor: "system" });
    expect(statusOf(one)).toBe("submitted");
    expect(statusOf(moved(one, { numbers: [numberMove(1, "reject")] }))).toBe("partial");
    expect(statusOf(moved(one, { numbers: [numberMove(1, "cancel")] }))).toBe("partial");
    expect(statusOf(moved(one, { numbers: [numberMove(1, "port")], actor: "system" }))).toBe("completed");
  });

  test("a request whose numbers are all canceled is canceled", () => {
    const numbers = [numberMove(0, "cancel"), numberMove(1, "cancel")];
    expect(statusOf(moved(submitted, { numbers }))).toBe("canceled");
  });

  test("a number that ports while the request is being canceled is kept", () => {
    const asked = moved(submitted, { requests: [requestMove("request_cancellation")], actor: "customer" });
    const one = moved(asked, { numbers: [numberMove(0, "port")], actor: "system" });
    expect(move(one, { requests: [requestMove("confirm_cancellation")] })).toEqual({
      kind: "guarded",
      guard: "no_number_ported",
    });
    expect(statusOf(moved(one, { numbers: [numberMove(1, "cancel")] }))).toBe("partial");
  });
});

describe("refusals", () => {
  const dated = (focAt: number): World => ({
    request: aRequest({ status: "foc_confirmed", focAt }),
    numbers: [aNumber(0, { status: "foc_confirmed", focAt })],
  });
  const cancel = { requests: [requestMove("request_cancellation")], actor: "customer" as const };

  test("no cancellation within 48 hours of the port", () => {
    expect(move(dated(NOW + 2 * DAY), cancel).kind).toBe("planned");
    expect(move(dated(NOW + 2 * DAY - 1), cancel)).toEqual({ kind: "guarded", guard: "not_within_48_hours_of_foc" });
  });

  test("nor while a number of an exception moves within 48 hours", () => {
    const inException = (focAt: number): World => ({
      request: aRequest({ status: "exception", focAt: null }),
      numbers: [aNumber(0, { status: "rejected" }), aNumber(1, { status: "foc_confirmed", focAt })],
    });
    expect(move(inException(NOW + 2 * DAY), cancel).kind).toBe("planned");
    expect(move(inException(NOW + 1), cancel)).toEqual({ kind: "guarded", guard: "not_within_48_hours_of_foc" });
  });

  test("requirements and pre-flight before submission", () => {
    const submit = (change: object) =>
      move(draftOf(1), { requests: [requestMove("submit")], actor: "customer", facts: { ...facts, ...change } });
    expect(submit({ areRequirementsMet: false })).toEqual({ kind: "guarded", guard: "requirements_met" });
    expect(submit({ hasPassedPreflight: false })).toEqual({ kind: "guarded", guard: "preflight_passed" });
  });

  test("each field that a transition requires is missed", () => {
    const missed = transitionNames.flatMap((name) => {
      const { from, by, requires = [] } = transitionOf(name);
      return requires.map((field) => {
        const world = { request: aRequest({ status: from[0] ?? "draft" }), numbers: [aNumber(0)] };
        const result = move(world, { actor: by[0] ?? "system", requests: [{ ...requestMove(name), [field]: null }] });
        expect(result, name).toEqual({ kind: "missing", field });
        return field;
      });
    });
    expect(new Set(missed)).toEqual(new Set(["reason", "foc", "reasons"]));
  });

  test("a number that has moved stays, and one that is as wanted is left alone", () => {
    const world = { request: aRequest(), numbers: [aNumber(0, { status: "ported" }), aNumber(1)] };
    const result = move(world, { numbers: [numberMove(0, "reject")] });
    expect(result).toMatchObject({ kind: "illegal_number", name: "reject", number: { id: "pnm_0" } });
    expect(move(world, { numbers: [numberMove(1, "send")] })).toEqual({ kind: "unchanged" });
  });
});

test("every legal move of the table is planned, and every other refused: from each status and by each actor", () => {
  let legal = 0;
  for (const status of requestStatuses) {
    for (const actor of portingActors) {
      for (const name of transitionNames) {
        const row = transitionOf(name);
        const needs = new Set(row.guards);
        const ported = needs.has("all_numbers_ported") || needs.has("some_numbers_ported_and_none_open");
        const numbers = [
          aNumber(0, { status: ported ? "ported" : "pending" }),
          aNumber(1, {
            status: needs.has("some_numbers_ported_and_none_open") ? "canceled" : ported ? "ported" : "pending",
          }),
        ];
        const world = { request: aRequest({ status }), numbers };
        const result = move(world, { actor, requests: [requestMove(name)] });
        const isLegal = row.from.includes(status) && row.by.includes(actor);
        // A request that is there already, without fields that could differ.
        const isThere =
          row.to === status && row.by.includes(actor) && !row.requires?.some((field) => field !== "reason");
        expect(result.kind, `${name} from ${status} by ${actor}`).toBe(
          isLegal ? "planned" : isThere ? "unchanged" : "illegal",
        );
        if (result.kind !== "planned") continue;
        legal += 1;
        expect(result.plan.steps[0]).toMatchObject({ name, from: status, to: row.to, actor });
      }
    }
  }
  expect(legal).toBeGreaterThan(60);
});

/** What holds for a request and its numbers at any time. */
function expectSound({ request, numbers }: World): void {
  const { status } = request;
  const open = numbers.filter((number) => isUnderWay(number.status));
  const ported = numbers.filter((number) => number.status === "ported");
  expect(rollUp(request, numbers, "operator")).toBeNull();
  expect(isFinal(status) ? numbers.filter((number) => isOpenNumber(status, number.status)) : []).toEqual([]);
  expect(status === "completed", status).toBe(ported.length === numbers.length);
  if (status === "partial") expect([ported.length > 0, open.length]).toEqual([true, 0]);
  if (status === "canceled" || status === "expired") expect([ported.length, open.length]).toEqual([0, 0]);
  if (status === "foc_confirmed") {
    expect(request.focAt).toBe(earliestFoc(open));
    expect(open.filter(({ focAt }) => focAt === null)).toEqual([]);
  }
  if (status === "activating") expect(open.some((number) => number.status === "activating")).toBe(true);
  expect(request.exception !== null, status).toBe(status === "exception");
  for (const number of numbers) {
    if (number.rejection === null) expect(number.status).not.toBe("rejected");
    if (number.status === "rejected") expect(["exception", "cancel_requested", "partial"]).toContain(status);
    if (number.focAt !== null) expect(["foc_confirmed", "activating", "ported"]).toContain(number.status);
  }
}

test("whatever is asked for, in any order: request and numbers agree, and ends are final", () => {
  const seen = new Set<string>();
  const seenNumbers = new Set<string>();
  fc.assert(
    fc.property(fc.boolean(), fc.array(anyCommand(2), { maxLength: 30 }), (isAwaitingSignature, commands) => {
      let world = moved(draftOf(2), { requests: [requestMove("submit")], actor: "customer" });
      if (isAwaitingSignature) world = moved(world, { requests: [requestMove("request_signature")] });
      for (const each of commands) {
        const result = planMove(world.request, world.numbers, each);
        if (result.kind !== "planned") continue;
        expect(isFinal(world.request.status)).toBe(false);
        const next = after(world, result.plan);
        world.numbers.forEach((number, at) => {
          if (number.status === "ported") expect(next.numbers[at]).toEqual(number);
        });
        world = next;
        expectSound(world);
        seen.add(world.request.status);
        for (const { status } of world.numbers) seenNumbers.add(status);
      }
    }),
    { numRuns: repetitions(500, 5_000) },
  );
  expect(requestStatuses.filter((status) => !seen.has(status) && status !== "draft")).toEqual([]);
  expect(portingNumberStatuses.filter((status) => !seenNumbers.has(status))).toEqual([]);
});

test("what the carrier says of single numbers leads to the same status in any order, and twice as once", () => {
  const said = fc.constantFrom("send", "confirm_foc", "reject", "cancel", "port" as const);
  const words = fc.array(fc.tuple(said, fc.integer({ min: 3, max: 5 })), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(words, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (all, order) => {
      const start = moved(draftOf(3), { requests: [requestMove("submit")], actor: "customer" });
      const say = (world: World, at: number): World => {
        const [name, day] = all[at] ?? ["send", 5];
        return moved(world, { actor: name === "port" ? "system" : "carrier", numbers: [numberMove(at, name, day)] });
      };
      const inOrder = [0, 1, 2].reduce(say, start);
      const shuffled = order.reduce(say, start);
      expect([shuffled.request.status, shuffled.request.focAt, shuffled.numbers]).toEqual([
        inOrder.request.status,
        inOrder.request.focAt,
        inOrder.numbers,
      ]);
      if (!isFinal(shuffled.request.status)) expect(order.reduce(say, shuffled)).toEqual(shuffled);
    }),
    { numRuns: repetitions(500, 5_000) },
  );
});
