import fc from "fast-check";
import { expect, test } from "vitest";
import type { PreflightFacts } from "#porting/preflight/facts";
import type { Change, Finding } from "#porting/preflight/finding";
import { ofOwnCarrier } from "#porting/preflight/own-numbers";
import { hasErrors, type PreflightRule, runPreflight } from "#porting/preflight/preflight";
import { sources } from "#porting/preflight/sources";
import { addDays, dateOf } from "#porting/rules/business-days";
import type { PostalAddress } from "#porting/rules/us-address";
import { address, draft, drafts, now, number } from "./drafts";

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

// ── many drafts ─────────────────────────────────────────────────────────────────────────────────────────────────────

const complete = draft();

const firstOwn = (facts: PreflightFacts) => ofOwnCarrier(facts.numbers, facts)[0];

/** Corrections that only the customer knows, as the `fix` of each finding asks for them. */
const corrections: Readonly<Partial<Record<PreflightRule, (facts: PreflightFacts, found: Finding) => PreflightFacts>>> =
  {
    requirement_missing: (facts, { pointer }) => provide(facts, pointer),
    bill_shows_billing_address: (facts) =>
      withDetails(facts, { bill: { ...billOf(facts), address: facts.details.service_address } }),
    address_is_mail_drop: (facts) => at(facts, address()),
    postal_code_not_of_state: (facts) => at(facts, address()),
    address_in_other_country: (facts) => at(facts, { ...address(), country: firstOwn(facts)?.country ?? "US" }),
    authorized_person_is_company: (facts) =>
      withDetails(facts, { authorized_person: { ...person, name: "Grace Hopper" } }),
    authorized_person_without_last_name: (facts) =>
      withDetails(facts, { authorized_person: { ...person, name: "Grace Hopper" } }),
    account_number_is_phone_number: (facts) => withSecrets(facts, { accountNumber: "0012345678901" }),
    account_number_incomplete: (facts) => withSecrets(facts, { accountNumber: "0012345678901" }),
    account_number_masked: (facts) => withSecrets(facts, { accountNumber: "0012345678901" }),
    pin_of_unusual_form: (facts) => withSecrets(facts, { pin: "004217" }),
    pin_is_placeholder: (facts) => withSecrets(facts, { pin: "004217" }),
    btn_not_among_numbers: (facts) => withDetails(facts, { billing_telephone_number: firstOwn(facts)?.e164 ?? null }),
    new_btn_is_ported: (facts) => provide(facts, "/remaining_numbers"),
    new_btn_is_the_old_one: (facts) => provide(facts, "/remaining_numbers"),
    bill_too_old: (facts) => withDetails(facts, { bill: { ...billOf(facts), date: dateOf(facts.now) } }),
    bill_in_future: (facts) => withDetails(facts, { bill: { ...billOf(facts), date: dateOf(facts.now) } }),
    bill_not_comparable: (facts) => {
      const { customer, service_address } = facts.details;
      const given = billOf(facts);
      return withDetails(facts, {
        bill: {
          customer_name: given.customer_name ?? customer?.name ?? "Acme Incorporated",
          address: given.address ?? service_address ?? address(),
          date: given.date ?? dateOf(facts.now),
        },
      });
    },
    portability_not_checked: (facts) => ({
      ...facts,
      numbers: facts.numbers.map((each) => ({
        ...each,
        portability: each.portability ?? { isPortable: true, reason: null, needsPin: false },
      })),
    }),
    no_agent: (facts) => withDetails(facts, { configuration: { agent_id: "agt_1", routing: null, tags: [] } }),
  };

const billOf = ({ details }: PreflightFacts) => details.bill ?? { customer_name: null, address: null, date: null };
const withDetails = (facts: PreflightFacts, details: Partial<PreflightFacts["details"]>): PreflightFacts => ({
  ...facts,
  details: { ...facts.details, ...details },
});
const withSecrets = (facts: PreflightFacts, secrets: Partial<PreflightFacts["secrets"]>): PreflightFacts => ({
  ...facts,
  secrets: { ...facts.secrets, ...secrets },
});

/** The same account at another address, which the bill shows as well. */
const at = (facts: PreflightFacts, service_address: PostalAddress): PreflightFacts => {
  const { bill } = facts.details;
  return withDetails(facts, { service_address, bill: bill?.address ? { ...bill, address: service_address } : bill });
};

/** Gives what a requirement at this pointer asks for. */
function provide(facts: PreflightFacts, pointer: string): PreflightFacts {
  const upload = (kind: "bill" | "loa"): PreflightFacts => ({
    ...facts,
    documents: [...facts.documents, { kind, status: "stored" }],
  });
  switch (pointer) {
    case "/phone_numbers":
      return { ...facts, numbers: complete.numbers };
    case "/account_number":
      return withSecrets(facts, { accountNumber: "0012345678901" });
    case "/pin":
      return withSecrets(facts, { pin: "004217" });
    case "/remaining_numbers":
      return withDetails(facts, {
        remaining_numbers: { action: "keep", new_billing_telephone_number: "+13125559999" },
      });
    case "/documents/bill":
      return upload("bill");
    case "/documents/loa":
      return upload("loa");
    default:
      return withDetails(facts, { [pointer.slice(1)]: Reflect.get(complete.details, pointer.slice(1)) });
  }
}

function make(facts: PreflightFacts, change: Change, phone_numbers: readonly string[]): PreflightFacts {
  if (change.kind === "remove_numbers") {
    return { ...facts, numbers: facts.numbers.filter(({ e164 }) => !phone_numbers.includes(e164)) };
  }
  const field = change.pointer.slice(1);
  if (field === "losing_carrier") return withDetails(facts, { losing_carrier: Object(change.value).name });
  return field === "pin"
    ? withSecrets(facts, { pin: change.value as null })
    : withDetails(facts, { [field]: change.value });
}

const correct = (facts: PreflightFacts, found: Finding<PreflightRule>): PreflightFacts => {
  if (found.change) return make(facts, found.change, found.phone_numbers);
  const correction = corrections[found.rule];
  if (!correction) throw new Error(`${found.rule} has neither a change nor a correction`);
  return correction(facts, found);
};

const isAbout = (one: Finding) => (other: Finding) =>
  one.rule === other.rule &&
  one.pointer === other.pointer &&
  (one.phone_numbers.length === 0 || one.phone_numbers.some((e164) => other.phone_numbers.includes(e164)));

const isSoak = process.env.SOAK === "1";

test("over many drafts no rule throws, and each finding goes once it is fixed", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(drafts, (facts) => {
      const before = structuredClone(facts);
      const { findings, score } = runPreflight(facts);
      expect(score >= 0 && score <= 100).toBe(true);
      for (const found of findings) {
        seen.add(found.rule);
        if (found.fix === null) continue;
        const left = runPreflight(correct(facts, found)).findings;
        expect(left.filter(isAbout(found)), found.rule).toEqual([]);
      }
      expect(facts).toEqual(before);
    }),
    { numRuns: isSoak ? 10_000 : 600 },
  );
  const never = [
    ...Object.keys(corrections),
    "number_owned",
    "several_carriers",
    "several_kinds",
    "ported_by_operator",
  ].filter((rule) => !seen.has(rule));
  expect(never).toEqual([]);
});

test("a customer who corrects one error after the other ends with a draft that can be submitted", () => {
  fc.assert(
    fc.property(drafts, (given) => {
      let facts: PreflightFacts = { ...given, reasons: [] };
      for (let round = 0; round < 30; round += 1) {
        const [first] = runPreflight(facts).findings.filter(({ severity }) => severity === "error");
        if (!first) break;
        facts = correct(facts, first);
      }
      const scanned = {
        ...facts,
        documents: facts.documents.map((document) => ({ ...document, status: "stored" as const })),
      };
      expect(hasErrors(runPreflight(scanned))).toBe(false);
    }),
    { numRuns: isSoak ? 10_000 : 300 },
  );
});

test("no finding repeats the account number or the PIN", () => {
  fc.assert(
    fc.property(drafts, (facts) => {
      const secrets = { accountNumber: "XXX98765432100", pin: "99887766554" };
      const texts = JSON.stringify(runPreflight({ ...facts, secrets }));
      expect(texts).not.toContain("98765432100");
      expect(texts).not.toContain("99887766554");
    }),
    { numRuns: 300 },
  );
});

test("every source has a title, and a URL that is secure or a page of ours", () => {
  for (const { title, url } of Object.values(sources)) {
    expect(title.length).toBeGreaterThan(10);
    expect(url).toMatch(/^(https:\/\/|\/docs\/)/);
  }
});
