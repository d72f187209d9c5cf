import fc from "fast-check";
import { parseLocation } from "parse-address";
import { expect, test } from "vitest";
import { streetWords } from "#porting/rules/postal-abbreviations";
import {
  addressDifferences,
  comparisonForm,
  mailDropIn,
  type PostalAddress,
  zipFitsState,
} from "#porting/rules/us-address";

const address = (fields: Partial<PostalAddress>): PostalAddress => ({
  street: "100 Main Street",
  street_2: null,
  city: "Reno",
  state: "NV",
  postal_code: "89501",
  country: "US",
  ...fields,
});

test.each<[Partial<PostalAddress>, Partial<PostalAddress>]>([
  [{ street: "1005 North Gravenstein Highway, Suite 500" }, { street: "1005 N. Gravenstein Hwy", street_2: "Ste 500" }],
  [{ street: "123 Main St. #4B" }, { street: "123 MAIN STREET", street_2: "Apartment 4b" }],
  [{ street: "123 Main St", street_2: "4B" }, { street: "123 Main St Unit # 4B" }],
  [{ street: "101 Spear St", street_2: "5th floor" }, { street: "101 Spear Street, Floor 5" }],
  [{ street: "One Market Plaza" }, { street: "1 Market Plz" }],
  [{ street: "12 First Ave" }, { street: "12 1st Avenue" }],
  [{ street: "842 East 1700 South" }, { street: "842 E 1700 S" }],
  [{ street: "5 North East 3rd Ct" }, { street: "5 NE Third Court" }],
  [{ street: "7 Saint James Pl" }, { street: "7 St. James Place" }],
  [
    { city: "Saint Paul", state: "Minnesota", postal_code: "55101-1234" },
    { city: "St Paul", state: "MN", postal_code: "55101" },
  ],
  [{ street: "9 O’Farrell St" }, { street: "9 OFARRELL ST" }],
  [
    { state: "district of columbia", postal_code: "20001" },
    { state: "DC", postal_code: "20001" },
  ],
])("%j is the same place as %j", (one, other) => {
  expect(addressDifferences(address(one), address(other))).toEqual([]);
});

const sanJuan = { city: "San Juan", state: "PR", postal_code: "00926" };

test.each<[Partial<PostalAddress>, Partial<PostalAddress>]>([
  [
    { street: "Urb. Las Gladiolas", street_2: "150 Calle A" },
    { street: "150 Calle A", street_2: "Urbanización Las Gladiolas" },
  ],
  [{ street: "Calle Luna #12" }, { street: "12 CALLE LUNA" }],
  [{ street: "Urb. Las Gladiolas 150" }, { street: "150 Las Gladiolas" }],
  [
    { street: "12 Calle Luna", street_2: "Apartamento 3" },
    { street: "12 Calle Luna Apt 3", state: "Puerto Rico" },
  ],
])("in Puerto Rico %j is the same place as %j", (one, other) => {
  expect(addressDifferences(address({ ...sanJuan, ...one }), address({ ...sanJuan, ...other }))).toEqual([]);
});

test.each<[Partial<PostalAddress>, string[]]>([
  [{ street: "100 Main Avenue" }, ["street"]],
  [{ street: "100 N Main Street" }, ["street"]],
  [{ street: "101 Main Street" }, ["street"]],
  [{ street_2: "Apt 5" }, ["unit"]],
  [{ city: "Sparks", postal_code: "89431" }, ["city", "postal_code"]],
  [{ state: "CA" }, ["state"]],
])("100 Main Street in Reno and %j differ in %j", (other, parts) => {
  expect(addressDifferences(address({}), address(other))).toEqual(parts);
});

test("a floor is no suite of the same number", () => {
  expect(addressDifferences(address({ street_2: "Floor 5" }), address({ street_2: "Suite 5" }))).toEqual(["unit"]);
});

test("addresses outside the United States are compared word by word", () => {
  const berlin = address({
    street: "Straße des 17. Juni 135",
    city: "Berlin",
    state: "",
    postal_code: "10623",
    country: "DE",
  });
  expect(addressDifferences(berlin, { ...berlin, street: "STRASSE DES 17 JUNI 135" })).toEqual([]);
  expect(addressDifferences(berlin, { ...berlin, country: "AT" })).toEqual(["country"]);
});

test("street suffixes are abbreviated as parse-address does, in whatever spelling", () => {
  const compared = [...streetWords()].flatMap(([spelling, abbreviation]) => {
    const { type } = parseLocation(`12 Elm ${spelling}, Reno NV 89501`) ?? {};
    return type === undefined ? [] : [[spelling, type.toUpperCase(), abbreviation]];
  });
  expect(compared.length).toBeGreaterThan(400);
  const abbreviationOf = (word = ""): string => streetWords().get(word) ?? word;
  expect(compared.filter(([, theirs, ours]) => abbreviationOf(theirs) !== ours)).toEqual([]);
});

test.each<[Partial<PostalAddress>, ReturnType<typeof mailDropIn>]>([
  [{ street: "P.O. Box 33" }, "post_office_box"],
  [{ street: "PO BOX 33" }, "post_office_box"],
  [{ street: "p o box #33" }, "post_office_box"],
  [{ street: "Post Office Box 33" }, "post_office_box"],
  [{ street: "POB 33" }, "post_office_box"],
  [{ street: "Box 33" }, "post_office_box"],
  [{ street: "100 Main St", street_2: "PO Box 4" }, "post_office_box"],
  [{ street: "Apartado 191", ...sanJuan }, "post_office_box"],
  [{ street: "100 Main St PMB 234" }, "private_mailbox"],
  [{ street: "100 Main St", street_2: "PMB #234" }, "private_mailbox"],
  [{ street: "RR 2 Box 12" }, null],
  [{ street: "12 Boxwood Ln" }, null],
  [{ street: "12 Post Office Rd" }, null],
  [{ street: "4 Pomona Box Elder Way" }, null],
])("%j takes mail alone: %s", (fields, expected) => {
  expect(mailDropIn(address(fields))).toBe(expected);
});

test.each([
  ["NV", "89501", true],
  ["Nevada", "89501-0001", true],
  ["CA", "89501", false],
  ["TX", "88510", true],
  ["NY", "06390", true],
  ["PR", "00926", true],
  ["Ontario", "89501", true],
  ["NV", "", true],
])("%s has the ZIP Code %s: %s", (state, postal_code, fits) => {
  expect(zipFitsState(address({ state, postal_code }))).toBe(fits);
});

const anyAddress = fc.record({
  street: fc.string({ unit: "grapheme" }),
  street_2: fc.option(fc.string({ unit: "grapheme" })),
  city: fc.string(),
  state: fc.string(),
  postal_code: fc.string(),
  country: fc.constantFrom("US", "PR", "CA", "DE", "us"),
});

test("any text has a form, which is equal to itself and does not depend on case or blanks at the ends", () => {
  fc.assert(
    fc.property(anyAddress, (given) => {
      const before = structuredClone(given);
      expect(addressDifferences(given, given)).toEqual([]);
      expect(comparisonForm({ ...given, street: ` ${given.street} ` })).toEqual(comparisonForm(given));
      mailDropIn(given);
      zipFitsState(given);
      expect(given).toEqual(before);
    }),
  );
});

test("one address in two spellings is one place, and another house number is another", () => {
  const spelled = fc.tuple(fc.constantFrom("Street", "ST", "str."), fc.constantFrom("North", "N", "n."));
  fc.assert(
    fc.property(fc.nat(9_999), spelled, spelled, (number, [suffix, direction], [suffix2, direction2]) => {
      const one = address({ street: `${number} ${direction} Elm ${suffix}` });
      expect(addressDifferences(one, address({ street: `${number} ${direction2} ELM ${suffix2}` }))).toEqual([]);
      expect(addressDifferences(one, address({ street: `${number + 1} ${direction2} Elm ${suffix2}` }))).toEqual([
        "street",
      ]);
    }),
  );
});
