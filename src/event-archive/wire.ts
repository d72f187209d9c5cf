import { z } from "@hono/zod-openapi";
import { isoTime } from "../kernel/time";
import type { ArchiveRow } from "./queries";

export const eventArchive = z
  .object({
    date: z.iso.date().openapi({
      description: "The day in UTC. An event that was written after one of a later day is with that day.",
    }),
    first_seq: z.int(),
    last_seq: z.int(),
    previous_hash: z.string().openapi({ description: "The hash of the event before the first: 64 zeros for none." }),
    hash: z.string().openapi({ description: "The hash of the last event." }),
    sha256: z.string().openapi({ description: "Of the NDJSON text, when it is unpacked." }),
    archived_at: z.iso.datetime(),
  })
  .openapi("EventArchive");

export const toEventArchive = (row: ArchiveRow): z.infer<typeof eventArchive> => ({
  date: row.day,
  first_seq: row.firstSeq,
  last_seq: row.lastSeq,
  previous_hash: row.previousHash,
  hash: row.lastHash,
  sha256: row.sha256,
  archived_at: isoTime(row.archivedAt),
});
