import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { eventArchive } from "./responses";
import type { EventArchiveOperations } from "./routes";

const example = {
  date: "2026-08-23",
  part: 1,
  last_part: true,
  first_seq: 1,
  last_seq: 42,
  previous_hash: "0".repeat(64),
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  sha256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
  archived_at: "2026-11-22T03:23:00.000Z",
};

export const eventArchiveDocs = describe<EventArchiveOperations>("Events", {
  listEventArchives: {
    summary: "List archived days of events",
    description:
      "Lists the days whose events are past retention (90 days, unless the deployment configures another time) and were moved from " +
      "the event log to the archive, the newest first. Each continues where the one before it ends. A day with very many events has " +
      "several `part`s.",
    success: { 200: answer(pageOf(eventArchive, "EventArchivePage"), "A page of days.", pageBody([example], null)) },
  },
  downloadEventArchive: {
    summary: "Download an archived day of events",
    description:
      "Returns the events of the day as gzipped NDJSON: one `Event` per line, in `seq` order. A day in several parts is one file of " +
      "consecutive gzip members (RFC 1952), which `gunzip` reads. If your tool reads only the first member, download each `part`.",
    success: {
      200: {
        description: "The file.",
        files: {
          "application/gzip": {
            schema: z.string().openapi({ format: "binary" }),
            example: "(gzipped NDJSON)",
          },
        },
      },
    },
  },
});
