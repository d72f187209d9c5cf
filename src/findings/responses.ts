import { z } from "#kernel/http/schema";
import { findingSeverities, kindNames } from "./kinds";
import { findingStatuses } from "./status";

export const finding = z
  .object({
    id: z.string(),
    tenant_id: z
      .string()
      .openapi({ description: "The tenant that the finding belongs to; `ten_platform` is the platform." }),
    kind: z.enum(kindNames),
    severity: z.enum(findingSeverities),
    status: z
      .enum(findingStatuses)
      .openapi({ description: "`snoozed`: open, but out of the list until `snoozed_until`." }),
    subject: z.object({ type: z.string(), id: z.string() }),
    evidence: z
      .record(z.string(), z.unknown())
      .openapi({ description: "Details of the fact, as last observed. The fields depend on `kind`." }),
    suggested_action: z.string(),
    assignee: z.string().nullable(),
    snoozed_until: z.iso.datetime().nullable(),
    created_at: z.iso.datetime().openapi({ description: "When the platform first observed the fact." }),
    resolved_at: z.iso.datetime().nullable(),
    resolved_by: z.string().nullable().openapi({
      description:
        "`system` if the platform observed that the fact is gone; otherwise `key:` and a key's id, or `admin`.",
    }),
    note: z.string().nullable(),
  })
  .openapi("Finding");

export type Finding = z.output<typeof finding>;
