import { z } from "#kernel/http/schema";
import { findingSeverities, kindNames } from "./kinds";
import { findingStatuses } from "./status";

export const finding = z
  .object({
    id: z.string(),
    tenant_id: z.string().openapi({ description: "Whose it is; `ten_platform` is the platform." }),
    kind: z.enum(kindNames),
    severity: z.enum(findingSeverities),
    status: z
      .enum(findingStatuses)
      .openapi({ description: "`snoozed`: open, but out of the list until `snoozed_until`." }),
    subject: z.object({ type: z.string(), id: z.string() }),
    evidence: z
      .record(z.string(), z.unknown())
      .openapi({ description: "The evidence of the fact, at its last change." }),
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

export type Finding = z.output<typeof finding>;
