import { z } from "#kernel/http/schema";
import { addressRequirements, numberTypes } from "#kernel/ports/carrier";

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

export type RegulatoryDefault = z.output<typeof regulatoryDefault>;

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

export type RegulatoryRequirements = z.output<typeof regulatoryRequirements>;
