import { describe, expect, test } from "vitest";
import { ruleTexts } from "#porting/preflight/rule-texts";
import { plainWordsOf } from "#porting/rules/plain-words";
import { requestStatuses } from "#porting/rules/states";
import { rungs, verificationLimits } from "#sip/probe/gateway";
import { rungHint } from "#sip/probe/hints";
import { meaningOfReply } from "#sip/probe/reply-hints";
import { firstCells, guide } from "./guide-text";

/** Tables of the guides on porting and SIP trunks say what the code does. */

describe("names and numbers", () => {
  test("porting in: every finding of the pre-flight check, and every status in plain words", () => {
    const rules = firstCells(guide("porting-in"), "Typical rejections, and the findings that prevent them");
    expect(rules).toEqual(Object.keys(ruleTexts));
    const rows = [...guide("porting-in").matchAll(/^\| `(\w+)` \| ([A-Z].*?) \| .*? \| (.*) \|$/gm)];
    const words = requestStatuses.map((status) => [status, plainWordsOf(status, "twilio")] as const);
    expect(rows.map(([, status, title, next]) => [status, title, next])).toEqual(
      words.map(([status, { title, next }]) => [status, title, next]),
    );
  });

  describe("SIP trunks: the ladder", () => {
    const section = guide("sip-trunks").split("\n## Read the ladder\n")[1]?.split("\n## ")[0] ?? "";
    const rows = [...section.matchAll(/^\| (.+?) \| (.+) \|$/gm)].map(
      ([, first = "", rest = ""]) => [first, rest] as const,
    );

    test("every rung, and the hints of codes", () => {
      const cells = firstCells(guide("sip-trunks"), "Read the ladder");
      expect(cells.slice(0, rungs.length)).toEqual([...rungs]);
      const codes = cells.slice(rungs.length);
      expect(codes.length).toBeGreaterThan(10);
      const listed = rows
        .filter(([first]) => codes.includes(first.slice(1, -1)))
        .map(([code, hint]) => [code.slice(1, -1), hint]);
      expect(listed).toEqual(codes.map((code) => [code, rungHint(code as Parameters<typeof rungHint>[0])]));
    });

    test("the status of each SIP answer", () => {
      const answers = rows.flatMap(([codes, rest]) =>
        /^\d/.test(codes) ? codes.split(", ").map((code) => [Number(code), /^`(\w+)`/.exec(rest)?.[1]] as const) : [],
      );
      expect(answers.length).toBeGreaterThan(8);
      expect(answers).toEqual(answers.map(([code]) => [code, meaningOfReply(code).status]));
    });

    test("every limit", () => {
      const cells = rows.map(([first]) => first);
      expect(Object.values(verificationLimits).filter((limit) => !cells.includes(limit))).toEqual([]);
    });
  });
});
