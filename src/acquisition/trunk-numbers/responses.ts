import { z } from "#kernel/http/schema";
import { failure, orNull } from "#kernel/http/wire";

const result = z
  .object({
    phone_number: z.string().openapi({ description: "The number as you sent it." }),
    phone_number_id: z.string().nullable().openapi({ description: "The number's id, if it is yours; null otherwise." }),
    result: z.enum(["added", "failed"]).openapi({ description: "Whether it was added to the trunk." }),
    error: orNull(failure()).openapi({ description: "Why it was not added; null if it was." }),
  })
  .openapi("SipTrunkPhoneNumberResult");

export const trunkNumbersAdded = z
  .object({
    results: z.array(result).openapi({ description: "One result per number, in your order." }),
    added: z.int().openapi({ description: "How many were added." }),
    failed: z.int().openapi({ description: "How many were not." }),
  })
  .openapi("SipTrunkPhoneNumbersAdded");

export type TrunkNumbersAdded = z.output<typeof trunkNumbersAdded>;
