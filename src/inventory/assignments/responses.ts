import { z } from "#kernel/http/schema";

export const assignment = z
  .object({
    id: z.string(),
    phone_number_id: z.string(),
    phone_number: z.string(),
    agent_id: z.string(),
    valid_from: z.iso.datetime(),
    valid_to: z.iso.datetime().nullable().openapi({
      description: "The instant at which the assignment ended, which does not belong to it; null while it is in force.",
    }),
  })
  .openapi("Assignment");

export type Assignment = z.output<typeof assignment>;
