import { expect, test } from "vitest";
import {
  areRequirementsMet,
  portingRequirements,
  type RequirementFacts,
  requirementIds,
  requirementStatuses,
} from "#porting/rules/requirements";
import { requestStatuses } from "#porting/rules/states";
import { draft } from "../preflight/drafts";

const facts = (fields: Partial<RequirementFacts> = {}): RequirementFacts => ({
  status: "draft",
  path: "twilio",
  details: draft().details,
  secretKinds: ["account_number"],
  kinds: [{ country: "US", type: "local", count: 2 }],
  isBtnPorted: true,
  needsPin: false,
  documents: [{ kind: "bill", status: "stored" }],
  reasons: [],
  ...fields,
});

const statuses = (given: RequirementFacts): Record<string, string> =>
  Object.fromEntries(portingRequirements(given).map(({ id, status }) => [id, status]));

const empty: RequirementFacts = facts({
  details: {
    ...draft().details,
    customer: null,
    authorized_person: null,
    service_address: null,
    billing_telephone_number: null,
  },
  secretKinds: [],
  kinds: [],
  documents: [],
});

test("an empty draft misses all that every port needs", () => {
  expect(statuses(empty)).toEqual({
    phone_numbers: "missing",
    customer: "missing",
    authorized_person: "missing",
    service_address: "missing",
    bill: "missing",
  });
  expect(areRequirementsMet(empty)).toBe(false);
});

test("a landline needs account number, BTN and bill", () => {
  expect(statuses(facts())).toEqual({
    phone_numbers: "provided",
    customer: "provided",
    authorized_person: "provided",
    service_address: "provided",
    account_number: "provided",
    billing_telephone_number: "provided",
    bill: "provided",
  });
  expect(areRequirementsMet(facts())).toBe(true);
});

test("a mobile number needs account number and PIN, and no BTN", () => {
  const mobile = facts({ kinds: [{ country: "US", type: "mobile", count: 1 }], needsPin: true, secretKinds: [] });
  const { account_number, pin, billing_telephone_number } = statuses(mobile);
  expect([account_number, pin, billing_telephone_number]).toEqual(["missing", "missing", undefined]);
});

test("a toll-free number goes by operator with a letter of authorization, and needs no account number", () => {
  const tollFree = facts({
    path: "operator",
    kinds: [{ country: "US", type: "toll_free", count: 1 }],
    secretKinds: [],
  });
  expect(statuses(tollFree)).toMatchObject({ letter_of_authorization: "missing" });
  expect(statuses(tollFree)).not.toHaveProperty("account_number");
  const signed = { ...tollFree, documents: [...tollFree.documents, { kind: "loa", status: "stored" } as const] };
  expect(areRequirementsMet(signed)).toBe(true);
});

test("a partial port says what happens to the other numbers, and names a new main number if the present one goes", () => {
  const partial = (remaining_numbers: RequirementFacts["details"]["remaining_numbers"], isBtnPorted = true) =>
    statuses(facts({ isBtnPorted, details: { ...draft().details, scope: "partial", remaining_numbers } }));
  expect(partial(null)).toMatchObject({ remaining_numbers: "missing" });
  const keep = { action: "keep", new_billing_telephone_number: null } as const;
  expect(partial(keep)).toMatchObject({ remaining_numbers: "provided", new_billing_telephone_number: "missing" });
  expect(partial(keep, false)).not.toHaveProperty("new_billing_telephone_number");
  expect(partial({ action: "disconnect", new_billing_telephone_number: null })).not.toHaveProperty(
    "new_billing_telephone_number",
  );
});

test("a bill counts once it is scanned; a refused one says why", () => {
  const scanning = facts({ documents: [{ kind: "bill", status: "scanning" }] });
  expect([statuses(scanning).bill, areRequirementsMet(scanning)]).toEqual(["under_review", false]);
  const refused = facts({ documents: [{ kind: "bill", status: "rejected", detail: "It has a virus." }] });
  expect(portingRequirements(refused).find(({ id }) => id === "bill")).toMatchObject({
    status: "rejected",
    detail: "It has a virus.",
  });
  expect(areRequirementsMet(refused)).toBe(false);
});

test("a carrier's reason marks the field that it is about, and does not forbid to hand in again", () => {
  const refused = facts({
    status: "exception",
    reasons: [{ code: "postal_code_mismatch", detail: "The ZIP Code is 60606." }],
  });
  expect(portingRequirements(refused).find(({ id }) => id === "service_address")).toMatchObject({
    status: "rejected",
    detail: "The ZIP Code is 60606.",
  });
  expect(areRequirementsMet(refused)).toBe(true);
});

test("in every status each requirement is complete in words and has a status of the list", () => {
  const shown = new Set<string>();
  for (const status of requestStatuses) {
    for (const given of [
      facts({ status }),
      { ...empty, status },
      facts({ status, path: "operator", needsPin: true }),
    ]) {
      for (const requirement of portingRequirements(given)) {
        shown.add(requirement.status);
        expect(requirementIds).toContain(requirement.id);
        expect(requirement.title && requirement.acceptance_criteria && requirement.example).toBeTruthy();
        expect(requirement.detail === null).toBe(requirement.status !== "missing" && requirement.status !== "rejected");
      }
    }
  }
  expect([...shown].toSorted()).toEqual(requirementStatuses.filter((status) => status !== "rejected").toSorted());
});
