import { NDJSON, pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { exampleEvent } from "./example";
import { event, verificationResult } from "./responses";
import type { EventOperations } from "./routes";

export const eventDocs = describe<EventOperations>("Events", {
  listEvents: {
    summary: "List events",
    description:
      "Lists your event log: every change of your objects, written in the same transaction as the change. Newest first; use `sort=seq` and " +
      "`after_seq` to follow the log. " +
      "Events past retention are in the archive. If `after_seq` or a cursor lies before the log's first event, the answer is " +
      "`events_archived` with `first_seq`, where the log begins now.",
    success: { 200: answer(pageOf(event, "EventPage"), "A page of events.", pageBody([exampleEvent], null)) },
  },
  exportEvents: {
    summary: "Export events",
    description:
      "Streams all events that match as NDJSON: one `Event` per line, in `seq` order. If an error interrupts the file, the connection " +
      "breaks off, so that you cannot take it for a complete one. Events past retention are in the archive.",
    success: {
      200: {
        description: "The events.",
        files: {
          [NDJSON]: {
            schema: z.string().openapi({ description: "One `Event` per line." }),
            example: `${JSON.stringify(exampleEvent)}\n`,
          },
        },
      },
    },
  },
  verifyEvents: {
    summary: "Verify the hash chain of events",
    description:
      "Recomputes the hashes of up to 1,000 of your sealed events and names the first event that was changed or moved, or is missing. " +
      "Continue with `next_seq` as `from_seq`. A range that begins where the archive ends is checked against the archive's last event. " +
      "A person with write access to the database could rewrite the whole log with new hashes. So store a `head` elsewhere and " +
      "check later that the event still has that hash.",
    success: {
      200: answer(verificationResult, "The result of the check.", {
        result: "intact",
        from_seq: 1,
        to_seq: 42,
        head: { seq: 42, hash: exampleEvent.hash },
        unsealed: 0,
        next_seq: null,
      }),
    },
  },
});
