import { lazily, z } from "#kernel/http/schema";
import { metadataChange, tags } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { bulkActions, jobStatus, jobStatuses } from "./action-step";
import type { BulkRequest } from "./match-numbers";
import type { JobWithItems } from "./queries";
import { agentReference, numberReference } from "./reference-schema";
import type { bulkJob, bulkJobSummary } from "./responses";
import type { BulkItemRow, BulkJobRow } from "./table";

export const MAX_NUMBERS = 1_000;

const phoneNumbers = lazily(() =>
  z.array(numberReference()).min(1).max(MAX_NUMBERS).openapi({ description: "Ids or E.164 forms, each number once." }),
);

const simple = lazily(() =>
  z
    .strictObject({
      action: z.enum(["lock", "unlock", "suspend", "resume", "unassign"]),
      phone_numbers: phoneNumbers(),
    })
    .openapi("PlainBulkJob"),
);
const tagging = lazily(() =>
  z
    .strictObject({
      action: z.enum(["tag", "untag"]),
      phone_numbers: phoneNumbers(),
      tags: tags().min(1).openapi({ description: "Added to each number's tags, or taken from them." }),
    })
    .openapi("TagBulkJob"),
);
const describing = lazily(() =>
  z
    .strictObject({
      action: z.literal("metadata"),
      phone_numbers: phoneNumbers(),
      metadata: metadataChange(),
    })
    .openapi("MetadataBulkJob"),
);

const releasing = lazily(() =>
  z
    .strictObject({
      action: z.literal("release"),
      phone_numbers: phoneNumbers(),
      force: z.boolean().optional().openapi({ description: "Also those that have an agent." }),
    })
    .openapi("ReleaseBulkJob"),
);
const assigning = lazily(() =>
  z
    .strictObject({
      action: z.literal("assign"),
      phone_numbers: phoneNumbers(),
      agent_id: agentReference(),
    })
    .openapi("AssignBulkJob"),
);

export const newBulkJob = lazily(() =>
  z.discriminatedUnion("action", [simple(), tagging(), describing(), releasing(), assigning()]).openapi("NewBulkJob"),
);

export const toBulkRequest = (body: z.infer<ReturnType<typeof newBulkJob>>): BulkRequest => ({
  action: body.action,
  change: {
    ...("tags" in body && { tags: body.tags }),
    ...("metadata" in body && { metadata: body.metadata }),
    ...("agent_id" in body && { agent_id: body.agent_id }),
    ...("force" in body && { force: body.force }),
  },
  items: body.phone_numbers.map((reference) => ({
    reference,
    alsoNamed: null,
    line: null,
    change: null,
    problem: null,
  })),
});
export const action = lazily(() => z.enum(bulkActions));

export const head = lazily(() => ({
  id: z.string(),
  action: action(),
  status: z.enum(jobStatuses),
  counts: z.object({ pending: z.int(), succeeded: z.int(), failed: z.int() }),
  created_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
}));

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
  ended_at: isoTimeOrNull(job.completedAt),
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
