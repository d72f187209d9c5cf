import { lazily, z } from "#kernel/http/schema";
import { multiLineText } from "#kernel/http/wire";
import { isoTime } from "#kernel/values/time";
import { trimmed } from "#kernel/values/unseen-characters";
import type { EntryActor } from "./actor";
import type { PortingEntry } from "./responses";
import type { PortingEntryRow } from "./table";
import { entryVisibilities } from "./values";

export const newComment = lazily(() =>
  z
    .strictObject({
      text: multiLineText()
        .overwrite(trimmed)
        .min(1)
        .max(2_000)
        .openapi({ description: "The comment.", example: "The bill of November is on its way." }),
      visibility: z
        .enum(entryVisibilities)
        .default("customer")
        .openapi({ description: "Who can read it. Only the platform's operators write `internal` ones." }),
    })
    .openapi("NewPortingComment"),
);

export const toPortingEntry = (row: PortingEntryRow): PortingEntry => ({
  id: row.id,
  kind: row.kind,
  visibility: row.visibility,
  // Safe: `recordEntry` writes no other kinds.
  actor: { kind: row.actorKind as EntryActor["kind"], id: row.actorId },
  detail: row.detail,
  data: { ...row.data },
  at: isoTime(row.at),
});
