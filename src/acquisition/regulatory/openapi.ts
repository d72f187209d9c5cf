import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { regulatoryDefault, regulatoryRequirements } from "./responses";
import type { RegulatoryOperations } from "./routes";

const example = {
  country: "DE",
  type: "local",
  address_sid: "AD0123456789abcdef0123456789abcdef",
  bundle_sid: "BU0123456789abcdef0123456789abcdef",
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

const exampleField = { name: "business_name", label: "Business Name", description: "The name it is registered by." };

const exampleRequirements = {
  country: "DE",
  type: "local",
  requirements: { address: "local", bundle: true },
  regulations: [
    {
      id: "RN0123456789abcdef0123456789abcdef",
      name: "Germany: Local - Business",
      end_user: "business",
      information: [exampleField],
      documents: [
        {
          name: "identity_proof",
          label: "Proof of identity",
          description: "Who the end user is.",
          accepted: [
            {
              name: "commercial_registrar_excerpt",
              label: "Excerpt from the commercial register",
              fields: [exampleField],
            },
          ],
        },
      ],
    },
  ],
};

const shown = (description: string) => answer(regulatoryDefault, description, example);

export const regulatoryDocs = describe<RegulatoryOperations>("Regulatory needs", {
  getRegulatoryRequirements: {
    summary: "What numbers of a country and type need",
    description:
      "Whether the carrier wants an address or a regulatory bundle before it sells such a number, and what the bundle must " +
      "contain, for individuals and for businesses. Read from the carrier.",
    success: { 200: answer(regulatoryRequirements, "What is needed.", exampleRequirements) },
  },
  listRegulatoryDefaults: {
    summary: "List defaults for addresses and bundles",
    description: "What your numbers are bought with, by country and type.",
    success: {
      200: answer(pageOf(regulatoryDefault, "RegulatoryDefaultPage"), "A page of defaults.", pageBody([example], null)),
    },
  },
  getRegulatoryDefault: {
    summary: "Get a default address and bundle",
    description: "What your numbers of this country and type are bought with.",
    success: { 200: shown("The default.") },
  },
  setRegulatoryDefault: {
    summary: "Set a default address and bundle",
    description:
      "What your numbers of this country and type are bought with from now on, where an order does not name its own. The " +
      "carrier must have the address and the bundle; the bundle must be approved and for such numbers. They become yours: no " +
      "other tenant can use them. Replaces the default whole.",
    body: { address_sid: example.address_sid, bundle_sid: example.bundle_sid },
    success: { 200: shown("The default as it is now.") },
  },
  removeRegulatoryDefault: {
    summary: "Remove a default address and bundle",
    description: "Orders that are placed from now on must name their own. Removing one that is not there is no error.",
    success: { 204: { description: "There is none any more." } },
  },
  freeRegulatoryClaim: {
    summary: "Free an address or a bundle",
    description:
      "For the platform: an address or bundle that became a tenant's, by a purchase or as a default, is nobody's again, and " +
      "then whoever's uses it first. Numbers that were bought with it stay as they are. Refused while it is a default of that " +
      "tenant. Freeing what is nobody's is no error.",
    success: { 204: { description: "It is nobody's." } },
  },
});
