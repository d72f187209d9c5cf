import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { empty, say } from "../../src/carriers/twiml";

const [before, after] = ['<?xml version="1.0" encoding="UTF-8"?><Response><Say>', "</Say><Hangup/></Response>"];

/** What stands between the tags, as an XML parser reads it. */
function spoken(document: string): string {
  expect(document.startsWith(before) && document.endsWith(after)).toBe(true);
  const markup: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#xD;": "\r" };
  const text = document.slice(before.length, -after.length);
  expect(text).toMatch(/^([^&<>\r]|&(amp|lt|gt|#xD);)*$/);
  return text.replace(/&(amp|lt|gt|#xD);/g, (written) => markup[written] ?? expect.unreachable());
}

/** XML 1.0, section 2.2, letter by letter. */
function isXml(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
}

describe("TwiML", () => {
  test("that asks for nothing", () => {
    expect(empty()).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
  });

  test("that speaks and hangs up, as Twilio's SDK writes it", () => {
    expect(say('This number is not in service <yet> & "soon".')).toBe(
      `${before}This number is not in service &lt;yet&gt; &amp; "soon".${after}`,
    );
  });

  test("cannot be broken out of", () => {
    expect(say("</Say><Dial>+19005550100</Dial><Say>")).toBe(
      `${before}&lt;/Say&gt;&lt;Dial&gt;+19005550100&lt;/Dial&gt;&lt;Say&gt;${after}`,
    );
    expect(say("]]>&lt;")).toBe(`${before}]]&gt;&amp;lt;${after}`);
  });

  test("leaves out what XML cannot carry", () => {
    expect(spoken(say("a\0b\u{1B}c\uD83Dd\uFFFEe\uFFFFf😀\t\r\n"))).toBe("abcdef😀\t\r\n");
  });

  test("says any text just as it was given", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom("&", "<", ">", "\r", "\0", "\uD800", "\uFFFE", "]]>", "&amp;", "x"))
        .map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (message) => {
        expect(spoken(say(message))).toBe([...message].filter(isXml).join(""));
      }),
      { numRuns: 1_000 },
    );
  });
});
