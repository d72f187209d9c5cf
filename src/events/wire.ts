import { z } from "@hono/zod-openapi";
import { isoTime } from "../kernel/time";
import { eventTypes, subjectTypes } from "./catalogue";
import type { EventRow } from "./queries";

export const event = z
  .object({
    seq: z.int().openapi({ description: "The event's place in your log: 1, 2, 3 and so on, without a gap." }),
    id: z.string(),
    type: z.string().openapi({ description: `One of ${eventTypes.join(", ")}.` }),
    occurred_at: z.iso.datetime(),
    actor: z.string().openapi({ description: "Who did it: `key:` and a key's id, `admin`, `system` or `carrier`." }),
    request_id: z.string(),
    subject: z.object({
      type: z.string().openapi({ description: `One of ${subjectTypes.join(", ")}.` }),
      id: z.string(),
    }),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("Event");

const stored = z.record(z.string(), z.unknown());

export const toEvent = (row: EventRow): z.infer<typeof event> => ({
  seq: row.seq,
  id: row.id,
  type: row.type,
  occurred_at: isoTime(row.occurredAt),
  actor: row.actor,
  request_id: row.requestId,
  subject: { type: row.subjectType, id: row.subjectId },
  data: stored.parse(JSON.parse(row.data)),
});
