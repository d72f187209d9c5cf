import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonMistake } from "#kernel/values/json-mistake";

/** Whether JSON.parse takes it. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test.for([
  ['{"a": 1,}', "a field's name in double quotes is missing at line 1, column 9"],
  ['{\n  "a": 1\n  "b": 2\n}', "a comma or } is missing at line 3, column 3"],
  ["{'a': 1}", "a field's name in double quotes is missing at line 1, column 2"],
  ["{a: 1}", "a field's name in double quotes is missing at line 1, column 2"],
  ['{"a" 1}', "a colon is missing at line 1, column 6"],
  ['{"a": tru}', "a value is missing at line 1, column 7"],
  ['{"a": 01}', "a value is missing at line 1, column 7"],
  ['{"a": +1}', "a value is missing at line 1, column 7"],
  ["[1, 2", "it ends too early at line 1, column 6"],
  ["[1,]", "a value is missing at line 1, column 4"],
  ['["é", 1 2]', "a comma or ] is missing at line 1, column 9"],
  ['{"a": "b', "a string is not closed or has a character that must be escaped at line 1, column 7"],
  ['{"a": "b\nc"}', "a string is not closed or has a character that must be escaped at line 1, column 7"],
  ['{"a": "\\x"}', "a string is not closed or has a character that must be escaped at line 1, column 7"],
  ["{} {}", "there is text after its end at line 1, column 4"],
  ["phone_number=%2B1", "a value is missing at line 1, column 1"],
  ["{", "it ends too early at line 1, column 2"],
] as const)("%j is refused with its place", ([text, reason]) => {
  expect(isJson(text)).toBe(false);
  expect(jsonMistake(text)).toBe(reason);
});

test("a mistake has its place in the text, not behind what is wrong", () => {
  const wrong = fc.constantFrom("!", "'", "x", "\u0001", ",", "}", '"', "1");
  fc.assert(
    fc.property(fc.json(), fc.nat(), wrong, (json, at, inserted) => {
      const cut = at % (json.length + 1);
      const text = json.slice(0, cut) + inserted + json.slice(cut);
      if (isJson(text)) return;
      const column = Number(/ at line 1, column (\d+)$/.exec(jsonMistake(text))?.[1]);
      expect(column).toBeGreaterThan(0);
      expect(column).toBeLessThanOrEqual(text.length + 1);
      if (!json.includes('"') && inserted !== '"') expect(column).toBeLessThanOrEqual(cut + 2);
    }),
  );
});
