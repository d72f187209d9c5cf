import { z } from "#kernel/http/schema";

export const historyMeta = z.object({
  complete_since: z.iso
    .datetime()
    .nullable()
    .openapi({
      description:
        "The list is complete from this time on. Events before it may be missing: they are in the archive " +
        "(`GET /v1/events/archives`) of the tenant that had the number then. Null if nothing is missing.",
    }),
});

export type HistoryMeta = z.output<typeof historyMeta>;
