import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "#porting/rules/redact";

test.for([
  ["The account number 0012345678 is wrong.", "The account number [hidden] is wrong."],
  ["We have 12345678, you sent 001-234.5678.", "We have [hidden], you sent [hidden]."],
  ["PIN 0042 (sent: 4217)", "PIN [hidden] (sent: [hidden])"],
  ["AC-99X refused", "AC-99X refused"],
  ["Number +13125550042 with order 90042", "Number +13125550042 with order 90042"],
  ["", ""],
] as const)("%s", ([text, expected]) => {
  expect(redact(text, ["0012345678", "4217", "0042", null, "99X"])).toBe(expected);
});

test("letters count without their case, and characters with a meaning in patterns as themselves", () => {
  expect(redact("Account ab+c(9)z, AB+C(9)Z.", ["AB+c(9)z"])).toBe("Account [hidden], [hidden].");
  expect(redact("abXc9z", ["ab.c9z"])).toBe("abXc9z");
});

test("no text has a secret of four characters or more that stands alone in it, wherever it stands", () => {
  const secret = fc.stringMatching(/^[0-9]{4,12}$/);
  fc.assert(
    fc.property(
      secret,
      fc.array(fc.constantFrom<string[]>("is", "wrong:", "PIN", "(account)", "–", "?")),
      fc.nat(6),
      (hidden, words, at) => {
        const text = words.toSpliced(at, 0, hidden).join(" ");
        const shown = redact(text, [hidden]);
        expect(shown.split(/[^0-9A-Za-z]+/)).not.toContain(hidden);
        expect(shown).toContain("[hidden]");
      },
    ),
  );
});
