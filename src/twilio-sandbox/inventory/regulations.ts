import { hash } from "./hash";
import { countries, type NumberType, type Offer } from "./offers";

/** A type of number in the words of the regulatory APIs. */
export const regulatedTypes = {
  local: "local",
  mobile: "mobile",
  tollfree: "toll-free",
  national: "national",
} as const satisfies Record<NumberType, string>;

const endUserTypes = ["individual", "business"] as const;

export interface Regulation {
  sid: string;
  friendly_name: string;
  iso_country: string;
  number_type: (typeof regulatedTypes)[NumberType];
  end_user_type: (typeof endUserTypes)[number];
  requirements: ReturnType<typeof requirements>;
}

interface Scope {
  iso_country: string;
  number_type: string;
  end_user_type: string;
}

export const regulationOf = (scope: Scope): Regulation | undefined =>
  regulations.find(
    (each) =>
      each.iso_country === scope.iso_country &&
      each.number_type === scope.number_type &&
      each.end_user_type === scope.end_user_type,
  );

function regulation(countryName: string, offer: Offer, endUser: Regulation["end_user_type"]): Regulation {
  const number_type = regulatedTypes[offer.type];
  const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const friendly_name = `${countryName}: ${title(number_type)} - ${title(endUser)}`;
  return {
    sid: `RN${[0, 1, 2, 3].map((part) => hash(`${friendly_name} ${part}`).toString(16).padStart(8, "0")).join("")}`,
    friendly_name,
    iso_country: offer.country,
    number_type,
    end_user_type: endUser,
    requirements: requirements(offer, endUser),
  };
}

function requirements({ addressRequirements }: Offer, endUser: Regulation["end_user_type"]) {
  const names =
    endUser === "individual"
      ? { first_name: "First Name", last_name: "Last Name" }
      : { business_name: "Business Name", business_registration_number: "Business Registration Number" };
  const identity =
    endUser === "individual"
      ? { name: "Passport", type: "passport", fields: { first_name: "First Name", document_number: "Document Number" } }
      : {
          name: "Excerpt from the commercial register",
          type: "commercial_registrar_excerpt",
          fields: { business_name: "Business Name" },
        };
  const address = { name: "Address Validation", type: "address", fields: { address_sids: "Address sid(s)" } };
  const proofs = [required("Proof of identity", "identity_proof", "Who the end user is.", identity)];
  if (addressRequirements !== "none") {
    proofs.push(required("Address", "proof_of_address", "The physical location of the end user.", address));
  }
  return {
    end_user: [
      {
        name: endUser === "individual" ? "Individual" : "Business",
        type: endUser,
        requirement_name: `${endUser}_info`,
        url: `https://numbers.twilio.com/v2/RegulatoryCompliance/EndUserTypes/${endUser}`,
        fields: Object.keys(names),
        detailed_fields: detailed(names),
      },
    ],
    supporting_document: [proofs],
  };
}

interface Accepted {
  name: string;
  type: string;
  fields: Record<string, string>;
}

const required = (name: string, requirement_name: string, description: string, accepted: Accepted) => ({
  name,
  type: "document",
  requirement_name,
  description,
  accepted_documents: [
    {
      name: accepted.name,
      type: accepted.type,
      url: `https://numbers.twilio.com/v2/RegulatoryCompliance/SupportingDocumentTypes/${accepted.type}`,
      fields: Object.keys(accepted.fields),
      detailed_fields: detailed(accepted.fields),
    },
  ],
});

const detailed = (fields: Record<string, string>) =>
  Object.entries(fields).map(([machine_name, friendly_name]) => ({
    machine_name,
    friendly_name,
    description: `The ${friendly_name} of the end user`,
  }));

/** The documents that buyers must show: one regulation per kind of end user for each offer that needs a bundle. */
export const regulations: readonly Regulation[] = countries.flatMap(({ name, offers }) =>
  offers
    .filter(({ bundleRequired }) => bundleRequired)
    .flatMap((offer) => endUserTypes.map((endUser) => regulation(name, offer, endUser))),
);
