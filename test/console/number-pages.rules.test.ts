import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSearch, searchTexts, stringifySearch } from "../../src/console/app/search-texts";
import { entriesOf, type HistoryEvent } from "../../src/console/pages/number/history-entries";
import { differencesOf } from "../../src/console/pages/number/plan-diff";
import { errorFinder, percentOf } from "../../src/console/pages/number/routing/plan";
import { numbersAt } from "../../src/console/pages/numbers/number-filters";
import { csvTextOf } from "../../src/console/pages/numbers/read-csv";

/** Rules of the console's pages of numbers. */

const names = ["digits", "status", "ready"] as const;

test("the filters of a list survive the URL as they were typed", () => {
  fc.assert(
    fc.property(
      fc.record(
        {
          digits: fc.string({ minLength: 1 }),
          status: fc.string({ minLength: 1 }),
          ready: fc.constantFrom("true", "false"),
        },
        { requiredKeys: [] },
      ),
      (filters) => {
        expect(searchTexts(...names)(parseSearch(stringifySearch(filters)))).toEqual(filters);
      },
    ),
  );
  expect(stringifySearch({ digits: "5550", status: undefined, ready: "" })).toBe("?digits=5550");
  expect(stringifySearch({})).toBe("");
});

test("a field of a link that the page does not know is no filter", () => {
  const read = searchTexts("status")({ status: "active", utm_source: "mail", digits: "415" });
  expect(Object.entries(read)).toEqual([
    ["status", "active"],
    ["utm_source", undefined],
    ["digits", undefined],
  ]);
});

test("a plan does not differ from itself, nor from one with the defaults written out", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (plan) => {
      expect(differencesOf(plan, structuredClone(plan))).toEqual([]);
    }),
  );
  const defaults = { blocked_callers: [], countries: null, schedule: null, callers: [], sticky: false, fallback: null };
  expect(differencesOf({}, defaults)).toEqual([]);
  expect(differencesOf(undefined, defaults)).toEqual([]);
});

test("differences name the field, and of a list the entries that only one side has", () => {
  const before = { blocked_callers: ["+1900*", "anonymous"], schedule: { time_zone: "UTC", open: [] }, sticky: true };
  const after = {
    blocked_callers: ["anonymous", "+14155550123"],
    schedule: { time_zone: "Europe/Berlin", open: [{ days: ["mon", "tue"], from: "09:00", to: "17:00" }] },
    fallback: { kind: "say", message: "Closed" },
  };
  expect(differencesOf(before, after)).toEqual([
    { path: "blocked_callers", before: "+1900*", after: undefined },
    { path: "blocked_callers", before: undefined, after: "+14155550123" },
    { path: "schedule.time_zone", before: "UTC", after: "Europe/Berlin" },
    { path: "schedule.open", before: undefined, after: "days: mon tue, from: 09:00, to: 17:00" },
    { path: "sticky", before: "true", after: undefined },
    { path: "fallback.kind", before: undefined, after: "say" },
    { path: "fallback.message", before: undefined, after: "Closed" },
  ]);
});

test("an error of a list shows at the list, and one of another field does not", () => {
  const errorAt = errorFinder([
    { pointer: "/blocked_callers/2", detail: "no caller" },
    { pointer: "/callers/10/from", detail: "no number" },
  ]);
  expect(errorAt("/blocked_callers")).toBe("no caller");
  expect(errorAt("/callers/10/from")).toBe("no number");
  expect(errorAt("/callers/1")).toBeUndefined();
  expect(errorAt("/blocked")).toBeUndefined();
});

test("shares of calls are percents of the sum, also of nothing", () => {
  const agents = [{ weight: 3 }, { weight: 1 }];
  expect(agents.map(({ weight }) => percentOf(weight, agents))).toEqual([75, 25]);
  expect(percentOf(0, [{ weight: 0 }])).toBe(0);
});

test("the history has events and assignments by time, and no assignment from before the loaded events", () => {
  const event = (at: string, causes: string[]): HistoryEvent =>
    ({ id: at, type: "phone_number.readiness_changed", occurred_at: at, data: { causes } }) as HistoryEvent;
  const assignment = (from: string, to: string | null) => ({
    id: `asg ${from}`,
    phone_number_id: "num_1",
    phone_number: "+14155550123",
    agent_id: "agt_1",
    valid_from: from,
    valid_to: to,
  });
  const events = [event("2026-11-04", []), event("2026-11-02", ["no_agent"])];
  const assignments = [assignment("2026-11-03", null), assignment("2026-11-01", "2026-11-02T12")];
  const lines = (hasOlderEvents: boolean) =>
    entriesOf(events, assignments, hasOlderEvents).map(({ kind, at }) => `${at} ${kind}`);
  expect(lines(false)).toEqual([
    "2026-11-04 event",
    "2026-11-03 assigned",
    "2026-11-02T12 unassigned",
    "2026-11-02 event",
    "2026-11-01 assigned",
  ]);
  expect(lines(true)).toEqual(lines(false).slice(0, -1));
  const [latest] = entriesOf(events, assignments, false);
  expect(latest).toMatchObject({ causesBefore: ["no_agent"] });
});

test("a CSV file reads the same in UTF-8, UTF-16 and the Windows code page", () => {
  const text = "id,friendly_name\nnum_1,Zürich";
  const bytesOf = (bytes: readonly number[]): ArrayBuffer => Uint8Array.from(bytes).buffer;
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  expect(csvTextOf(bytesOf(Array.from(new TextEncoder().encode(text))))).toBe(text);
  expect(csvTextOf(bytesOf([0xff, 0xfe, ...codes.flatMap((code) => [code, 0])]))).toBe(text);
  expect(csvTextOf(bytesOf([0xfe, 0xff, ...codes.flatMap((code) => [0, code])]))).toBe(text);
  expect(csvTextOf(bytesOf(codes))).toBe(text);
});

test("a list of numbers has one URL, whatever the order in which its filters were set", () => {
  const [one, other] = [
    numbersAt({ status: "active", digits: "415", tag: "vip" }),
    numbersAt({ tag: "vip", digits: "415", status: "active" }),
  ];
  expect(one(undefined).url).toBe(other(undefined).url);
  expect(one(undefined).url).toBe("/v1/phone-numbers?status=active&tag=vip&digits=415&limit=100");
  expect(numbersAt({ status: undefined, digits: "41" })(undefined).url).toBe("/v1/phone-numbers?limit=100");
});
