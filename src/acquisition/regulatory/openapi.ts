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

const exampleField = {
  name: "business_name",
  label: "Business Name",
  description: "The name that the business is registered by.",
};

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
          description: "Shows who the end user is.",
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
    summary: "Get the regulatory requirements of a kind of number",
    description:
      "Whether Twilio requires an address or a regulatory bundle for numbers of this country and type, and the contents of " +
      "such a bundle for individuals and for businesses. Read from Twilio.",
    success: { 200: answer(regulatoryRequirements, "The requirements.", exampleRequirements) },
  },
  listRegulatoryDefaults: {
    summary: "List defaults for addresses and bundles",
    description: "The addresses and bundles that your orders use by default, for each country and type of number.",
    success: {
      200: answer(pageOf(regulatoryDefault, "RegulatoryDefaultPage"), "A page of defaults.", pageBody([example], null)),
    },
  },
  getRegulatoryDefault: {
    summary: "Get a default address and bundle",
    description: "The address and bundle that your orders use by default for numbers of this country and type.",
    success: { 200: shown("The default.") },
  },
  setRegulatoryDefault: {
    summary: "Set a default address and bundle",
    description:
      "Sets the address and bundle for orders of this country and type that do not name their own. Both must exist at Twilio, " +
      "and the bundle must be approved for such numbers. They become yours: no other tenant can use them. A field that is left " +
      "out is cleared.",
    body: { address_sid: example.address_sid, bundle_sid: example.bundle_sid },
    success: { 200: shown("The default as it is now.") },
  },
  removeRegulatoryDefault: {
    summary: "Remove a default address and bundle",
    description: "Later orders must name their own address and bundle. Repeating it changes nothing.",
    success: { 204: { description: "There is no such default now." } },
  },
  freeRegulatoryClaim: {
    summary: "Free an address or a bundle",
    description:
      "For the platform. An address or bundle belongs to the tenant that bought with it or set it as default first. This frees " +
      "it, so that it belongs to the next tenant that uses it. Numbers that were bought with it stay as they are. Refused while " +
      "it is a default of its tenant. Repeating it changes nothing.",
    success: { 204: { description: "The address or bundle belongs to no tenant now." } },
  },
});
