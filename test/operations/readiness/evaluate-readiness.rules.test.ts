import fc from "fast-check";
import { expect, test } from "vitest";
import { acquisitionMethods, numberStatuses } from "#inventory/phone-numbers/lifecycle";
import { addressRequirements, numberTypes } from "#kernel/ports/carrier";
import { emergencyAddressStates, registrationStates } from "#kernel/values/compliance";
import { bundleStandings } from "#operations/compliance/bundle";
import { holders } from "#operations/compliance/holder";
import type { CauseCode } from "#operations/readiness/causes";
import type { DocumentsFact } from "#operations/readiness/document-causes";
import {
  type AgentFact,
  evaluateReadiness,
  type NumberFacts,
  REFUSALS_THAT_COUNT,
} from "#operations/readiness/evaluate-readiness";

const agent: fc.Arbitrary<AgentFact> = fc.record({
  id: fc.constantFrom("agt_1", "agt_2", "agt_3"),
  exists: fc.boolean(),
  isAllowed: fc.boolean(),
  answers: fc.constantFrom("yes", "missed", "no", "unknown", "not_applicable"),
});

const somePapers: fc.Arbitrary<DocumentsFact> = fc.record({
  addressRequirement: fc.constantFrom(...addressRequirements),
  addressHolder: fc.constantFrom(...holders, null),
  emergencyCalling: fc.constantFrom(true, false, null),
  emergencyAddress: fc.constantFrom(...emergencyAddressStates, null),
  bundle: fc.option(
    fc.record({
      holder: fc.constantFrom(...holders),
      standing: fc.constantFrom(...bundleStandings),
      validUntil: fc.option(fc.constant(Date.UTC(2026, 11, 1))),
    }),
  ),
});

const someFacts: fc.Arbitrary<NumberFacts> = fc.record({
  acquisitionMethod: fc.constantFrom(...acquisitionMethods),
  status: fc.constantFrom(...numberStatuses),
  voice: fc.boolean(),
  sms: fc.boolean(),
  country: fc.constantFrom("US", "CA", "DE", "SE"),
  type: fc.constantFrom(...numberTypes),
  atCarrier: fc.constantFrom("right", "drifted", "missing", "unknown", "not_applicable"),
  agents: fc.uniqueArray(agent, { selector: ({ id }) => id }),
  hasFallback: fc.boolean(),
  webhooks: fc.record({ taken: fc.nat(40), refused: fc.nat(6) }),
  unregisteredMessages: fc.nat(2),
  documents: fc.option(somePapers),
  registration: fc.constantFrom(...registrationStates),
});

const inService = someFacts.filter(({ status }) => status === "active" || status === "suspended" || status === "lost");
const codesOf = (facts: NumberFacts): CauseCode[] => evaluateReadiness(facts).causes.map(({ code }) => code);

const fineBundle = { holder: "you", standing: "approved", validUntil: null } as const;

const finePapers: DocumentsFact = {
  addressRequirement: "local",
  addressHolder: "you",
  emergencyCalling: true,
  emergencyAddress: "registered",
  bundle: fineBundle,
};

/** Nothing is wrong and all is known. */
const fine: NumberFacts = {
  acquisitionMethod: "reseller",
  status: "active",
  voice: true,
  sms: true,
  country: "US",
  type: "local",
  atCarrier: "right",
  agents: [{ id: "agt_1", exists: true, isAllowed: true, answers: "yes" }],
  hasFallback: false,
  webhooks: { taken: 12, refused: 0 },
  unregisteredMessages: 0,
  documents: finePapers,
  registration: "registered",
};

test("a number is ready if and only if nothing is blocking", () => {
  fc.assert(
    fc.property(inService, (facts) => {
      const { ready, causes } = evaluateReadiness(facts);
      expect(ready).toBe(!causes.some(({ severity }) => severity === "blocking"));
    }),
  );
});

test("a number that leaves or has left the inventory is neither ready nor not", () => {
  fc.assert(
    fc.property(someFacts, fc.constantFrom("releasing", "cooling_off", "released"), (facts, status) => {
      expect(evaluateReadiness({ ...facts, status } as NumberFacts)).toEqual({ ready: null, causes: [], unknown: [] });
    }),
  );
});

test("a number with nothing wrong is ready, and nothing of it is unknown", () => {
  expect(evaluateReadiness(fine)).toEqual({ ready: true, causes: [], unknown: [] });
});

const american = { country: "US", type: "local", voice: true, sms: true } as const;

const withBundle = (standing: (typeof bundleStandings)[number]): Partial<NumberFacts> => ({
  documents: { ...finePapers, bundle: { holder: "you", standing, validUntil: Date.UTC(2026, 11, 1) } },
});

test("every fact that is wrong is named, whatever else is, and each cause once", () => {
  const wrongs: readonly (readonly [CauseCode, Partial<NumberFacts>])[] = [
    ["suspended", { status: "suspended" }],
    ["lost", { status: "lost" }],
    ["carrier_setup_changed", { atCarrier: "drifted" }],
    ["missing_at_carrier", { atCarrier: "missing", status: "active" }],
    ["no_agent", { agents: [], voice: true }],
    ["agent_gone", { agents: [{ id: "agt_9", exists: false, isAllowed: true, answers: "unknown" }], voice: true }],
    [
      "agent_redirect_not_allowed",
      { agents: [{ id: "agt_9", exists: true, isAllowed: false, answers: "yes" }], voice: true },
    ],
    ["agent_unreachable", { agents: [{ id: "agt_9", exists: true, isAllowed: true, answers: "no" }], voice: true }],
    [
      "agent_missed_check",
      { agents: [{ id: "agt_9", exists: true, isAllowed: true, answers: "missed" }], voice: true },
    ],
    ["webhooks_refused", { webhooks: { taken: 0, refused: REFUSALS_THAT_COUNT } }],
    ["messages_unregistered", { sms: true, unregisteredMessages: 1 }],
    ["messaging_unregistered", { ...american, registration: "none" }],
    ["messaging_registration_pending", { ...american, registration: "pending" }],
    ["messaging_registration_rejected", { ...american, type: "toll_free", registration: "rejected" }],
    ["address_missing", { documents: { ...finePapers, addressHolder: null } }],
    ["address_not_yours", { documents: { ...finePapers, addressHolder: "another" } }],
    ["bundle_not_yours", { documents: { ...finePapers, bundle: { ...fineBundle, holder: "another" } } }],
    ["bundle_pending", withBundle("pending")],
    ["bundle_rejected", withBundle("rejected")],
    ["bundle_expiring", withBundle("expiring")],
    ["bundle_expired", withBundle("expired")],
    ["bundle_gone", withBundle("gone")],
    ["emergency_address_missing", { ...american, documents: { ...finePapers, emergencyAddress: "unregistered" } }],
    [
      "emergency_address_failed",
      { ...american, documents: { ...finePapers, emergencyAddress: "registration_failure" } },
    ],
    ["emergency_calling_inactive", { ...american, documents: { ...finePapers, emergencyCalling: false } }],
  ];
  fc.assert(
    fc.property(inService, fc.constantFrom(...wrongs), (facts, [code, wrong]) => {
      const codes = codesOf({ ...facts, ...wrong });
      expect(codes).toContain(code);
      expect(new Set(codes).size).toBe(codes.length);
    }),
  );
});

test("an unknown fact is reported as unknown and does not change whether a number is ready", () => {
  fc.assert(
    fc.property(inService, (facts) => {
      const known = { ...facts, atCarrier: "right", agents: facts.agents.map((one) => ({ ...one, answers: "yes" })) };
      const unknown = {
        ...facts,
        atCarrier: "unknown",
        agents: facts.agents.map((one) => ({ ...one, answers: "unknown" })),
      };
      const [sure, unsure] = [evaluateReadiness(known as NumberFacts), evaluateReadiness(unknown as NumberFacts)];
      expect([unsure.ready, unsure.causes]).toEqual([sure.ready, sure.causes]);
      expect(unsure.unknown).toContain("carrier_setup");
      const isRouted = facts.agents.some(({ exists, isAllowed }) => exists && isAllowed);
      if (facts.voice && isRouted) expect(unsure.unknown).toContain("agent");
      expect(sure.unknown).not.toContain("carrier_setup");
      expect(sure.unknown).not.toContain("agent");
    }),
  );
});

test("an agent that is silent blocks only if no other takes the calls and there is no fallback", () => {
  const silent: AgentFact = { id: "agt_1", exists: true, isAllowed: true, answers: "no" };
  const other: AgentFact = { id: "agt_2", exists: true, isAllowed: true, answers: "unknown" };
  const readyWith = (change: Partial<NumberFacts>) => evaluateReadiness({ ...fine, ...change }).ready;
  expect(readyWith({ agents: [silent] })).toBe(false);
  expect(readyWith({ agents: [silent], hasFallback: true })).toBe(true);
  expect(readyWith({ agents: [silent, other] })).toBe(true);
  expect(readyWith({ agents: [{ ...silent, answers: "missed" }] })).toBe(true);
  expect(readyWith({ agents: [silent], voice: false })).toBe(true);
});

test("a few wrong signatures among many good ones are no cause", () => {
  const of = (taken: number, refused: number) => evaluateReadiness({ ...fine, webhooks: { taken, refused } }).causes;
  expect(of(0, 2)).toEqual([]);
  expect(of(0, 3)).toMatchObject([{ code: "webhooks_refused", severity: "blocking" }]);
  expect(of(27, 3)).toMatchObject([{ code: "webhooks_refused", severity: "warning" }]);
  expect(of(28, 3)).toEqual([]);
});

test("documents and registrations that are wrong are a warning: calls come in all the same", () => {
  fc.assert(
    fc.property(inService, somePapers, fc.constantFrom(...registrationStates), (facts, documents, registration) => {
      const { ready, causes } = evaluateReadiness({ ...facts, documents, registration });
      const without = evaluateReadiness({ ...facts, documents: null, registration: "unknown" });
      expect(ready).toBe(without.ready);
      const added = causes.filter(({ code }) => !without.causes.some((cause) => cause.code === code));
      expect(added.filter(({ severity }) => severity !== "warning")).toEqual([]);
    }),
  );
});

test("documents that were not read are unknown and no cause", () => {
  fc.assert(
    fc.property(inService, (facts) => {
      const { causes, unknown } = evaluateReadiness({
        ...facts,
        documents: null,
        registration: "unknown",
        unregisteredMessages: 0,
      });
      const documents = unknown.filter((name) => name === "address" || name === "bundle");
      expect(documents).toEqual(facts.acquisitionMethod === "sip_trunk" ? [] : ["address", "bundle"]);
      const paper = /^(address|bundle|emergency|messaging)_/;
      expect(causes.filter(({ code }) => paper.test(code))).toEqual([]);
      const known = evaluateReadiness({ ...facts, documents: finePapers, registration: "registered" });
      expect(known.unknown.filter((name) => /address|bundle|messaging/.test(name))).toEqual([]);
    }),
  );
});

test.each<[string, Partial<NumberFacts>]>([
  ["a country without emergency calls at the carrier", { country: "SE" }],
  ["a toll-free number, which stands for no place", { type: "toll_free" }],
  ["a number that cannot be called", { voice: false }],
])("an emergency address is neither missing nor unknown for %s", (_, where) => {
  for (const documents of [
    null,
    { ...finePapers, emergencyAddress: "unregistered" as const, emergencyCalling: false },
  ]) {
    const { causes, unknown } = evaluateReadiness({ ...fine, ...where, documents });
    expect(causes.filter(({ code }) => code.startsWith("emergency"))).toEqual([]);
    expect(unknown).not.toContain("emergency_address");
  }
});

test.each<[string, Partial<NumberFacts>, boolean]>([
  ["a local number of the US", {}, true],
  ["a toll-free number of the US", { type: "toll_free" }, true],
  ["a toll-free number of Canada", { type: "toll_free", country: "CA" }, true],
  ["a local number of Canada", { country: "CA" }, false],
  ["a toll-free number of Germany", { type: "toll_free", country: "DE" }, false],
  ["a number without messages", { sms: false }, false],
])("whether a registration is looked for: %s", (_, of, isNeeded) => {
  const codes = (registration: NumberFacts["registration"]) => codesOf({ ...fine, ...of, registration });
  expect(codes("none")).toEqual(isNeeded ? ["messaging_unregistered"] : []);
  const { unknown } = evaluateReadiness({ ...fine, ...of, registration: "unknown" });
  expect(unknown).toEqual(isNeeded ? ["messaging_registration"] : []);
});

test("an address is missing only where the carrier requires one, and the cause names the day on which a bundle ends", () => {
  const causesOf = (documents: Partial<DocumentsFact>) =>
    evaluateReadiness({ ...fine, documents: { ...finePapers, ...documents } }).causes;
  expect(causesOf({ addressRequirement: "none", addressHolder: null })).toEqual([]);
  expect(causesOf({ addressRequirement: "any", addressHolder: null })).toMatchObject([
    { detail: "The carrier requires an address for the number and has none." },
  ]);
  expect(evaluateReadiness({ ...fine, ...withBundle("expiring") }).causes).toMatchObject([
    { detail: "The number's bundle is approved until 2026-12-01 only." },
  ]);
});

test.each(["pending_registration", "pending_unregistration", "unregistration_failure"] as const)(
  "an emergency address that is %s is nobody's concern yet",
  (emergencyAddress) => {
    const documents = { ...finePapers, emergencyAddress, emergencyCalling: false };
    expect(evaluateReadiness({ ...fine, documents })).toEqual({ ready: true, causes: [], unknown: [] });
  },
);

test("documents without an owner are no cause; only the owner can correct another tenant's documents", () => {
  const held = (holder: (typeof holders)[number], standing: (typeof bundleStandings)[number] = "approved") =>
    evaluateReadiness({
      ...fine,
      documents: { ...finePapers, addressHolder: holder, bundle: { ...fineBundle, holder, standing } },
    });
  expect([held("you"), held("none")].map(({ causes }) => causes)).toEqual([[], []]);
  expect(held("another", "rejected").causes.map(({ code, fix }) => [code, /of yours/.test(fix)])).toEqual([
    ["address_not_yours", true],
    ["bundle_not_yours", true],
    ["bundle_rejected", true],
  ]);
});
