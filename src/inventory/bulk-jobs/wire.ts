import { z } from "@hono/zod-openapi";
import { metadata, tags } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { bulkActions, jobStatus, jobStatuses } from "./action-step";
import type { BulkRequest } from "./match-numbers";
import type { JobWithItems } from "./queries";
import { agentReference, numberReference } from "./reference-schema";
import type { BulkItemRow, BulkJobRow } from "./table";

export const MAX_NUMBERS = 1_000;

const phoneNumbers = z
  .array(numberReference)
  .min(1)
  .max(MAX_NUMBERS)
  .openapi({ description: "Ids or E.164 forms, each number once." });

const simple = z.strictObject({
  action: z.enum(["lock", "unlock", "suspend", "resume", "unassign"]),
  phone_numbers: phoneNumbers,
});
const tagging = z.strictObject({
  action: z.enum(["tag", "untag"]),
  phone_numbers: phoneNumbers,
  tags: tags.min(1).openapi({ description: "Added to each number's tags, or taken from them." }),
});
const describing = z.strictObject({
  action: z.literal("metadata"),
  phone_numbers: phoneNumbers,
  metadata: metadata.openapi({ description: "Set in each number's metadata; other keys stay as they are." }),
});

const releasing = z.strictObject({
  action: z.literal("release"),
  phone_numbers: phoneNumbers,
  force: z.boolean().optional().openapi({ description: "Also those that have an agent." }),
});
const assigning = z.strictObject({
  action: z.literal("assign"),
  phone_numbers: phoneNumbers,
  agent_id: agentReference,
});

export const newBulkJob = z
  .discriminatedUnion("action", [simple, tagging, describing, releasing, assigning])
  .openapi("NewBulkJob");

export const toBulkRequest = (body: z.infer<typeof newBulkJob>): BulkRequest => ({
  action: body.action,
  change: {
    ...("tags" in body && { tags: body.tags }),
    ...("metadata" in body && { metadata: body.metadata }),
    ...("agent_id" in body && { agent_id: body.agent_id }),
    ...("force" in body && { force: body.force }),
  },
  items: body.phone_numbers.map((reference) => ({ reference, line: null, change: null, problem: null })),
});

const itemHead = {
  phone_number: z.string().openapi({ description: "In E.164 form; as you wrote it if you have no such number." }),
  phone_number_id: z.string().nullable(),
  line: z.int().nullable().openapi({ description: "The line of your CSV file, the header being line 1." }),
};
const error = z
  .object({
    code: z.string().openapi({ description: "One of the API's problem codes." }),
    detail: z.string(),
  })
  .nullable();
const action = z.enum(bulkActions);

const head = {
  id: z.string(),
  action,
  status: z.enum(jobStatuses),
  counts: z.object({ pending: z.int(), succeeded: z.int(), failed: z.int() }),
  created_at: z.iso.datetime(),
  completed_at: z.iso.datetime().nullable(),
};

export const bulkJobSummary = z.object(head).openapi("BulkJobSummary");

export const bulkJob = z
  .object({
    ...head,
    items: z.array(z.object({ ...itemHead, status: z.enum(["pending", "succeeded", "failed"]), error })),
  })
  .openapi("BulkJob");

export const bulkDryRun = z
  .object({
    action,
    counts: z.object({ would_succeed: z.int(), would_fail: z.int() }),
    items: z.array(z.object({ ...itemHead, would_succeed: z.boolean(), error })),
  })
  .openapi("BulkDryRun");

export type DryRun = z.infer<typeof bulkDryRun>;

export const toBulkJobSummary = (job: BulkJobRow): z.infer<typeof bulkJobSummary> => ({
  id: job.id,
  action: job.action,
  status: jobStatus(job),
  counts: {
    pending: job.itemCount - job.succeeded - job.failed,
    succeeded: job.succeeded,
    failed: job.failed,
  },
  created_at: isoTime(job.createdAt),
  completed_at: isoTimeOrNull(job.completedAt),
});

const toItem = (item: BulkItemRow): z.infer<typeof bulkJob>["items"][number] => ({
  phone_number: item.e164 ?? item.reference,
  phone_number_id: item.phoneNumberId,
  line: item.line,
  status: item.status === "processing" ? "pending" : item.status,
  error: item.errorCode && { code: item.errorCode, detail: item.errorDetail ?? "" },
});

export const toBulkJob = ({ job, items }: JobWithItems): z.infer<typeof bulkJob> => ({
  ...toBulkJobSummary(job),
  items: items.map(toItem),
});
