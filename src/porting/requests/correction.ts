// Pure: no I/O, no clock, no randomness.
import type { Principal } from "#kernel/ports/context";
import type { EntryActor } from "./actor";
import type { PortingRequestRow } from "./table";

/** Whether the timeline names a change: those in an exception, and those of visitors. */
export const isCorrection = (
  { principal }: { readonly principal: Principal },
  { status }: Pick<PortingRequestRow, "status">,
): boolean => status === "exception" || principal.shareLinkId !== undefined;

const names = { customer: "The customer", operator: "The platform", link: "A visitor of the share link" } as const;

/** The entry of a correction. It names the fields, never their values: some are secret. */
export const correction = (actor: EntryActor, fields: readonly string[]) => ({
  kind: "corrected" as const,
  actor,
  detail: `${actor.kind in names ? names[actor.kind as keyof typeof names] : "The platform"} corrected ${fields.join(", ")}.`,
  data: { changed: [...fields] },
});

/** The names of the corrected fields in such an entry's data. */
export const fieldsOfCorrection = ({ changed }: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(changed) ? changed.filter((field) => typeof field === "string") : [];
