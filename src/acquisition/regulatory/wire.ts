import { z } from "@hono/zod-openapi";
import { addressRequirements, numberTypes, type RegulatoryDocuments } from "#kernel/ports/carrier";
import type { RequiredField } from "#kernel/values/regulation";
import { isoTime } from "#kernel/values/time";
import type { NumberNeeds } from "./check-documents";
import type { Requirements } from "./read-requirements";
import type { DefaultRow } from "./table";

/** An id of the carrier, in lower case as the carrier writes it: one id must not have two spellings and two owners. */
const sid = (prefix: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `Must be the id of ${what}: ${prefix} and 32 hex digits.`)
    .transform((text) => prefix + text.slice(prefix.length).toLowerCase());

/** The fields of a request that name the documents to buy numbers with. */
export const documentFields = {
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
};

interface DocumentsWire {
  readonly address_sid?: string | null | undefined;
  readonly bundle_sid?: string | null | undefined;
}

export const toDocuments = (named: DocumentsWire | undefined): RegulatoryDocuments => ({
  addressSid: named?.address_sid ?? null,
  bundleSid: named?.bundle_sid ?? null,
});

export const newDefault = z
  .strictObject(documentFields)
  .refine(({ address_sid, bundle_sid }) => Boolean(address_sid ?? bundle_sid), {
    path: ["address_sid"],
    message: "Give address_sid, bundle_sid or both; DELETE removes a default.",
  })
  .openapi("NewRegulatoryDefault");

export const regulatoryDefault = z
  .object({
    country: z.string().openapi({ description: "The numbers' country, ISO 3166-1 alpha-2." }),
    type: z.enum(numberTypes).openapi({ description: "The numbers' type." }),
    address_sid: z.string().nullable().openapi({ description: "Twilio's id of the address; null for none." }),
    bundle_sid: z.string().nullable().openapi({ description: "Twilio's id of the regulatory bundle; null for none." }),
    created_at: z.iso.datetime().openapi({ description: "When you first set the default." }),
    updated_at: z.iso.datetime().openapi({ description: "When you changed it last." }),
  })
  .openapi("RegulatoryDefault");

export const toDefault = (row: DefaultRow): z.infer<typeof regulatoryDefault> => ({
  country: row.country,
  type: row.type,
  address_sid: row.addressSid,
  bundle_sid: row.bundleSid,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

/** The documents that a number needs, in searches, quotes and requirements. */
export const numberNeeds = z
  .object({
    address: z
      .enum([...addressRequirements])
      .nullable()
      .openapi({
        description:
          "The address that Twilio requires: `none`, `any`, one in the number's country or area (`local`), or one abroad " +
          "(`foreign`). Null if Twilio has not said.",
      }),
    bundle: z
      .boolean()
      .nullable()
      .openapi({ description: "Whether Twilio requires an approved regulatory bundle; null if Twilio has not said." }),
  })
  .openapi("NumberNeeds");

export const toNeeds = ({ address, bundle }: NumberNeeds): z.infer<typeof numberNeeds> => ({ address, bundle });

const requiredField = z
  .object({
    name: z.string().openapi({ description: "Twilio's name of the field." }),
    label: z.string().openapi({ description: "The field's name for people." }),
    description: z.string().nullable().openapi({ description: "Twilio's explanation, if there is one." }),
  })
  .openapi("RequiredField");

export const regulatoryRequirements = z
  .object({
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2." }),
    type: z.enum(numberTypes).openapi({ description: "The type of number." }),
    requirements: numberNeeds,
    regulations: z
      .array(
        z.object({
          id: z.string().openapi({ description: "Twilio's id of the regulation. A bundle is made for it." }),
          name: z.string().openapi({ description: "Twilio's name of the regulation." }),
          end_user: z.string().openapi({ description: "The kind of end user: `individual` or `business`." }),
          information: z
            .array(requiredField)
            .openapi({ description: "Facts about the end user that the bundle must state." }),
          documents: z
            .array(
              z.object({
                name: z.string().openapi({ description: "Twilio's name of the requirement." }),
                label: z.string().openapi({ description: "Its name for people." }),
                description: z.string().nullable().openapi({ description: "Twilio's explanation, if there is one." }),
                accepted: z
                  .array(
                    z.object({
                      name: z.string().openapi({ description: "Twilio's name of the document type." }),
                      label: z.string().openapi({ description: "Its name for people." }),
                      fields: z.array(requiredField).openapi({ description: "Facts that the document must show." }),
                    }),
                  )
                  .openapi({ description: "The document types that meet the requirement. One of them is enough." }),
              }),
            )
            .openapi({ description: "The documents that the bundle must contain. All of them are needed." }),
        }),
      )
      .openapi({
        description:
          "The regulations, one for each kind of end user. The bundle must satisfy the one that fits. Empty in many countries.",
      }),
  })
  .openapi("RegulatoryRequirements");

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
