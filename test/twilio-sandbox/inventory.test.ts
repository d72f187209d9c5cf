import fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { areaCodesOf, isValidNumber, magic, offerFor, placeOf } from "#twilio-sandbox/inventory/catalogue";
import { matchesContains, parseContains } from "#twilio-sandbox/inventory/contains";
import { countries, offerOf } from "#twilio-sandbox/inventory/offers";
import { availableNumbers, type Search } from "#twilio-sandbox/inventory/search";
import { shuffled, size, template } from "#twilio-sandbox/inventory/template";
import { repetitions } from "../support/soak.ts";

const anything: Search = { capabilities: {}, excludeAddress: [], includeBeta: true, withinMiles: 25, inside: {} };
const offers = countries.flatMap((country) => country.offers);
const anyOffer = fc.constantFrom(...offers);

function found(
  country: string,
  type: "local" | "mobile" | "tollfree" | "national",
  search: Partial<Search>,
  limit = 20,
) {
  const offer = offerOf(country, type);
  if (!offer) throw new Error(`no ${type} in ${country}`);
  return [...availableNumbers(offer, { ...anything, ...search }).take(limit)];
}

function containing(text: string) {
  const pattern = parseContains(text);
  if (!pattern) throw new Error(`${text} is not a pattern`);
  return pattern;
}

describe("the inventory", () => {
  test("holds at least the ten countries, each with something to sell", () => {
    expect(countries.map((country) => country.iso).sort()).toEqual("AU CA DE ES FR GB IE NL SE US".split(" "));
    expect(countries.every((country) => country.offers.length >= 2)).toBe(true);
  });

  test("every block gives valid numbers that are sold under the same offer, wherever one looks into it", () => {
    const property = fc.property(anyOffer, fc.string(), fc.nat(5), (offer, salt, skipped) => {
      for (const block of offer.blocks) {
        for (const e164 of shuffled(block.template, salt).drop(skipped).take(5)) {
          expect(isValidNumber(e164), e164).toBe(true);
          const seller = offerFor(e164);
          expect(seller?.type, e164).toBe(offer.type);
          // Toll-free numbers of North America belong to no country in particular.
          if (offer.country !== "CA" || offer.type !== "tollfree") expect(seller?.country, e164).toBe(offer.country);
        }
      }
    });
    fc.assert(property, { numRuns: repetitions(150, 1_500) });
  });

  test("a thousand numbers of any offer are distinct, valid, and the same every time", () => {
    for (const offer of offers) {
      const first = [...availableNumbers(offer, anything).take(1000)].map((each) => each.phoneNumber);
      const again = [...availableNumbers(offer, anything).take(1000)].map((each) => each.phoneNumber);
      expect(new Set(first).size).toBe(1000);
      expect(again).toEqual(first);
      expect(first.filter((each) => !isValidNumber(each))).toEqual([]);
    }
  });

  test("a template is walked completely, each number once", () => {
    const anyTemplate = fc.array(fc.constantFrom("0123456789", "23456789", "5", "17"), { minLength: 1, maxLength: 4 });
    const property = fc.property(anyTemplate, fc.string(), (positions, salt) => {
      const walked = [...shuffled(positions, salt)];
      expect(new Set(walked).size).toBe(walked.length);
      expect(walked.length).toBe(size(positions));
    });
    fc.assert(property);
    expect(template("1 [2-4]X [17]N")).toEqual(["1", "234", "0123456789", "17", "23456789"]);
  });
});

describe("area codes", () => {
  test("any area code in use gives numbers in it", () => {
    const codes = areaCodesOf("US");
    expect(codes.length).toBeGreaterThan(300);
    expect(areaCodesOf("CA").length).toBeGreaterThan(40);
    const property = fc.property(fc.constantFrom(...codes), (areaCode) => {
      const numbers = found("US", "local", { areaCode }, 5);
      expect(numbers).toHaveLength(5);
      expect(
        numbers.filter(({ phoneNumber: each }) => !each.startsWith(`+1${areaCode}`) || !isValidNumber(each)),
      ).toEqual([]);
    });
    fc.assert(property, { numRuns: repetitions(60, 600) });
  });

  test("area codes that the numbering plan's library lacks are for sale, too", () => {
    const numbers = ["621", "924"].flatMap((areaCode) => found("US", "local", { areaCode }, 3));
    expect(numbers).toHaveLength(6);
    for (const { phoneNumber } of numbers) {
      expect(parsePhoneNumberFromString(phoneNumber)?.isValid(), phoneNumber).toBe(false);
      expect(isValidNumber(phoneNumber)).toBe(true);
      expect(offerFor(phoneNumber)).toMatchObject({ country: "US", type: "local" });
    }
  });

  test("an area code that is unused, or another country's, gives none", () => {
    expect(found("US", "local", { areaCode: "222" })).toEqual([]);
    expect(found("US", "local", { areaCode: "416" })).toEqual([]);
    expect(found("CA", "local", { areaCode: "416" })).toHaveLength(20);
    expect(found("US", "tollfree", { areaCode: "833" })[0]?.phoneNumber).toMatch(/^\+1833/);
  });

  test("an area code says nothing outside North America", () => {
    expect(found("GB", "local", { areaCode: "415" })).toHaveLength(20);
  });
});

describe("Contains", () => {
  const digit = fc.constantFrom(..."0123456789*");
  const run = fc.string({ unit: digit, minLength: 2, maxLength: 4 });

  test("whatever is found matches, and is found once", () => {
    const pattern = fc.tuple(fc.boolean(), fc.array(run, { minLength: 1, maxLength: 2 }), fc.boolean());
    const property = fc.property(anyOffer, pattern, (offer, [fromStart, runs, toEnd]) => {
      const contains = containing(`${fromStart ? "+" : ""}${runs.join("%")}${toEnd ? "$" : ""}`);
      const numbers = [...availableNumbers(offer, { ...anything, contains }).take(30)].map((each) => each.phoneNumber);
      expect(numbers.filter((each) => !matchesContains(each, contains) || !isValidNumber(each))).toEqual([]);
      expect(new Set(numbers).size).toBe(numbers.length);
    });
    fc.assert(property, { numRuns: repetitions(300, 3_000) });
  });

  test("every number on sale is found by the whole of it, and by any piece of it", () => {
    const place = fc.tuple(fc.nat(10_000), fc.nat(7), fc.integer({ min: 2, max: 8 }));
    const property = fc.property(anyOffer, place, (offer, [skipped, from, length]) => {
      const [number] = [...availableNumbers(offer, anything).drop(skipped).take(1)];
      if (!number) throw new Error("the offer ran out");
      const search = (text: string) => availableNumbers(offer, { ...anything, contains: containing(text) });
      expect([...search(`${number.phoneNumber}$`)].map((each) => each.phoneNumber)).toEqual([number.phoneNumber]);
      const piece = number.phoneNumber.slice(1 + from, 1 + from + length);
      if (piece.length >= 2) expect(matchesContains(number.phoneNumber, containing(piece))).toBe(true);
    });
    fc.assert(property, { numRuns: repetitions(100, 1_000) });
  });

  test("a rare pattern is found at once, also in an area code without a described place", () => {
    const numbers = found("US", "local", { areaCode: "415", contains: containing("5551234") });
    expect(numbers[0]?.phoneNumber).toBe("+14155551234");
    expect(numbers).toHaveLength(11);
    expect(found("US", "local", { contains: containing("+19075551234") })[0]?.place.locality).toBeNull();
    expect(found("US", "local", { areaCode: "415", contains: containing("1555123$") })).toEqual([]);
  });

  test("letters are keys, + and $ are the ends, * is one digit and % any number of them", () => {
    expect(containing("STORM").runs).toEqual(["78676"]);
    const ends = (text: string) => found("US", "local", { contains: containing(text) }).map((each) => each.phoneNumber);
    expect(ends("00$").every((each) => each.endsWith("00"))).toBe(true);
    expect(ends("+1415").every((each) => each.startsWith("+1415"))).toBe(true);
    expect(ends("+1212***7$").every((each) => /^\+1212.*7$/.test(each))).toBe(true);
    expect(ends("99%88").every((each) => /99.*88/.test(each))).toBe(true);
    expect(ends("99%88")).toHaveLength(20);
  });

  test.each(["5", "12345678901234567", "55-5", "5+5", "$5", "é55", ""])("%j is not a pattern", (text) => {
    expect(parseContains(text)).toBeNull();
  });
});

describe("the other filters", () => {
  const capability = fc.constantFrom("voice" as const, "sms" as const, "mms" as const, "fax" as const);

  test("capabilities are what was asked for", () => {
    const wanted = fc.dictionary(capability, fc.boolean());
    const property = fc.property(anyOffer, wanted, (offer, capabilities) => {
      const numbers = [...availableNumbers(offer, { ...anything, capabilities }).take(20)];
      for (const number of numbers) expect(number.capabilities).toMatchObject(capabilities);
      expect([0, 20]).toContain(numbers.length);
    });
    fc.assert(property, { numRuns: repetitions(100, 1_000) });
    expect(found("US", "local", { capabilities: { sms: false } })).toHaveLength(20);
    expect(found("GB", "local", { capabilities: { sms: true } })).toEqual([]);
  });

  test("an address requirement can be excluded, and so can beta", () => {
    expect(found("IE", "local", { excludeAddress: ["local"] })).toEqual([]);
    expect(found("IE", "local", { excludeAddress: ["foreign"] })).toHaveLength(20);
    expect(found("NL", "tollfree", { excludeAddress: ["foreign"] })).toEqual([]);
    expect(found("IE", "mobile", { includeBeta: false })).toEqual([]);
    expect(found("IE", "mobile", { includeBeta: true })).toHaveLength(20);
  });

  test("a place is honoured in North America, also when a number stands for it", () => {
    const towns = (search: Partial<Search>) => new Set(found("US", "local", search).map((each) => each.place.locality));
    expect(towns({ inside: { region: "hi" } })).toEqual(new Set(["Honolulu", "Hilo"]));
    expect(towns({ inside: { locality: "Hilo" } })).toEqual(new Set(["Hilo"]));
    expect(towns({ inside: { postalCode: "96720" } })).toEqual(new Set(["Hilo"]));
    expect(towns({ inside: { lata: "722", rateCenter: "SAN RAFAEL" } })).toEqual(new Set(["San Rafael"]));
    expect(towns({ inside: { region: "+18089251571" } })).toEqual(new Set(["Honolulu", "Hilo"]));
    expect(towns({ inside: { region: "ZZ" } })).toEqual(new Set());
    expect(found("GB", "local", { inside: { region: "CA" } })).toHaveLength(20);
  });

  test("near means within the distance, from a point or from a number", () => {
    const towns = (search: Partial<Search>) =>
      [...new Set(found("US", "local", search).map((each) => each.place.locality))].sort();
    const downtown = { latitude: 37.7749, longitude: -122.4194 };
    expect(towns({ near: downtown, withinMiles: 5 })).toEqual(["San Francisco"]);
    expect(towns({ near: downtown, withinMiles: 25 })).toEqual(["San Francisco", "San Rafael"]);
    expect(towns({ near: { number: "+14152345678" }, withinMiles: 400 })).toContain("Los Angeles");
    expect(towns({ near: { number: "+19075551234" }, withinMiles: 500 })).toEqual([]);
    expect(placeOf("+14152345678").locality).toBe("San Francisco");
  });
});

describe("what is for sale", () => {
  test("any valid number of a country and type on offer is, listed or not; nothing else", () => {
    expect(offerFor("+19075551234")).toMatchObject({ country: "US", type: "local" });
    expect(offerFor("+447400123456")).toMatchObject({ country: "GB", type: "mobile", bundleRequired: true });
    expect(offerFor("+8613912345678")).toBeUndefined();
    expect(offerFor("+447911123456")).toBeUndefined();
    expect(offerFor("+12221234567")).toBeUndefined();
  });

  test("the magic numbers are what Twilio says they are", () => {
    expect(isValidNumber(magic.taken) && offerFor(magic.taken) === undefined).toBe(true);
    expect(isValidNumber(magic.invalid)).toBe(false);
    expect(isValidNumber(magic.available) && offerFor(magic.available)?.country === "US").toBe(true);
  });

  test.each(["33", "14155551234", "+1415555123", "+14155551234x", "+1 415 555 1234", ""])("%j is no number", (text) => {
    expect(isValidNumber(text)).toBe(false);
  });
});
