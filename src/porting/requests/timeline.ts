import { and, eq, gte, lt } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf } from "#kernel/db/db";
import { type Page, type PageOrder, type PageQuery, readPage } from "#kernel/http/page";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { entryActor, isOperator } from "./actor";
import { requireRequest } from "./queries";
import { entryRow } from "./record-entry";
import type { PortingEntry } from "./responses";
import { type PortingEntryRow, portingEntries } from "./table";
import { toPortingEntry } from "./timeline-wire";
import type { EntryKind, EntryVisibility } from "./values";

/** Ids begin with their time. */
const newestEntryFirst: PageOrder<PortingEntryRow> = {
  sort: "-id",
  column: portingEntries.id,
  id: portingEntries.id,
  keyOf: ({ id }) => ({ value: id, id }),
};

/** A page of a request's timeline, the newest entry first. Only operators see internal entries. */
export async function listTimeline(
  ctx: Context,
  requestId: string,
  { created_after: from, created_before: until, kind, ...query }: PageQuery & { readonly kind?: EntryKind | undefined },
): Promise<Page<PortingEntryRow>> {
  const { id } = await requireRequest(ctx, requestId);
  return await readPage(ctx.db.select().from(portingEntries), newestEntryFirst, query, [
    eq(portingEntries.portingRequestId, id),
    from === undefined ? undefined : gte(portingEntries.at, from),
    until === undefined ? undefined : lt(portingEntries.at, until),
    kind && eq(portingEntries.kind, kind),
    isVisible(ctx),
  ]);
}

const isVisible = (ctx: Context) => (isOperator(ctx) ? undefined : eq(portingEntries.visibility, "customer"));

/** An entry of a request's timeline that the caller may see. Throws `not_found`. */
export async function requireEntry(ctx: Context, requestId: string, entryId: string): Promise<PortingEntryRow> {
  const { id } = await requireRequest(ctx, requestId);
  const [row] = await ctx.db
    .select()
    .from(portingEntries)
    .where(and(eq(portingEntries.id, entryId), eq(portingEntries.portingRequestId, id), isVisible(ctx)));
  if (!row) throw new Problem("not_found", `The timeline of the porting request ${id} has no entry ${entryId}.`);
  return row;
}

interface NewComment {
  readonly text: string;
  readonly visibility: EntryVisibility;
}

/** Writes a comment into a request's timeline. An internal one is for operators alone, so it has no event. */
export async function addComment(
  ctx: Context,
  requestId: string,
  { text, visibility }: NewComment,
): Promise<PortingEntry> {
  requireScopeOrOperator(ctx, "porting:write");
  const request = await requireRequest(ctx, requestId);
  if (visibility === "internal" && !isOperator(ctx)) {
    throw invalidField("body", "/visibility", "Only the platform's operators write internal comments. Leave it out.");
  }
  const entry = entryRow(ctx, request, { kind: "comment", visibility, actor: entryActor(ctx), detail: text });
  return await createOnce(ctx, {
    body: toPortingEntry(entry),
    writes: (gate) => [
      insertIf(ctx.db, portingEntries, entry, gate),
      ...(visibility === "internal"
        ? []
        : [
            recordEvent(ctx.db, sourceOf(ctx, request.tenantId), "porting_request.comment_created", request.id, {
              name: request.name,
              entry_id: entry.id,
            }),
          ]),
    ],
  });
}
