import { z } from "@hono/zod-openapi";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { AssignmentRow } from "./table";

export const assignment = z
  .object({
    id: z.string(),
    phone_number_id: z.string(),
    phone_number: z.string(),
    agent_id: z.string(),
    valid_from: z.iso.datetime(),
    valid_to: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "The first instant at which it no longer held; null while it does." }),
  })
  .openapi("Assignment");

export const toAssignment = (row: AssignmentRow): z.infer<typeof assignment> => ({
  id: row.id,
  phone_number_id: row.phoneNumberId,
  phone_number: row.e164,
  agent_id: row.agentId,
  valid_from: isoTime(row.validFrom),
  valid_to: isoTimeOrNull(row.validTo),
});
