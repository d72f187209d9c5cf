import type { z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { assignment } from "./responses";
import type { AssignmentRow } from "./table";

export const toAssignment = (row: AssignmentRow): z.infer<typeof assignment> => ({
  id: row.id,
  phone_number_id: row.phoneNumberId,
  phone_number: row.e164,
  agent_id: row.agentId,
  valid_from: isoTime(row.validFrom),
  valid_to: isoTimeOrNull(row.validTo),
});
