import { expect, test } from "vitest";
import { instantIn } from "../../src/console/pages/port-board/zoned-time";
import { numbersInText } from "../../src/console/pages/porting/numbers-in-text";

/** The console reads what people paste and type about ports: phone numbers, and local times of a carrier. */

test("a pasted text gives each number once, in its order, however it is written", () => {
  const text = "+1 312-555-0100\n(312) 555-0101, 1.312.555.0102;tel:+44 20 7183 8750\t0049 30 901820\n+13125550100";
  expect(numbersInText(text)).toEqual({
    numbers: ["+13125550100", "+13125550101", "+13125550102", "+442071838750", "+4930901820"],
    others: [],
    repeated: 1,
  });
});

test("a range gives all of its numbers, and one that is too long, reversed or of two lengths gives none", () => {
  expect(numbersInText("+13125550108 - +13125550111").numbers).toEqual([
    "+13125550108",
    "+13125550109",
    "+13125550110",
    "+13125550111",
  ]);
  expect(numbersInText("+13125550000-+13125550999").numbers).toHaveLength(1_000);
  for (const range of ["+13125550000-+13125551000", "+13125550111-+13125550108", "+13125550108-+131255501110"]) {
    expect(numbersInText(range)).toEqual({ numbers: [], others: [range], repeated: 0 });
  }
});

test("pieces that are no phone number are named, and empty lines are not", () => {
  expect(numbersInText("911\n\n  \nhello,+13125550100,0123")).toEqual({
    numbers: ["+13125550100"],
    others: ["911", "hello", "0123"],
    repeated: 0,
  });
});

test("a local time becomes the instant in its zone, in summer and winter and around a change of the clocks", () => {
  expect(instantIn("2026-12-15T10:00", "America/Chicago")).toBe("2026-12-15T16:00:00.000Z");
  expect(instantIn("2026-07-15T10:00", "America/Chicago")).toBe("2026-07-15T15:00:00.000Z");
  expect(instantIn("2026-03-08T01:30", "America/Chicago")).toBe("2026-03-08T07:30:00.000Z");
  expect(instantIn("2026-03-08T03:30", "America/Chicago")).toBe("2026-03-08T08:30:00.000Z");
  expect(instantIn("2026-12-15T10:00", "Asia/Kathmandu")).toBe("2026-12-15T04:15:00.000Z");
  expect(instantIn("", "America/Chicago")).toBeNull();
});
