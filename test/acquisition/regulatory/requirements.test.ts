import { expect, test } from "vitest";
import type { Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { withTenant } from "../../support/seed";

const requirements = async (query: string) => {
  const { api } = await withTenant();
  return await api.get(`/v1/regulatory-requirements?${query}`);
};

test.for([
  ["country=US", "local", "none", false],
  ["country=IE&type=local", "local", "local", false],
  ["country=NL&type=toll_free", "toll_free", "foreign", false],
  ["country=GB&type=mobile", "mobile", "none", true],
  ["country=DE&type=toll_free", "toll_free", "any", true],
] as const)("the requirements for %s are shown", async ([query, type, address, bundle]) => {
  const { status, body } = await requirements(query);
  expect(status).toBe(200);
  expect(body).toMatchObject({ type, requirements: { address, bundle } });
  expect(body.regulations.map((regulation: Json) => regulation.end_user)).toEqual(
    bundle ? ["individual", "business"] : [],
  );
});

test("a regulation lists the facts about the end user and the documents that Twilio requires", async () => {
  const { body } = await requirements("country=DE&type=local");
  const business = body.regulations.find((regulation: Json) => regulation.end_user === "business");
  expect(business).toMatchObject({
    id: expect.stringMatching(/^RN[0-9a-f]{32}$/),
    name: "Germany: Local - Business",
    information: [{ name: "business_name", label: "Business Name" }, { name: "business_registration_number" }],
    documents: [
      { name: "identity_proof", accepted: [{ name: "commercial_registrar_excerpt" }] },
      { name: "proof_of_address", accepted: [{ name: "address", fields: [{ name: "address_sids" }] }] },
    ],
  });
});

test.for([
  ["type=local", "/country"],
  ["country=xx", "/country"],
  ["country=DE&type=fax", "/type"],
  ["country=DE&kind=local", "/kind"],
] as const)("%s is refused with the field's pointer", async ([query, pointer]) => {
  const { status, body } = await requirements(query);
  expect(status).toBe(422);
  expect(body.errors).toMatchObject([{ in: "query", pointer }]);
});

test("a kind of number that the carrier does not sell has no requirements", async () => {
  expect(await requirements("country=US&type=mobile")).toMatchObject({
    status: 422,
    body: { code: "number_type_unavailable", carrier_code: 20404 },
  });
});

test("search results show what numbers need; if the regulations cannot be read, they show null for the bundle", async () => {
  const { api } = await withTenant();
  const needs = async (query: string) => {
    const { body } = await api.get(`/v1/available-phone-numbers?limit=1&${query}`);
    return body.data[0].requirements;
  };
  expect(await needs("country=FR")).toEqual({ address: "local", bundle: true });
  expect(await needs("country=CA")).toEqual({ address: "none", bundle: false });
  await sandbox.fault({ kind: "server_error", operation: "regulations", times: -1 });
  expect(await needs("country=ES&type=mobile")).toEqual({ address: "any", bundle: null });
  expect(await needs("country=FR")).toEqual({ address: "local", bundle: true });
  const asked = await api.get("/v1/regulatory-requirements?country=ES&type=mobile");
  expect(asked).toMatchObject({ status: 503, body: { code: "carrier_unavailable" } });
  await sandbox.clearFaults();
});
