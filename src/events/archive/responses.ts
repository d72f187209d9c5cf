import { z } from "#kernel/http/schema";

export const eventArchive = z
  .object({
    date: z.iso.date().openapi({
      description: "The UTC day. An event that was written after an event of a later day is archived with that day.",
    }),
    part: z.int().openapi({ description: "The number of the part, from 1: a large day has several." }),
    last_part: z.boolean().openapi({
      description: "Whether this part completes the day. If not, another part is listed, or will be.",
    }),
    first_seq: z.int().openapi({ description: "The `seq` of its first event." }),
    last_seq: z.int().openapi({ description: "The `seq` of its last event." }),
    previous_hash: z
      .string()
      .openapi({ description: "The `hash` of the event before its first; 64 zeros if there is none." }),
    hash: z.string().openapi({ description: "The `hash` of its last event." }),
    sha256: z.string().openapi({ description: "The SHA-256 of the unpacked NDJSON text, in lower-case hex." }),
    archived_at: z.iso.datetime().openapi({ description: "When it was written." }),
  })
  .openapi("EventArchive");

export type EventArchive = z.output<typeof eventArchive>;
