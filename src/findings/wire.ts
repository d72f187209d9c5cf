import { lazily, z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { findingKinds } from "./kinds";
import type { finding } from "./responses";
import { statusOf } from "./status";
import type { FindingRow } from "./table";

const note = lazily(() =>
  z.string().trim().min(1).max(500).optional().openapi({ description: "Replaces the earlier note." }),
);

export const resolution = lazily(() => z.strictObject({ note: note() }).openapi("Resolution"));

export const snoozing = lazily(() =>
  z
    .strictObject({
      until: z.iso
        .datetime({ offset: true })
        .nullable()
        .openapi({ description: "When the finding is shown again, at most a year from now; `null` ends a snooze." }),
      note: note(),
    })
    .openapi("Snoozing"),
);

export const findingAssignment = lazily(() =>
  z
    .strictObject({
      assignee: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .nullable()
        .openapi({ description: "The person or team, as free text; `null` removes the assignee." }),
      note: note(),
    })
    .openapi("FindingAssignment"),
);

export const toFinding = (row: FindingRow, now: number): z.infer<typeof finding> => ({
  id: row.id,
  tenant_id: row.tenantId,
  kind: row.kind,
  severity: row.severity,
  status: statusOf(row, now),
  subject: { type: row.subjectType, id: row.subjectId },
  evidence: row.evidence,
  suggested_action: findingKinds[row.kind].suggestedAction,
  assignee: row.assignee,
  snoozed_until: isoTimeOrNull(row.snoozedUntil),
  created_at: isoTime(row.createdAt),
  resolved_at: isoTimeOrNull(row.resolvedAt),
  resolved_by: row.resolvedBy,
  note: row.note,
});
