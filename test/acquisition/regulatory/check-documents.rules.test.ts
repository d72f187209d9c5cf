import fc from "fast-check";
import { expect, test } from "vitest";
import { documentsIn, needsBundle, unfitDocuments } from "#acquisition/regulatory/check-documents";
import { addressRequirements, noDocuments, numberTypes } from "#kernel/ports/carrier";

const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const country = fc.constantFrom("DE", "FR");
const kind = fc.record({ country, type: fc.constantFrom(...numberTypes) });
const needs = fc.record({
  address: orNull(fc.constantFrom(...addressRequirements)),
  bundle: orNull(fc.boolean()),
});
const documents = fc.record({ addressSid: orNull(fc.constant("AD1")), bundleSid: orNull(fc.constant("BU1")) });
const address = fc.option(fc.record({ sid: fc.constant("AD1"), country: orNull(country) }), { nil: null });
const status = fc.constantFrom("approved", "draft", "pending_review", "rejected", "provisionally_approved");
const bundle = fc.option(fc.record({ sid: fc.constant("BU1"), status }), { nil: null });

test("valid documents cause no complaint, and documents that are not needed are never required", () => {
  fc.assert(
    fc.property(kind, needs, (one, wanted) => {
      const known = {
        address: { sid: "AD1", country: one.country },
        bundle: { sid: "BU1", status: "approved" },
      };
      expect(unfitDocuments(one, wanted, { addressSid: "AD1", bundleSid: "BU1" }, known)).toEqual([]);
      const nothing = { address: undefined, bundle: undefined };
      expect(unfitDocuments(one, { address: "none", bundle: false }, noDocuments, nothing)).toEqual([]);
      expect(unfitDocuments(one, { address: null, bundle: null }, noDocuments, nothing)).toEqual([]);
    }),
  );
});

test("a document whose state is unknown is no obstacle", () => {
  fc.assert(
    fc.property(kind, needs, (one, wanted) => {
      const unknown = { address: undefined, bundle: undefined };
      expect(unfitDocuments(one, wanted, { addressSid: "AD1", bundleSid: "BU1" }, unknown)).toEqual([]);
    }),
  );
});

test("a missing document is reported as required, an unfit one with its reason, each at most once", () => {
  fc.assert(
    fc.property(kind, needs, documents, address, bundle, (one, wanted, given, knownAddress, knownBundle) => {
      const codes = unfitDocuments(one, wanted, given, { address: knownAddress, bundle: knownBundle }).map(
        ({ code }) => code,
      );
      const lacksAddress = given.addressSid === null && wanted.address !== null && wanted.address !== "none";
      expect(codes.includes("address_required")).toBe(lacksAddress);
      expect(codes.includes("address_rejected")).toBe(given.addressSid !== null && knownAddress === null);
      const elsewhere = knownAddress !== null && knownAddress.country !== null && knownAddress.country !== one.country;
      expect(codes.includes("local_address_required")).toBe(
        given.addressSid !== null && wanted.address === "local" && elsewhere,
      );
      expect(codes.includes("bundle_required")).toBe(given.bundleSid === null && wanted.bundle === true);
      expect(codes.includes("bundle_rejected")).toBe(given.bundleSid !== null && knownBundle?.status !== "approved");
      expect(codes.length).toBeLessThanOrEqual(2);
    }),
  );
});

test("a bundle is needed if a regulation asks for anything, and not without a regulation or with an empty one", () => {
  const empty = { id: "RN1", name: "", endUser: "business", information: [], documents: [] };
  const field = { name: "business_name", label: "", description: null };
  expect(needsBundle([])).toBe(false);
  expect(needsBundle([empty])).toBe(false);
  expect(needsBundle([empty, { ...empty, information: [field] }])).toBe(true);
  expect(needsBundle([{ ...empty, documents: [{ name: "", label: "", description: null, accepted: [] }] }])).toBe(true);
});

test("only the documents that are given are listed", () => {
  expect(documentsIn(noDocuments)).toEqual([]);
  expect(documentsIn({ addressSid: "AD1", bundleSid: null })).toEqual([{ kind: "address", sid: "AD1" }]);
  expect(documentsIn({ addressSid: null, bundleSid: "BU1" })).toEqual([{ kind: "bundle", sid: "BU1" }]);
});
