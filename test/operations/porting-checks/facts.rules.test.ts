import { expect, test } from "vitest";
import { isNear, portingFacts } from "#operations/porting-checks/facts";
import type { Completion, PortObstacle } from "#porting/progress/complete-number";
import type { PortProgress } from "#porting/progress/progress-request";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 100 * DAY;

type Request = PortProgress["request"];
type Known = Pick<Request, "id" | "tenantId" | "status" | "statusSince" | "movedAt" | "focAt" | "carrierRequestId">;

/** Only the columns that the facts look at. */
const request = (change: Partial<Known> = {}): Request =>
  ({
    ...{ id: "prt_1", tenantId: "ten_1", status: "in_process", statusSince: NOW, movedAt: NOW, focAt: null },
    carrierRequestId: "KW1",
    ...change,
  }) as Request;

const quiet = { numbers: [], unknownStatuses: [], isMissing: false, completions: [] };
const kindsOf = (progress: Partial<PortProgress>, unready: Parameters<typeof portingFacts>[1] = null) =>
  portingFacts({ request: request(), ...quiet, ...progress }, unready, NOW).facts.map(({ kind }) => kind);

const waiting = (obstacle: PortObstacle, focAt: number): Completion => ({
  kind: "waits",
  obstacle,
  number: { id: "pnm_1", e164: "+13125550100", focAt, statusSince: 0 } as Completion["number"],
});

test("a request that moves as usual has nothing to report, and closes what was reported", () => {
  const { facts, keys } = portingFacts({ request: request(), ...quiet }, null, NOW);
  expect(facts).toEqual([]);
  expect(keys.map(({ kind }) => kind)).toEqual([
    "porting_request_silent",
    "porting_request_silent",
    "porting_not_prepared",
    "porting_status_unknown",
  ]);
});

test("silence is reported with its limit to the tenant and the operators, and ends with the request", () => {
  const { facts } = portingFacts({ request: request({ movedAt: NOW - 16 * DAY }), ...quiet }, null, NOW);
  const evidence = { tenant_id: "ten_1", status: "in_process", days: 16, limit_days: 15 };
  expect(facts).toMatchObject([
    { kind: "porting_request_silent", tenantId: "ten_1", evidence },
    { kind: "porting_request_silent", tenantId: "ten_platform", evidence },
  ]);
  const own = portingFacts({ request: request({ tenantId: "ten_platform", movedAt: 0 }), ...quiet }, null, NOW);
  expect(own.facts).toHaveLength(1);
  expect(kindsOf({ request: request({ movedAt: 0, status: "completed" }) })).toEqual([]);
});

test("statuses that nobody knows and ports that Twilio has no more are the platform's to look at", () => {
  const { facts } = portingFacts({ request: request(), ...quiet, unknownStatuses: ["Pondering"] }, null, NOW);
  expect(facts).toMatchObject([
    {
      kind: "porting_status_unknown",
      tenantId: "ten_platform",
      evidence: { statuses: ["Pondering"], is_missing: false },
    },
  ]);
  expect(kindsOf({ unknownStatuses: null, isMissing: true })).toEqual(["porting_status_unknown"]);
  // A run that did not ask neither reports nor closes.
  const unasked = portingFacts({ request: request(), ...quiet, unknownStatuses: null }, null, NOW);
  expect(unasked.keys.map(({ kind }) => kind)).not.toContain("porting_status_unknown");
});

test("a number that should have moved is reported with the reason: at once if it is refused, after six hours if it is not listed", () => {
  const focAt = NOW - 5 * HOUR;
  expect(kindsOf({ completions: [waiting({ kind: "not_listed" }, focAt)] })).toEqual([]);
  expect(kindsOf({ completions: [waiting({ kind: "not_listed" }, focAt - HOUR)] })).toEqual([
    "porting_number_not_in_service",
  ]);
  expect(kindsOf({ completions: [waiting({ kind: "unavailable" }, 0)] })).toEqual([]);
  const refused = waiting({ kind: "refused", code: "number_limit_reached", detail: "Too many." }, focAt);
  const { facts, keys } = portingFacts({ request: request(), ...quiet, completions: [refused] }, null, NOW);
  expect(facts).toMatchObject([
    { subjectId: "pnm_1", evidence: { reason: "number_limit_reached", detail: "Too many." } },
  ]);
  expect(keys).toContainEqual({ tenantId: "ten_1", subjectId: "pnm_1", kind: "porting_number_not_in_service" });
});

test("a number that stays with its carrier after all, or has come, is late no more", () => {
  const number = (id: string, status: string) => ({ id, status }) as PortProgress["numbers"][number];
  const numbers = [number("pnm_1", "canceled"), number("pnm_2", "submitted"), number("pnm_3", "activating")];
  const { facts, keys } = portingFacts({ request: request(), ...quiet, numbers }, null, NOW);
  expect(facts).toEqual([]);
  const late = keys.filter(({ kind }) => kind === "porting_number_not_in_service");
  expect(late.map(({ subjectId }) => subjectId)).toEqual(["pnm_1", "pnm_2"]);
});

test("a port is looked ahead to from the day before, also when its date has come", () => {
  const confirmed = (focAt: number) => request({ status: "foc_confirmed", focAt });
  expect(isNear(confirmed(NOW + DAY + 1), NOW)).toBe(false);
  expect(isNear(confirmed(NOW + DAY), NOW)).toBe(true);
  expect(isNear(confirmed(NOW - HOUR), NOW)).toBe(true);
  expect(isNear(request({ focAt: NOW }), NOW)).toBe(false);
  const problems = [{ code: "no_agent", detail: "Nobody answers." }];
  expect(kindsOf({ request: confirmed(NOW + HOUR) }, problems)).toEqual(["porting_not_prepared"]);
  expect(kindsOf({ request: confirmed(NOW + HOUR) }, [])).toEqual([]);
});
