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
      "Everything that has happened to your things, each event written together with the change it tells of. The newest come " +
      "first; with `sort=seq` and `after_seq` you can follow the log. With `Accept: application/x-ndjson` the answer is all of " +
      "them at once, one to a line, in `seq` order without `sort`, `limit` and `cursor`; a file that was cut off by an error ends with " +
      "the connection, not like a whole one. Events past retention are in the archive: going on after one of them, or after " +
      "one before them, is refused with `events_archived`, which says with `first_seq` where the log begins now.",
    success: {
      200: {
        ...answer(
          pageOf(event, "EventPage"),
          "A page of events; or all of them, one to a line.",
          pageBody([exampleEvent], null),
        ),
        files: {
          [NDJSON]: {
            schema: z.string().openapi({ description: "An `Event` to a line." }),
            example: `${JSON.stringify(exampleEvent)}\n`,
          },
        },
      },
    },
  },
  verifyEvents: {
    summary: "Verify the hash chain of events",
    description:
      "Recomputes the hashes of up to 1,000 of your sealed events and names the first that is not as it was sealed. " +
      "`next_seq` says where to go on. A range that begins where the archive ends is chained to the archive's last event. " +
      "Whoever could rewrite the whole log could rewrite all hashes: keep a `head` elsewhere, and it must still be there " +
      "later.",
    success: {
      200: answer(verificationResult, "What was found.", {
        verified: true,
        from_seq: 1,
        to_seq: 42,
        head: { seq: 42, hash: exampleEvent.hash },
        unsealed: 0,
        next_seq: null,
      }),
    },
  },
});
