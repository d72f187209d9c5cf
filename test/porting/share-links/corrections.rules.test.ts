import { expect, test } from "vitest";
import { emptyDetails } from "#porting/requests/wire";
import { reasons } from "#porting/rules/reasons";
import { askedCorrections, type CorrectionFacts, isCorrected } from "#porting/share-links/asked-corrections";
import { sharePageOf } from "#porting/share-links/page-model";
import { readCorrection } from "#porting/share-links/read-correction";

const desired = { date: "2026-12-15", window_start: null, window_end: null, time_zone: "America/Chicago" };

const refused = (code: string, fields: Partial<CorrectionFacts> = {}): CorrectionFacts => ({
  status: "exception",
  path: "twilio",
  details: { scope: "full", desired },
  exception: { since: 0, reasons: [{ code, detail: "", phone_number: null }] },
  requirements: [],
  numbers: [],
  corrected: new Set(),
  ...fields,
});

const inputsOf = (facts: CorrectionFacts): string[] =>
  askedCorrections(facts).flatMap(({ inputs }) => inputs.map(({ name }) => name));

test.each([
  ["account_number_mismatch", ["account_number"]],
  ["btn_atn_mismatch", ["billing_telephone_number"]],
  ["entity_name_mismatch", ["customer.type", "customer.name"]],
  ["foc_rejected", ["desired.date"]],
  ["main_btn_porting", ["scope", "remaining_numbers.action", "remaining_numbers.new_billing_telephone_number"]],
  ["missing_required_fields", ["account_number", "pin"]],
  ["passcode_pin_invalid", ["pin"]],
  ["port_type_incorrect", ["scope", "remaining_numbers.action"]],
  ["signature_expired", ["authorized_person.name", "authorized_person.email", "authorized_person.phone"]],
  ["carrier_restriction", []],
  ["a code of tomorrow", []],
])("the reason %s asks for %j", (code, names) => {
  expect(inputsOf(refused(code))).toEqual(names);
  expect(inputsOf(refused(code, { status: "in_process" }))).toEqual([]);
});

test("a reason asks for no field that is not in the catalogue, and for none that was corrected", () => {
  const everything = ["account_number", "authorized_person", "billing_telephone_number", "customer", "desired"];
  const corrected = new Set([...everything, "pin", "remaining_numbers", "scope", "service_address"]);
  for (const { code } of reasons) {
    expect(inputsOf(refused(code, { corrected }))).toEqual([]);
    expect(isCorrected(code, refused(code, { corrected }))).toBe(inputsOf(refused(code)).length > 0);
    expect(isCorrected(code, refused(code))).toBe(false);
  }
  expect(inputsOf(refused("main_btn_porting", { details: { scope: "partial", desired } }))).toEqual([
    "remaining_numbers.new_billing_telephone_number",
  ]);
  expect(inputsOf(refused("foc_rejected", { details: { scope: "full", desired: null } }))).toEqual([]);
});

test("the page says who hands the request in once all is corrected, and not before", () => {
  const next = (facts: CorrectionFacts): string =>
    sharePageOf({ ...facts, details: emptyDetails, focAt: null, foc: null, numbers: [], permissions: ["view"] }).next;
  const done = "The sender of the link looks the request through and hands it in.";
  expect(next(refused("account_number_mismatch", { corrected: new Set(["account_number"]) }))).toBe(done);
  expect(next(refused("account_number_mismatch"))).not.toBe(done);
  expect(next(refused("carrier_restriction"))).not.toBe(done);
  expect(next(refused("", { status: "draft", exception: null }))).toBe(done);
  expect(next(refused("", { status: "in_process", exception: null }))).not.toBe(done);
});

const read = (code: string, fields: Record<string, string>, before = emptyDetails) =>
  readCorrection(askedCorrections(refused(code)), new URLSearchParams(fields), before);

test("parts that the form does not ask for stay as they are", () => {
  const before = {
    ...emptyDetails,
    scope: "partial" as const,
    remaining_numbers: { action: "disconnect" as const, new_billing_telephone_number: "+13125550100" },
    desired: { ...desired, window_start: "10:00", window_end: "12:00" },
  };
  expect(read("foc_rejected", { "desired.date": "2026-12-22" }, before).correction?.change).toEqual({
    desired: { ...desired, date: "2026-12-22" },
  });
  expect(read("port_type_incorrect", { scope: "full" }, before).correction?.change).toEqual({
    scope: "full",
    remaining_numbers: null,
  });
  const kept = read("port_type_incorrect", { scope: "partial", "remaining_numbers.action": "keep" }, before);
  expect(kept.correction?.change).toEqual({
    scope: "partial",
    remaining_numbers: { action: "keep", new_billing_telephone_number: "+13125550100" },
  });
  const silent = read("port_type_incorrect", { scope: "partial" });
  expect([silent.correction, [...silent.entered.errors.keys()]]).toEqual([null, ["remaining_numbers.action"]]);
});

test.each([
  ["(312) 555-0100", "+13125550100"],
  ["1-312-555-0100", "+13125550100"],
  ["+49 30 901820", "+4930901820"],
  ["112 555 0100", null],
  ["0049 30 901820", null],
])("the number %s is %s", (text, e164) => {
  const { correction } = read("btn_atn_mismatch", { billing_telephone_number: text });
  expect(correction?.change.billing_telephone_number ?? null).toBe(e164);
});
