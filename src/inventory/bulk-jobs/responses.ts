import { z } from "#kernel/http/schema";
import { failure, orNull } from "#kernel/http/wire";
import { action, head } from "./wire";

const itemHead = {
  phone_number: z.string().openapi({ description: "In E.164 form; as you wrote it if you have no such number." }),
  phone_number_id: z.string().nullable(),
  line: z.int().nullable().openapi({ description: "The line of your CSV file, the header being line 1." }),
};

const error = orNull(failure());

export const bulkJobSummary = z.object(head()).openapi("BulkJobSummary");

export type BulkJobSummary = z.output<typeof bulkJobSummary>;

export const bulkJob = z
  .object({
    ...head(),
    items: z.array(z.object({ ...itemHead, status: z.enum(["pending", "succeeded", "failed"]), error })),
  })
  .openapi("BulkJob");

export type BulkJob = z.output<typeof bulkJob>;

export const bulkJobPreview = z
  .object({
    action: action(),
    counts: z.object({ would_succeed: z.int(), would_fail: z.int() }),
    items: z.array(z.object({ ...itemHead, would_succeed: z.boolean(), error })),
  })
  .openapi("BulkJobPreview");

export type BulkJobPreview = z.output<typeof bulkJobPreview>;
