import { answer, describe } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { availableCountry, availableNumber } from "./responses";
import type { SearchOperations } from "./routes";

const example = {
  phone_number: "+14155550123",
  country: "US",
  type: "local",
  locality: "San Francisco",
  region: "CA",
  postal_code: "94103",
  rate_center: "SNFC CNTRL",
  capabilities: { voice: true, sms: true, mms: true, fax: false },
  monthly_price: { amount: "1.15", currency: "USD" },
  address_requirement: "none",
  requirements: { address: "none", bundle: false },
  hold_scope: "platform",
  reservation: null,
};

export const searchDocs = describe<SearchOperations>("Search", {
  searchAvailablePhoneNumbers: {
    summary: "Search numbers for sale",
    description:
      "Numbers that Twilio sells, without the ones that other tenants hold or any tenant owns. Your own reservations are shown. " +
      "A search reserves nothing.",
    success: {
      200: answer(z.object({ data: z.array(availableNumber) }).openapi("AvailablePhoneNumbers"), "Numbers for sale.", {
        data: [example],
      }),
    },
  },
  listAvailableCountries: {
    summary: "List countries with numbers for sale",
    description: "The countries in which Twilio sells numbers, with the types and monthly prices.",
    success: {
      200: answer(z.object({ data: z.array(availableCountry) }).openapi("AvailableCountries"), "The countries.", {
        data: [
          {
            country: "US",
            name: "United States",
            types: [{ type: "local", monthly_price: { amount: "1.15", currency: "USD" } }],
          },
        ],
      }),
    },
  },
});
