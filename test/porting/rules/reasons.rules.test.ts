import { expect, test } from "vitest";
import { actors, explain, reasons } from "#porting/rules/reasons";

test("each reason is explained once, in whole sentences, and says who acts", () => {
  expect(reasons.length).toBeGreaterThan(30);
  expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
  expect(new Set(reasons.map(({ title }) => title)).size).toBe(reasons.length);
  for (const { code, detail, fix, whoActs } of reasons) {
    expect({ code, detail, fix }).toEqual({
      code,
      detail: expect.stringMatching(/^[A-Z].{20,}\.$/),
      fix: expect.stringMatching(/^[A-Z].{20,}\.$/),
    });
    expect(actors).toContain(whoActs);
    expect(explain(code).detail).toBe(detail);
  }
});

test("the codes are those of Telnyx's list, in lower case", () => {
  const telnyx =
    "ACCOUNT_NUMBER_MISMATCH AUTH_PERSON_MISMATCH BTN_ATN_MISMATCH ENTITY_NAME_MISMATCH FOC_EXPIRED FOC_REJECTED LOCATION_MISMATCH LSR_PENDING MAIN_BTN_PORTING OSP_IRRESPONSIVE OTHER PASSCODE_PIN_INVALID PHONE_NUMBER_HAS_SPECIAL_FEATURE PHONE_NUMBER_MISMATCH PHONE_NUMBER_NOT_PORTABLE PORT_TYPE_INCORRECT PORTING_ORDER_SPLIT_REQUIRED POSTAL_CODE_MISMATCH RATE_CENTER_NOT_PORTABLE SV_CONFLICT SV_UNKNOWN_FAILURE";
  const rejections = reasons.filter(({ kind }) => kind === "rejection").map(({ code }) => code);
  expect(rejections).toEqual(expect.arrayContaining(telnyx.toLowerCase().split(" ")));
});
