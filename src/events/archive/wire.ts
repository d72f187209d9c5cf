import { z } from "@hono/zod-openapi";
import { isoTime } from "#kernel/values/time";
import { archiveDayNamed } from "./day";
import type { ArchiveRow } from "./queries";

export const eventArchive = z
  .object({
    date: z.iso.date().openapi({
      description: "The day in UTC. An event that was written after one of a later day is with that day.",
    }),
    part: z.int().openapi({ description: "A day of very many events is archived in parts, counted from 1." }),
    last_part: z.boolean().openapi({
      description: "Whether the day ends with it. If not, the next part is listed as well, or will be.",
    }),
    first_seq: z.int(),
    last_seq: z.int(),
    previous_hash: z.string().openapi({ description: "The hash of the event before the first: 64 zeros for none." }),
    hash: z.string().openapi({ description: "The hash of the last event." }),
    sha256: z.string().openapi({ description: "Of the NDJSON text, when it is unpacked." }),
    archived_at: z.iso.datetime(),
  })
  .openapi("EventArchive");

export function toEventArchive(row: ArchiveRow): z.infer<typeof eventArchive> {
  const { day, part } = archiveDayNamed(row.name);
  return {
    date: day,
    part,
    last_part: row.endsDay,
    first_seq: row.firstSeq,
    last_seq: row.lastSeq,
    previous_hash: row.previousHash,
    hash: row.lastHash,
    sha256: row.sha256,
    archived_at: isoTime(row.archivedAt),
  };
}
