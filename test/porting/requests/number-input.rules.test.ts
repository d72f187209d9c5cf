import fc from "fast-check";
import { expect, test } from "vitest";
import { type NumberInput, readNumbers } from "#porting/requests/number-input";

const read = (input: NumberInput<object>, taken: readonly string[] = []) => readNumbers(input, new Set(taken));

const numbersIn = (input: NumberInput<object>): string[] => {
  const result = read(input);
  if ("mistakes" in result) throw new Error(JSON.stringify(result.mistakes));
  return result.numbers.map(({ e164 }) => e164);
};

const mistakesIn = (input: NumberInput<object>, taken: readonly string[] = []): string[][] => {
  const result = read(input, taken);
  return "mistakes" in result ? result.mistakes.map(({ pointer, detail }) => [pointer, detail]) : [];
};

test("a range with a shortened end is answered by the whole one, whatever its dash", () => {
  for (const dash of ["-", " – ", "—"]) {
    const read = readNumbers({ phone_numbers: [`+13125550100${dash}0102`, `+13125550100${dash}9`] }, new Set());
    const details = "mistakes" in read ? read.mistakes.map(({ detail }) => detail) : [];
    expect(details).toEqual([
      expect.stringContaining("Write both numbers in full: +13125550100-+13125550102."),
      expect.stringContaining("Write both numbers in full: +13125550100-+13125550109."),
    ]);
  }
});

test("numbers, ranges in one text, ranges of two fields and numbers with settings are read in this order", () => {
  const input = {
    phone_numbers: ["+13125550100", "+13125550110-+13125550112", "+13125550120 – +13125550121"],
    ranges: [{ start: "+13125550198", end: "+13125550199" }],
    numbers: [{ phone_number: " +13125550150", pin: "0042" }],
  };
  expect(numbersIn(input)).toEqual(
    ["100", "110", "111", "112", "120", "121", "198", "199", "150"].map((end) => `+13125550${end}`),
  );
  const result = read(input);
  expect("numbers" in result && result.numbers.at(-1)).toEqual({
    e164: "+13125550150",
    pointer: "/numbers/0/phone_number",
    settings: { pin: "0042" },
  });
});

test("each mistake is named at its own place", () => {
  const input = {
    phone_numbers: ["+13125550100", "312 555 0100", "+13125550100", "+19005550100", "+13125550101"],
    ranges: [
      { start: "+13125550119", end: "+13125550110" },
      { start: "+13125550100", end: "+442071838750" },
      { start: "nothing", end: "+1" },
      { start: "+13125551000", end: "+13125552999" },
      { start: "+13125550099", end: "+13125550102" },
    ],
    numbers: [{ phone_number: "+13125550101" }],
  };
  expect(mistakesIn(input, ["+13125550102"])).toEqual([
    ["/phone_numbers/1", expect.stringContaining("is not E.164")],
    ["/phone_numbers/2", "+13125550100 is named twice; the first time at /phone_numbers/0. Name each number once."],
    ["/phone_numbers/3", "+19005550100 is a premium-rate number, which no carrier ports. Leave it out."],
    ["/ranges/0", "The range ends before it starts. Write +13125550110-+13125550119."],
    ["/ranges/1", expect.stringContaining("different lengths")],
    ["/ranges/2/start", expect.stringContaining("is not E.164")],
    ["/ranges/2/end", expect.stringContaining("is not E.164")],
    ["/ranges/3", "The range has 2000 numbers; the most in a request is 1000."],
    ["/ranges/4", expect.stringContaining("named twice; the first time at /phone_numbers/0")],
    ["/numbers/0/phone_number", expect.stringContaining("named twice; the first time at /phone_numbers/4")],
  ]);
  expect(mistakesIn({ phone_numbers: ["+13125550100"] }, ["+13125550100"])).toEqual([
    ["/phone_numbers/0", "+13125550100 is in this request already. Leave it out."],
  ]);
});

test("a request has 1,000 numbers at most, those that it has already included", () => {
  const thousand = { ranges: [{ start: "+13125550000", end: "+13125550999" }] };
  expect(numbersIn(thousand)).toHaveLength(1_000);
  expect(mistakesIn(thousand, ["+13125551000"])).toEqual([
    ["", "The request would have 1001 numbers; the most is 1000. Make several requests."],
  ]);
});

test("a range has every number between its ends once, whatever the ends", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2_000_000, max: 9_999_999 }), fc.integer({ min: 1, max: 1_000 }), (first, size) => {
      const last = Math.min(first + size - 1, 9_999_999);
      const found = numbersIn({ phone_numbers: [`+1312${first}-+1312${last}`] });
      expect(found).toHaveLength(last - first + 1);
      expect(new Set(found).size).toBe(found.length);
      expect([found[0], found.at(-1)]).toEqual([`+1312${first}`, `+1312${last}`]);
    }),
    { numRuns: 15 },
  );
});
