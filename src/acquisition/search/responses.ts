import { numberNeeds } from "#acquisition/regulatory/responses";
import { z } from "#kernel/http/schema";
import { capabilities, money, orNull } from "#kernel/http/wire";
import { addressRequirements, numberTypes } from "#kernel/ports/carrier";

const ownReservation = z
  .object({
    id: z.string().openapi({ description: "The reservation's id." }),
    expires_at: z.iso.datetime().openapi({ description: "When the hold ends, unless you extend it." }),
  })
  .openapi("OwnReservation");

export const availableNumber = z
  .object({
    phone_number: z.string().openapi({ description: "The number in E.164 form." }),
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2." }),
    type: z.enum(numberTypes).openapi({ description: "The type of number." }),
    locality: z.string().nullable().openapi({ description: "The number's city or town, if Twilio names one." }),
    region: z.string().nullable().openapi({ description: "The number's state or province, if Twilio names one." }),
    postal_code: z.string().nullable().openapi({ description: "The place's postal code, if Twilio names one." }),
    rate_center: z.string().nullable().openapi({ description: "The number's rate center, if Twilio names one." }),
    capabilities: capabilities(),
    monthly_price: orNull(money()).openapi({ description: "Twilio's monthly price; null if it is not known." }),
    address_requirement: z.enum([...addressRequirements]).openapi({
      description: "The address that Twilio requires before it sells the number. The same as `requirements.address`.",
    }),
    requirements: numberNeeds,
    hold_scope: z.literal("platform").openapi({
      description:
        "Always `platform`: a reservation keeps other tenants of this platform from the number, but not Twilio's other customers.",
    }),
    reservation: orNull(ownReservation).openapi({
      description: "Your own reservation of the number; null if you have none.",
    }),
  })
  .openapi("AvailablePhoneNumber");

export type AvailableNumber = z.output<typeof availableNumber>;

export const availableCountry = z
  .object({
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2." }),
    name: z.string().openapi({ description: "The country's name in English." }),
    types: z
      .array(
        z.object({
          type: z.enum(numberTypes).openapi({ description: "The type of number." }),
          monthly_price: orNull(money()).openapi({ description: "Twilio's monthly price; null if it is not known." }),
        }),
      )
      .openapi({ description: "The types of numbers that Twilio sells there." }),
  })
  .openapi("AvailableCountry");

export type AvailableCountry = z.output<typeof availableCountry>;
