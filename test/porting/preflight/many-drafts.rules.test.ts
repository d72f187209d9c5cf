import fc from "fast-check";
import { expect, test } from "vitest";
import type { PreflightFacts } from "#porting/preflight/facts";
import type { Change, Finding } from "#porting/preflight/finding";
import { ofOwnCarrier } from "#porting/preflight/own-numbers";
import { hasErrors, type PreflightRule, runPreflight } from "#porting/preflight/preflight";
import { dateOf } from "#porting/rules/business-days";
import type { PostalAddress } from "#porting/rules/us-address";
import { address, draft, drafts } from "./drafts";

/** Whatever a draft lacks or gets wrong, each finding says how it goes away. */

const person = { name: "Ada Lovelace", email: "ada@example.com", phone: null };
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
