import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ActiveDay,
  ENOUGH_CALLS_OR_MESSAGES,
  NOTICE_DAYS,
  riskOf,
  WINDOW_DAYS,
} from "#operations/inactivity/risk";

const TODAY = 20_000;
const OLD = TODAY - 400;

const days: fc.Arbitrary<ActiveDay[]> = fc.array(
  fc.record({ day: fc.integer({ min: TODAY - 60, max: TODAY }), longCalls: fc.nat(2), messages: fc.nat(2) }),
);

const inWindow = (activity: readonly ActiveDay[], end: number) => {
  const counted = activity.filter(({ day }) => day > end - WINDOW_DAYS && day <= end);
  const sum = (name: "longCalls" | "messages") => counted.reduce((total, one) => total + one[name], 0);
  return { longCalls: sum("longCalls"), messages: sum("messages") };
};

test("a number is at risk from the first day, within the notice period, whose window has too little activity", () => {
  fc.assert(
    fc.property(days, (activity) => {
      const enough = Array.from({ length: NOTICE_DAYS + 1 }, (_, ahead) => {
        const { longCalls, messages } = inWindow(activity, TODAY + ahead);
        return longCalls >= ENOUGH_CALLS_OR_MESSAGES || messages >= ENOUGH_CALLS_OR_MESSAGES;
      });
      const first = enough.indexOf(false);
      const risk = riskOf(activity, OLD, TODAY);
      expect(risk).toEqual(first === -1 ? null : { ...inWindow(activity, TODAY), atRiskFrom: TODAY + first });
    }),
  );
});

test("a number can be at risk from the day that it is a month old, not a day sooner", () => {
  expect(riskOf([], TODAY - WINDOW_DAYS + 1, TODAY)).toBeNull();
  expect(riskOf([], TODAY - WINDOW_DAYS, TODAY)).toEqual({ longCalls: 0, messages: 0, atRiskFrom: TODAY });
});

test("three calls or three messages are enough, two of each are not", () => {
  const on = (longCalls: number, messages: number) => riskOf([{ day: TODAY, longCalls, messages }], OLD, TODAY);
  expect(on(3, 0)).toBeNull();
  expect(on(0, 3)).toBeNull();
  expect(on(2, 2)).toEqual({ longCalls: 2, messages: 2, atRiskFrom: TODAY });
});

test("the notice comes seven days before the last calls that count leave the window", () => {
  const risk = (age: number) => riskOf([{ day: TODAY - age, longCalls: 3, messages: 0 }], OLD, TODAY);
  expect(risk(WINDOW_DAYS - NOTICE_DAYS - 1)).toBeNull();
  expect(risk(WINDOW_DAYS - NOTICE_DAYS)).toEqual({ longCalls: 3, messages: 0, atRiskFrom: TODAY + NOTICE_DAYS });
});
