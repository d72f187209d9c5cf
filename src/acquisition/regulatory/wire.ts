import { lazily, z } from "#kernel/http/schema";
import type { RegulatoryDocuments } from "#kernel/ports/carrier";
import type { RequiredField } from "#kernel/values/regulation";
import { isoTime } from "#kernel/values/time";
import type { NumberNeeds } from "./check-documents";
import type { Requirements } from "./read-requirements";
import type { numberNeeds, regulatoryDefault, regulatoryRequirements } from "./responses";
import type { DefaultRow } from "./table";

/** An id of the carrier, in lower case as the carrier writes it: one id must not have two spellings and two owners. */
const sid = (prefix: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `Must be the id of ${what}: ${prefix} and 32 hex digits.`)
    .transform((text) => prefix + text.slice(prefix.length).toLowerCase());

/** The fields of a request that name the documents to buy numbers with. */
export const documentFields = lazily(() => ({
  address_sid: sid("AD", "an address")
    .nullish()
    .openapi({
      type: ["string", "null"],
      description: "Twilio's id of the address that the numbers are bought with; null for none.",
      example: "AD0123456789abcdef0123456789abcdef",
    }),
  bundle_sid: sid("BU", "a bundle")
    .nullish()
    .openapi({
      type: ["string", "null"],
      description: "Twilio's id of the approved regulatory bundle that the numbers are bought with; null for none.",
      example: "BU0123456789abcdef0123456789abcdef",
    }),
}));

interface DocumentsWire {
  readonly address_sid?: string | null | undefined;
  readonly bundle_sid?: string | null | undefined;
}

export const toDocuments = (named: DocumentsWire | undefined): RegulatoryDocuments => ({
  addressSid: named?.address_sid ?? null,
  bundleSid: named?.bundle_sid ?? null,
});

export const newDefault = lazily(() =>
  z
    .strictObject(documentFields())
    .refine(({ address_sid, bundle_sid }) => Boolean(address_sid ?? bundle_sid), {
      path: ["address_sid"],
      message: "Give address_sid, bundle_sid or both; DELETE removes a default.",
    })
    .openapi("NewRegulatoryDefault"),
);

export const toDefault = (row: DefaultRow): z.infer<typeof regulatoryDefault> => ({
  country: row.country,
  type: row.type,
  address_sid: row.addressSid,
  bundle_sid: row.bundleSid,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const toNeeds = ({ address, bundle }: NumberNeeds): z.infer<typeof numberNeeds> => ({ address, bundle });

const toFields = (fields: readonly RequiredField[]) =>
  fields.map(({ name, label, description }) => ({ name, label, description }));

export const toRequirements = (found: Requirements): z.infer<typeof regulatoryRequirements> => ({
  country: found.country,
  type: found.type,
  requirements: toNeeds(found.needs),
  regulations: found.regulations.map(({ id, name, endUser, information, documents }) => ({
    id,
    name,
    end_user: endUser,
    information: toFields(information),
    documents: documents.map(({ accepted, ...document }) => ({
      name: document.name,
      label: document.label,
      description: document.description,
      accepted: accepted.map((one) => ({ name: one.name, label: one.label, fields: toFields(one.fields) })),
    })),
  })),
});
