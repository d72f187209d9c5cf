import type { SQL } from "drizzle-orm";
import { insertAllIf, insertIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { EntryActor } from "./actor";
import { type PortingEntryRow, portingEntries } from "./table";
import type { EntryKind, EntryVisibility } from "./values";

interface NewEntry {
  readonly kind: EntryKind;
  /** Missing: the customer sees it, too. */
  readonly visibility?: EntryVisibility;
  readonly actor: EntryActor;
  /** A sentence for people. */
  readonly detail: string;
  /** Details for programs, in wire form. Never a secret. */
  readonly data?: Readonly<Record<string, unknown>>;
}

type Parts = Pick<Context, "db" | "newId" | "now">;
type Subject = Readonly<Record<"id" | "tenantId", string>>;

/** An entry of a request's timeline as a row. */
export const entryRow = (
  { newId, now }: Pick<Parts, "newId" | "now">,
  { id, tenantId }: Subject,
  { kind, visibility = "customer", actor, detail, data = {} }: NewEntry,
): PortingEntryRow => ({
  id: newId("portingEntry"),
  portingRequestId: id,
  tenantId,
  kind,
  visibility,
  actorKind: actor.kind,
  actorId: actor.id,
  detail,
  data,
  at: now,
});

/**
 * Writes an entry of a request's timeline. Unexecuted. Without a `gate` it is written if the statement before it in the
 * batch wrote something, so an event can follow it.
 */
export const recordEntry = (
  parts: Parts,
  request: Subject,
  entry: NewEntry,
  gate: SQL = previousWroteSomething,
): Statement => insertIf(parts.db, portingEntries, entryRow(parts, request, entry), gate);

/** The same for several entries, in their order. */
export const recordEntries = (parts: Parts, request: Subject, entries: readonly NewEntry[]): Statement =>
  insertAllIf(
    parts.db,
    portingEntries,
    entries.map((entry) => entryRow(parts, request, entry)),
    previousWroteSomething,
  );
