import { z } from "@hono/zod-openapi";
import { isoTime, isoTimeOrNull } from "../kernel/time";
import { findingKinds } from "./kinds";
import type { FindingRow } from "./table";

export const finding = z
  .object({
    id: z.string(),
    kind: z.enum(["purchase_undeliverable"]),
    subject: z.object({ type: z.string(), id: z.string() }),
    evidence: z.record(z.string(), z.unknown()),
    suggested_action: z.string(),
    created_at: z.iso.datetime(),
    resolved_at: z.iso.datetime().nullable(),
    note: z.string().nullable(),
  })
  .openapi("Finding");

export const resolution = z.strictObject({ note: z.string().trim().min(1).max(500).optional() }).openapi("Resolution");

export const toFinding = (row: FindingRow): z.infer<typeof finding> => ({
  id: row.id,
  kind: row.kind,
  subject: { type: row.subjectType, id: row.subjectId },
  evidence: row.evidence,
  suggested_action: findingKinds[row.kind],
  created_at: isoTime(row.createdAt),
  resolved_at: isoTimeOrNull(row.resolvedAt),
  note: row.note,
});
