import { expect, test } from "vitest";
import type { PreflightFacts } from "#porting/preflight/facts";
import { runPreflight } from "#porting/preflight/preflight";
import { sources } from "#porting/preflight/sources";
import { addDays, dateOf } from "#porting/rules/business-days";
import { address, draft, now, number } from "./drafts";

const rulesOf = (facts: PreflightFacts): string[] => runPreflight(facts).findings.map(({ rule }) => rule);
const mobile = number("+13125550100", {
  type: "mobile",
  portability: { isPortable: true, reason: null, needsPin: true },
});
const person = { name: "Ada Lovelace", email: "ada@example.com", phone: null };
const bill = { customer_name: "Acme Incorporated", address: address(), date: "2026-11-15" };

test("a draft in order has no finding and the whole score", () => {
  expect(runPreflight(draft())).toEqual({ score: 100, findings: [], split: null });
});

test.each<[string, PreflightFacts, string[]]>([
  [
    "another street than on the bill",
    draft({ service_address: address({ street: "501 W Madison St" }) }),
    ["address_differs_from_bill"],
  ],
  [
    "another suite than on the bill",
    draft({ service_address: address({ street_2: "Suite 8" }) }),
    ["unit_differs_from_bill"],
  ],
  [
    "a bill that shows the billing address",
    draft({ billing_address: address({ city: "Reno" }), bill: { ...bill, address: address({ city: "Reno" }) } }),
    ["bill_shows_billing_address"],
  ],
  [
    "a PO box",
    draft({
      service_address: address({ street: "PO Box 7" }),
      bill: { ...bill, address: address({ street: "PO Box 7" }) },
    }),
    ["address_is_mail_drop"],
  ],
  [
    "a ZIP Code of another state",
    draft({ service_address: address({ state: "CA" }), bill: { ...bill, address: address({ state: "CA" }) } }),
    ["postal_code_not_of_state"],
  ],
  [
    "an address abroad",
    draft({ service_address: address({ country: "CA" }), bill: { ...bill, address: address({ country: "CA" }) } }),
    ["address_in_other_country"],
  ],
  [
    "another name than on the bill",
    draft({ customer: { type: "business", name: "Acme West" } }),
    ["name_differs_from_bill"],
  ],
  [
    "another legal form than on the bill",
    draft({ customer: { type: "business", name: "Acme LLC" } }),
    ["legal_form_differs_from_bill"],
  ],
  [
    "a person with a company's name",
    draft({ customer: { type: "individual", name: "Acme Inc" } }),
    ["individual_named_like_company"],
  ],
  [
    "a person for whom another one signs",
    draft({
      customer: { type: "individual", name: "Charles Babbage" },
      bill: { ...bill, customer_name: "Babbage, Charles" },
    }),
    ["authorized_person_is_not_customer"],
  ],
  ["a company that signs", draft({ authorized_person: { ...person, name: "Acme" } }), ["authorized_person_is_company"]],
  [
    "a signer without last name",
    draft({ authorized_person: { ...person, name: "Dr. Ada" } }),
    ["authorized_person_without_last_name"],
  ],
  [
    "a hidden account number",
    draft({}, { secrets: { accountNumber: "XXXX4711", pin: null } }),
    ["account_number_masked"],
  ],
  [
    "four digits of an account number",
    draft({}, { secrets: { accountNumber: "4711", pin: null } }),
    ["account_number_incomplete"],
  ],
  [
    "a phone number as account number",
    draft({}, { secrets: { accountNumber: "1-312-555-0101", pin: null } }),
    ["account_number_is_phone_number"],
  ],
  [
    "a PIN of a landline",
    draft({}, { secrets: { accountNumber: "0012345678", pin: "004217" } }),
    ["pin_without_mobile_number"],
  ],
  [
    "a full port without the main number",
    draft({ billing_telephone_number: "+13125550199" }),
    ["btn_not_among_numbers"],
  ],
  [
    "a partial port that takes the main number",
    draft({ scope: "partial", remaining_numbers: { action: "keep", new_billing_telephone_number: null } }),
    ["requirement_missing"],
  ],
  [
    "a new main number that is ported as well",
    draft({ scope: "partial", remaining_numbers: { action: "keep", new_billing_telephone_number: "+13125550101" } }),
    ["new_btn_is_ported"],
  ],
  ["a bill of 31 days", draft({ bill: { ...bill, date: addDays(dateOf(now), -31) } }), ["bill_too_old"]],
  ["a bill of 30 days", draft({ bill: { ...bill, date: addDays(dateOf(now), -30) } }), []],
  ["a bill of the day after tomorrow", draft({ bill: { ...bill, date: addDays(dateOf(now), 2) } }), ["bill_in_future"]],
  ["a bill without fields", draft({ bill: null }), ["bill_not_comparable"]],
  [
    "a number of the platform",
    draft({}, { numbers: [number("+13125550100"), number("+13125550101", { isOwnedHere: true, isInOpenPort: true })] }),
    ["number_owned"],
  ],
  [
    "a number in another port",
    draft({}, { numbers: [number("+13125550100"), number("+13125550101", { isInOpenPort: true })] }),
    ["number_in_open_port"],
  ],
  [
    "a number that nobody asked about",
    draft({}, { numbers: [number("+13125550100", { portability: null })] }),
    ["portability_not_checked"],
  ],
  ["no agent", draft({ configuration: { agent_id: null, routing: null, tags: [] } }), ["no_agent"]],
  [
    "a date in three days",
    draft({ desired: { date: "2026-11-25", window_start: null, window_end: null, time_zone: "America/Chicago" } }),
    ["desired_too_early"],
  ],
])("%s is found", (_, facts, expected) => {
  expect(rulesOf(facts)).toEqual(expected);
});

test.each<[string, string | null, string[]]>([
  ["Verizon Wireless", "004217", []],
  ["Verizon Wireless", "71539", ["pin_of_unusual_form"]],
  ["AT&T Mobility", "4217", ["pin_of_unusual_form"]],
  ["Cricket", "4217", []],
  ["Cricket", "A1B2", ["pin_of_unusual_form"]],
  ["Cricket", "0000", ["pin_is_placeholder"]],
  ["Cricket", "1234", ["pin_is_placeholder"]],
  ["Cricket", null, ["requirement_missing"]],
])("a mobile number of %s with the PIN %s", (losing_carrier, pin, expected) => {
  const facts = draft(
    { losing_carrier, billing_telephone_number: null },
    { numbers: [mobile], secrets: { accountNumber: "123456789", pin } },
  );
  expect(rulesOf(facts)).toEqual(expected);
});

test("numbers that are not portable are named by reason, and taking them out is the change", () => {
  const portability = { isPortable: false, reason: { code: "not_supported", detail: "No coverage." }, needsPin: null };
  const bad = ["+13125550102", "+13125550103", "+13125550104", "+13125550105"];
  const { findings } = runPreflight(
    draft({}, { numbers: [number("+13125550100"), ...bad.map((e164) => number(e164, { portability }))] }),
  );
  expect(findings).toEqual([
    {
      rule: "number_not_portable",
      severity: "error",
      pointer: "/phone_numbers",
      detail: "+13125550102, +13125550103, +13125550104 and 1 more cannot be ported: No coverage.",
      fix: "Take the numbers out of the request.",
      change: { kind: "remove_numbers" },
      phone_numbers: bad,
      source: sources.twilio_portability,
    },
  ]);
});

const withCarrier = (digit: number, losingCarrier: string | null) =>
  number(`+1312555010${digit}`, { losingCarrier, isOwnedHere: losingCarrier === "AT&T" });

test("numbers of other carriers are drafts to come: the check is about those of the request's carrier, which come first", () => {
  const numbers = [withCarrier(0, "Verizon"), withCarrier(1, "AT&T"), withCarrier(2, "verizon"), withCarrier(3, null)];
  const facts = draft({ losing_carrier: " Example Telephone", billing_telephone_number: "+13125550103" }, { numbers });
  const { findings, split, score } = runPreflight(facts);
  expect(split?.map((group) => [group.losing_carrier, group.phone_numbers])).toEqual([
    [" Example Telephone", ["+13125550103"]],
    ["Verizon", ["+13125550100", "+13125550102"]],
    ["AT&T", ["+13125550101"]],
  ]);
  expect(findings).toMatchObject([
    {
      rule: "several_carriers",
      severity: "info",
      phone_numbers: ["+13125550100", "+13125550102", "+13125550101"],
    },
  ]);
  expect(score).toBe(100);
  // A request that was handed in stays whole.
  const again = runPreflight({ ...facts, status: "exception" }).findings;
  expect(again.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    "error number_owned",
    "error several_carriers",
  ]);
});

test("without a carrier of the request, numbers of several are an error; those of an unknown one join the largest", () => {
  const numbers = [
    withCarrier(0, "Verizon"),
    withCarrier(1, "Sprint"),
    withCarrier(2, "verizon"),
    withCarrier(3, null),
  ];
  const { findings, split } = runPreflight(draft({ losing_carrier: null }, { numbers }));
  expect(split?.map((group) => [group.losing_carrier, group.phone_numbers])).toEqual([
    ["Verizon", ["+13125550100", "+13125550102", "+13125550103"]],
    ["Sprint", ["+13125550101"]],
  ]);
  expect(findings).toMatchObject([{ rule: "several_carriers", severity: "error", phone_numbers: ["+13125550101"] }]);
});

test("numbers none of which is with the request's carrier are an error, and the carrier that they name is the change", () => {
  const { findings } = runPreflight(draft({}, { numbers: [withCarrier(0, "Verizon"), withCarrier(2, "verizon")] }));
  expect(findings).toMatchObject([
    {
      rule: "several_carriers",
      severity: "error",
      pointer: "/losing_carrier",
      change: { kind: "set_field", pointer: "/losing_carrier", value: { name: "Verizon" } },
    },
  ]);
});

test("toll-free and foreign numbers go to an operator, and ask for a letter of authorization", () => {
  const numbers = [number("+18005550100", { type: "toll_free" }), number("+4930901820", { country: "DE" })];
  const facts = draft({ billing_telephone_number: "+18005550100" }, { path: "operator", numbers });
  const { findings, split } = runPreflight(facts);
  expect(split).toHaveLength(2);
  expect(findings.map(({ rule, pointer }) => [rule, pointer])).toEqual([
    ["requirement_missing", "/documents/loa"],
    ["ported_by_operator", "/phone_numbers"],
    ["several_kinds", "/phone_numbers"],
  ]);
});

test("every source has a title, and a URL that is secure or a page of ours", () => {
  for (const { title, url } of Object.values(sources)) {
    expect(title.length).toBeGreaterThan(10);
    expect(url).toMatch(/^(https:\/\/|\/docs\/)/);
  }
});
