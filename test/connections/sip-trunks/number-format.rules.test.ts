import fc from "fast-check";
import { expect, test } from "vitest";
import { possibleNumbers, toTrunkNumber } from "#connections/sip-trunks/number-format";
import { e164Format } from "#connections/sip-trunks/trunk";

const german = { plus: false, strip_prefix: "49", add_prefix: "0" };
const technical = { plus: false, strip_prefix: "", add_prefix: "77#" };

test.each([
  ["+4930123456", e164Format, "+4930123456"],
  ["+4930123456", german, "030123456"],
  ["+14155550123", german, "014155550123"],
  ["+14155550123", technical, "77#14155550123"],
])("%s is written as the carrier expects it", (e164, format, written) => {
  expect(toTrunkNumber(e164, format)).toBe(written);
});

test.each([
  ["+4930123456", e164Format, ["+4930123456"]],
  ["4930123456", e164Format, ["+4930123456"]],
  ["004930123456", e164Format, ["+4930123456"]],
  ["+49 (30) 123-456;npdi=yes", e164Format, ["+4930123456"]],
  ["030123456", german, ["+4930123456"]],
  ["77#14155550123", technical, ["+14155550123"]],
  ["reception", e164Format, []],
  ["", german, []],
])("the user part %s is understood", (user, format, numbers) => {
  expect(possibleNumbers(user, format)).toEqual(numbers);
});

test("a number that was written for a carrier is found again among the possible ones", () => {
  const number = fc.constantFrom("+4930123456", "+14155550123", "+442071838750", "+33142685300", "+819012345678");
  const format = fc.record({
    plus: fc.constant(false),
    strip_prefix: fc.constantFrom("", "49", "1", "44", "33"),
    add_prefix: fc.stringMatching(/^[0-9*#]{0,4}$/),
  });
  fc.assert(
    fc.property(number, format, (e164, wanted) => {
      // Without the prefix the carrier's text does not say which country's digits it left out.
      fc.pre(wanted.strip_prefix === "" || e164.startsWith(`+${wanted.strip_prefix}`));
      expect(possibleNumbers(toTrunkNumber(e164, wanted), wanted)).toContain(e164);
    }),
  );
});
