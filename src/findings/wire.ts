import { z } from "@hono/zod-openapi";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { findingKinds, kindNames, severities } from "./kinds";
import { findingStatuses, statusOf } from "./status";
import type { FindingRow } from "./table";

export const finding = z
  .object({
    id: z.string(),
    tenant_id: z.string().openapi({ description: "Whose it is; `ten_platform` is the platform." }),
    kind: z.enum(kindNames),
    severity: z.enum(severities),
    status: z
      .enum(findingStatuses)
      .openapi({ description: "`snoozed`: open, but out of the list until `snoozed_until`." }),
    subject: z.object({ type: z.string(), id: z.string() }),
    evidence: z.record(z.string(), z.unknown()).openapi({ description: "What was seen, the last time it differed." }),
    suggested_action: z.string(),
    assignee: z.string().nullable(),
    snoozed_until: z.iso.datetime().nullable(),
    created_at: z.iso.datetime().openapi({ description: "Since when it is known." }),
    resolved_at: z.iso.datetime().nullable(),
    resolved_by: z.string().nullable().openapi({
      description: "`system` when the fact went away by itself; else `key:` and a key's id, or `admin`.",
    }),
    note: z.string().nullable(),
  })
  .openapi("Finding");

const note = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .optional()
  .openapi({ description: "Takes the place of the note before." });

export const resolution = z.strictObject({ note }).openapi("Resolution");

export const snoozing = z
  .strictObject({
    until: z.iso.datetime({ offset: true }).nullable().openapi({ description: "Within a year; `null` ends a snooze." }),
    note,
  })
  .openapi("Snoozing");

export const findingAssignment = z
  .strictObject({
    assignee: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .nullable()
      .openapi({ description: "A name, an address, a team; `null` for nobody." }),
    note,
  })
  .openapi("FindingAssignment");

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
