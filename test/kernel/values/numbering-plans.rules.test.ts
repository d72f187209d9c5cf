import fc from "fast-check";
import { type MetadataJson, parsePhoneNumberFromString } from "libphonenumber-js/core";
import examples from "libphonenumber-js/examples.mobile.json" with { type: "json" };
import metadata from "libphonenumber-js/metadata.max.json" with { type: "json" };
import { expect, test } from "vitest";
import { PHONE_METADATA } from "#kernel/values/phone-metadata";

/** The Worker's numbering plans have no formats, which decide nothing about a number in E.164. */

const plans: MetadataJson = JSON.parse(PHONE_METADATA);
const whole = metadata as unknown as MetadataJson;

function read(text: string, numberingPlans: MetadataJson) {
  const parsed = parsePhoneNumberFromString(text, numberingPlans);
  if (!parsed) return null;
  const { number, country, countryCallingCode } = parsed;
  return [number, country, countryCallingCode, parsed.isPossible(), parsed.isValid(), parsed.getType()];
}

const countries = Object.entries(whole.countries);

test("the example of every country is read as by the whole plans", () => {
  const known = Object.entries(examples as Record<string, string>);
  expect(known.length).toBeGreaterThan(200);
  for (const [country, national] of known) {
    const text = `+${whole.countries[country as keyof typeof whole.countries]?.[0]}${national}`;
    expect(read(text, plans)).toEqual(read(text, whole));
    expect(read(text, plans)?.[0]).toBe(text);
  }
});

test("any digits after any country's code are read as by the whole plans", () => {
  const code = fc.constantFrom(...countries.map(([, plan]) => String(plan[0])));
  const digits = fc.stringMatching(/^\d{3,12}$/);
  fc.assert(
    fc.property(code, digits, (callingCode, national) => {
      const text = `+${callingCode}${national}`;
      expect(read(text, plans)).toEqual(read(text, whole));
    }),
    { numRuns: 3_000 },
  );
});
