import { z } from "@hono/zod-openapi";
import { addressRequirements, numberTypes, type RegulatoryDocuments } from "#kernel/ports/carrier";
import type { RequiredField } from "#kernel/values/regulation";
import { isoTime } from "#kernel/values/time";
import type { NumberNeeds } from "./check-documents";
import type { Requirements } from "./read-requirements";
import type { DefaultRow } from "./table";

/** The carrier writes its ids in small letters; so do we, lest one has two spellings and two owners. */
const sid = (prefix: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `Must be the id of ${what}: ${prefix} and 32 hex digits.`)
    .transform((text) => prefix + text.slice(prefix.length).toLowerCase());

/** The fields by which a request says with what numbers are to be bought. */
export const documentFields = {
  address_sid: sid("AD", "an address")
    .nullish()
    .openapi({
      type: ["string", "null"],
      description: "The address at the carrier that the numbers are for.",
      example: "AD0123456789abcdef0123456789abcdef",
    }),
  bundle_sid: sid("BU", "a bundle")
    .nullish()
    .openapi({
      type: ["string", "null"],
      description: "The approved regulatory bundle at the carrier that the numbers are for.",
      example: "BU0123456789abcdef0123456789abcdef",
    }),
};

interface PaperWire {
  readonly address_sid?: string | null | undefined;
  readonly bundle_sid?: string | null | undefined;
}

export const toDocuments = (named: PaperWire | undefined): RegulatoryDocuments => ({
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
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2." }),
    type: z.enum(numberTypes),
    address_sid: z.string().nullable(),
    bundle_sid: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
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

/** What a number needs, wherever it is told. */
export const numberNeeds = z
  .object({
    address: z
      .enum([...addressRequirements])
      .nullable()
      .openapi({
        description:
          "What address the carrier wants to have: none, any, one in the number's country or area (`local`) or one abroad " +
          "(`foreign`); null if it has not said.",
      }),
    bundle: z
      .boolean()
      .nullable()
      .openapi({ description: "Whether the carrier wants an approved regulatory bundle; null if it has not said." }),
  })
  .openapi("NumberNeeds");

export const toNeeds = ({ address, bundle }: NumberNeeds): z.infer<typeof numberNeeds> => ({ address, bundle });

const requiredField = z
  .object({ name: z.string(), label: z.string(), description: z.string().nullable() })
  .openapi("RequiredField");

export const regulatoryRequirements = z
  .object({
    country: z.string(),
    type: z.enum(numberTypes),
    requirements: numberNeeds,
    regulations: z
      .array(
        z.object({
          id: z.string().openapi({ description: "The carrier's own id; a bundle is made for it." }),
          name: z.string(),
          end_user: z.string().openapi({ description: "`individual` or `business`." }),
          information: z
            .array(requiredField)
            .openapi({ description: "What the carrier wants to know of the end user." }),
          documents: z
            .array(
              z.object({
                name: z.string(),
                label: z.string(),
                description: z.string().nullable(),
                accepted: z
                  .array(z.object({ name: z.string(), label: z.string(), fields: z.array(requiredField) }))
                  .openapi({ description: "Any one of these will do." }),
              }),
            )
            .openapi({ description: "What it wants to see. All of them are needed." }),
        }),
      )
      .openapi({ description: "One per kind of end user; the bundle must satisfy the one that fits. Often none." }),
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
