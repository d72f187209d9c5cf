import type { z } from "#kernel/http/schema";
import { isoTime } from "#kernel/values/time";
import { archiveDayNamed } from "./day";
import type { ArchiveRow } from "./queries";
import type { eventArchive } from "./responses";

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
