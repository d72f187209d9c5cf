import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  callerKey,
  callerProblem,
  callerRuleProblem,
  countryProblem,
  findCountry,
  nameParty,
  ruleFor,
} from "#kernel/values/caller-rule";
import { canonicalNumber, isSameNumber, spellingsOf } from "#kernel/values/number-spellings";
import { countriesOf, isIdentified, type Party, type PartyKind, parseParty, partyKey } from "#kernel/values/party";
import { countryAndTypeOf } from "#kernel/values/phone";

const standIns = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];

describe("what the carrier said", () => {
  test.each<[string, PartyKind, string | null, string | null]>([
    ["+14155550123", "phone_number", "+14155550123", "US"],
    ["+9991234567", "phone_number", "+9991234567", null],
    ...standIns.map((number): [string, PartyKind, null, null] => [number, "anonymous", null, null]),
    ["ANONYMOUS", "anonymous", null, null],
    ["Unknown", "anonymous", null, null],
    ["", "anonymous", null, null],
    ["sip:anonymous@anonymous.invalid", "anonymous", null, null],
    ["sip:alice@example.com:5060;transport=tls", "sip", null, null],
    ["SIPS:+14155550123@[2001:db8::1]", "sip", null, null],
    ["sip:", "other", null, null],
    ["client:Alice", "client", null, null],
    ["whatsapp:+5215512345678", "channel", "+5215512345678", "MX"],
    ["messenger:1234567890", "channel", null, null],
    ["rcs:+447400123456", "channel", "+447400123456", "GB"],
    ["72345", "short_code", null, null],
    ["ACME Bank", "alphanumeric", null, null],
    ["O2-Info", "alphanumeric", null, null],
    ["5551234", "other", null, null],
    ["+12345", "other", null, null],
    ["a name of more than eleven letters", "other", null, null],
  ])("%j is read as %s", (address, kind, phoneNumber, country) => {
    expect(parseParty(address)).toEqual({ address, kind, phoneNumber, country });
  });

  test("the address is kept but for characters that cannot be shown, and is never longer than 255", () => {
    expect(parseParty(" \u0000ACME\u0007 ").address).toBe("ACME");
    expect(parseParty(`sip:${"a".repeat(300)}@b`).address).toHaveLength(255);
    expect(parseParty(undefined)).toMatchObject({ address: "", kind: "anonymous" });
  });

  test("a country given with it counts, but not that of a stand-in number, nor nonsense", () => {
    expect(parseParty("+19421234567", "CA").country).toBe("CA");
    expect(parseParty("72345", "US").country).toBe("US");
    expect(parseParty("+266696687", "LS").country).toBeNull();
    expect(parseParty("+14155550123", "??").country).toBe("US");
    expect(parseParty("+14155550123", "").country).toBe("US");
  });

  test("any text is read, and reading it again gives the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const party = parseParty(text);
        expect(parseParty(party.address)).toEqual(party);
        expect(party.address.length).toBeLessThanOrEqual(255);
      }),
    );
  });
});

describe("the form to compare by", () => {
  test.each([
    ["+5215512345678", "+525512345678"],
    ["+5491123456789", "+541123456789"],
    ["+972591234567", "+970591234567"],
    ["+378886377", "+3780549886377"],
    ["+390549886377", "+3780549886377"],
    ["whatsapp:+5215512345678", "WhatsApp:+525512345678"],
    ["sip:alice@Example.com", "SIPS:alice@example.COM:5061;transport=tls?x=1"],
    ["sip:al%69ce@example.com", "sip:alice@example.com"],
    ["client:Alice", "CLIENT:Alice"],
    ["Acme", "ACME"],
    ["+266696687", "anonymous"],
    ["+86282452253", ""],
  ])("%s and %s are one", (a, b) => {
    expect(partyKey(parseParty(a))).toBe(partyKey(parseParty(b)));
  });

  test.each([
    // A landline of eight digits and a mobile number of nine are two phones in Brazil.
    ["+551133334444", "+5511933334444"],
    ["+551187654321", "+5511987654321"],
    ["+390612345678", "+39612345678"],
    ["+97221234567", "+97021234567"],
    ["+14155550123", "whatsapp:+14155550123"],
    ["whatsapp:+14155550123", "rcs:+14155550123"],
    ["client:alice", "client:Alice"],
    ["sip:alice@example.com", "sip:Alice@example.com"],
    ["sip:alice@example.com", "client:alice"],
    ["other", "+12345"],
  ])("%s and %s are two", (a, b) => {
    expect(partyKey(parseParty(a))).not.toBe(partyKey(parseParty(b)));
  });

  test("is stable, and all spellings of a number have the same", () => {
    const numbers = fc.oneof(
      fc.stringMatching(/^\+[1-9]\d{6,14}$/),
      fc.stringMatching(/^\+(521|52|549|54)\d{10}$/),
      fc.stringMatching(/^\+97[02]5[69]\d{7}$/),
      fc.stringMatching(/^\+(378|3780549|390549)[89]\d{5}$/),
    );
    fc.assert(
      fc.property(numbers, (number) => {
        expect(canonicalNumber(canonicalNumber(number))).toBe(canonicalNumber(number));
        expect(spellingsOf(number)).toContain(number);
        for (const spelling of spellingsOf(number)) expect(isSameNumber(spelling, number)).toBe(true);
      }),
    );
  });

  test("hidden callers, and those of no known kind, cannot be told apart", () => {
    expect(["+266696687", "", "+12345", "+14155550123", "72345"].map((each) => isIdentified(parseParty(each)))).toEqual(
      [false, false, false, true, true],
    );
  });
});

describe("countries", () => {
  test.each([
    ["+449999999999", ["GB"]],
    ["+71112223333", ["RU"]],
    ["+39112345678", ["IT"]],
    ["+61999999999", ["AU"]],
    ["+3589999999", ["FI"]],
    ["+212999999999", ["MA"]],
    ["+12995550123", ["US"]],
    ["+441481256789", ["GG", "GB"]],
    ["+18005550123", ["US", "ZZ"]],
    ["+19005550123", ["US", "ZZ"]],
    ["+80012345678", ["ZZ"]],
    ["+88216123456", ["ZZ"]],
    ["+9991234567", ["ZZ"]],
    ["anonymous", ["ZZ"]],
    ["sip:alice@example.com", ["ZZ"]],
  ])("%s is of %j", (address, countries) => {
    expect(countriesOf(parseParty(address))).toEqual({ certain: countries, possible: countries });
  });

  test.each<[string, string, string[], string[]]>([
    // The main country of the calling code is a guess, so the carrier's word replaces it.
    ["+12995550123", "CA", ["CA"], ["CA"]],
    ["+18005550123", "CA", ["CA", "ZZ"], ["CA", "ZZ"]],
    // A range and the carrier disagree: no list lets the caller through on the range alone.
    ["+12045550123", "US", ["US"], ["US", "CA"]],
    ["+441481256789", "GB", ["GG", "GB"], ["GG", "GB"]],
    ["+447400123456", "GG", ["GG", "GB"], ["GG", "GB"]],
    ["72345", "US", ["US"], ["US"]],
  ])("%s with the carrier's word %s", (address, said, certain, possible) => {
    expect(countriesOf(parseParty(address, said))).toEqual({ certain, possible });
  });

  test("of a number in no range are the main country's", () => {
    expect(countryAndTypeOf("+449999999999").country).toBe("GB");
    expect(countryAndTypeOf("+18005550123")).toEqual({ country: "US", type: "toll_free" });
    expect(countryAndTypeOf("+80012345678").country).toBe("ZZ");
  });
});

/** Addresses as a carrier may send them. */
const addresses = fc.oneof(
  fc.stringMatching(/^\+[1-9]\d{6,14}$/),
  fc.stringMatching(/^\+(521|52|549|54)\d{10}$/),
  fc.stringMatching(/^(whatsapp|rcs):\+[1-9]\d{6,14}$/),
  fc.stringMatching(/^messenger:\d{5,15}$/),
  fc.stringMatching(/^sips?:[a-z0-9%+]{1,8}@[a-zA-Z0-9.]{1,12}(:\d{4})?$/),
  fc.stringMatching(/^client:[a-zA-Z0-9_]{1,10}$/),
  fc.stringMatching(/^\d{3,6}$/),
  fc.constantFrom(...standIns, "Anonymous", ""),
);

describe("a rule for callers", () => {
  test("that is accepted finds a call, and names of it say so", () => {
    const rules = fc.oneof(addresses, fc.stringMatching(/^\+[1-9]\d{0,15}\*$/), fc.string(), fc.constant("other"));
    fc.assert(
      fc.property(rules, (rule) => {
        if (callerRuleProblem(rule) !== null) return;
        const example = rule.endsWith("*") ? rule.slice(0, -1).padEnd(8, "3") : rule === "other" ? "+12345" : rule;
        const parties = [parseParty(example), parseParty(example.padEnd(9, "4"))];
        expect(parties.some((party) => ruleFor([rule], party) === rule)).toBe(true);
      }),
    );
  });

  test("finds every call whose address it is, as the record shows it", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const party = parseParty(address);
        const rule = party.kind === "anonymous" || party.kind === "other" ? party.kind : party.address;
        expect(callerProblem(rule)).toBeNull();
        expect(ruleFor([rule], party)).toBe(rule);
        expect(callerKey(rule)).toBe(partyKey(party));
      }),
    );
  });

  test("for hidden callers has one word, which its other spellings are answered with; the stand-ins mean the same", () => {
    for (const word of ["Anonymous", "RESTRICTED", "blocked", "unknown", "hidden", "private", "No Caller ID", ""]) {
      expect(callerProblem(word)).toMatch(/^Write "anonymous"/);
    }
    for (const rule of ["anonymous", ...standIns]) {
      for (const address of [...standIns, "Restricted", ""]) expect(ruleFor([rule], parseParty(address))).toBe(rule);
      expect(ruleFor([rule], parseParty("+14155550123"))).toBeNull();
    }
  });

  test.each([
    ["4155550100", /E\.164.*like \+14155550123\.$/],
    ["+1 (415) 555-0100", /write \+14155550100\.$/],
    ["tel:+14155550100", /write \+14155550100\.$/],
    ["whatsapp:14155550100", /E\.164/],
    ["+123456", /7 to 15 digits/],
    ["+1234567890123456", /7 to 15 digits/],
    ["+0*", /prefix is a plus sign, 1 to 14 digits/],
    ["+*", /prefix is/],
    ["1900*", /prefix is/],
    ["+123456789012345*", /prefix is/],
    ["sip:*@example.com", /prefix is/],
    ["ACME", /send messages only/],
    ["sip:", /as the carrier sends it/],
    ["alice@example.com", /as the carrier sends it/],
    ["https://example.com", /E\.164/],
  ])("%j is refused with the reason", (rule, reason) => {
    expect(callerRuleProblem(rule)).toMatch(reason);
  });

  test.each([
    [["+1900*"], "+19005550123", "+1900*"],
    [["+1900*"], "+19015550123", null],
    [["+521*"], "+525512345678", "+521*"],
    [["+5255*"], "+5215512345678", "+5255*"],
    [["+7*", "+86*", "+2*"], "+7378742833", null],
    [["+1*", "+19005550123"], "+19005550123", "+19005550123"],
    [["+1*"], "whatsapp:+14155550123", "+1*"],
    [["+14155550123", "whatsapp:+14155550123"], "whatsapp:+14155550123", "whatsapp:+14155550123"],
    [["+14155550123"], "whatsapp:+14155550123", "+14155550123"],
    [["whatsapp:+14155550123"], "+14155550123", null],
  ])("of %j, the call of %s meets %j", (rules, address, found) => {
    expect(ruleFor(rules, parseParty(address))).toBe(found);
  });
});

describe("a rule for countries", () => {
  const admits = (mode: "allow" | "deny", list: string[], party: Party) =>
    findCountry({ mode, list }, party).isAdmitted;

  test("does not fail open, nor overrule the carrier", () => {
    expect(admits("deny", ["GB"], parseParty("+449999999999"))).toBe(false);
    expect(admits("allow", ["CA"], parseParty("+12995550123", "CA"))).toBe(true);
    expect(admits("allow", ["US"], parseParty("+12995550123", "CA"))).toBe(false);
    expect(admits("deny", ["CA"], parseParty("+12045550123", "US"))).toBe(false);
    expect(admits("deny", ["ZZ"], parseParty("anonymous"))).toBe(false);
    expect(admits("deny", ["US"], parseParty("anonymous"))).toBe(true);
    expect(admits("allow", ["US"], parseParty("anonymous"))).toBe(false);
    expect(admits("allow", ["US", "ZZ"], parseParty("anonymous"))).toBe(true);
    for (const number of ["+18005550123", "+80012345678", "+88216123456"]) {
      expect(admits("deny", ["ZZ"], parseParty(number, "US"))).toBe(false);
    }
  });

  test("takes codes that callers can have, each of which finds one", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{2}$/), (code) => {
        if (countryProblem(code) !== null) return;
        const party = code === "ZZ" ? parseParty("anonymous") : parseParty("72345", code);
        expect(findCountry({ mode: "deny", list: [code] }, party).isListed).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(["us", "uk", "zz"].map(countryProblem)).toEqual(["Write US.", "Write GB.", "Write ZZ."]);
    expect(countryProblem("XX")).toMatch(/ISO 3166-1 alpha-2/);
  });
});

test("a name in a request is a party or a problem, for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const naming = nameParty(text);
      expect("party" in naming ? naming.party.kind : naming.problem).not.toBe("");
    }),
  );
});
