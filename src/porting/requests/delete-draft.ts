import { and, eq, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { wasRecorded } from "#events/log/was-recorded";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { discardObjectsWhere } from "../documents/discarded-objects";
import { portingDocuments } from "../documents/table";
import { portingShareLinks } from "../share-links/table";
import { requestChanged } from "./add-numbers";
import { requireDraft } from "./editable";
import { requireRequest } from "./queries";
import { portingEntries, portingNumbers, portingRequests } from "./table";

/**
 * Deletes a draft with its numbers, timeline, documents and share links. Cleanup deletes the files of the documents.
 * Deleting it again is no error.
 */
export async function deleteDraft(ctx: Context, id: string, ifMatch: string | undefined): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  const { db } = ctx;
  const request = await requireRequest(ctx, id).catch(async (error: unknown) => {
    if (!(error instanceof Problem) || error.code !== "not_found") throw error;
    const deleted = {
      tenantId: ctx.principal.tenantId,
      type: "porting_request.deleted",
      subjectId: id,
    } as const;
    if (await wasRecorded(db, deleted)) return null;
    throw error;
  });
  if (!request) return;
  requireMatch(ifMatch, request.version);
  requireDraft(request, "Only a draft can be deleted. Cancel the request with POST …/cancel instead.");
  const isGone = sql`not exists (select 1 from ${portingRequests} where ${portingRequests.id} = ${id})`;
  const { deleted } = await batchNamed(db, {
    deleted: db
      .delete(portingRequests)
      .where(
        and(
          eq(portingRequests.id, id),
          eq(portingRequests.version, request.version),
          eq(portingRequests.status, "draft"),
        ),
      ),
    event: recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.deleted", id, { name: request.name }),
    numbers: db.delete(portingNumbers).where(and(eq(portingNumbers.portingRequestId, id), isGone)),
    entries: db.delete(portingEntries).where(and(eq(portingEntries.portingRequestId, id), isGone)),
    files: discardObjectsWhere(db, sql`${eq(portingDocuments.portingRequestId, id)} and ${isGone}`),
    documents: db.delete(portingDocuments).where(and(eq(portingDocuments.portingRequestId, id), isGone)),
    links: db.delete(portingShareLinks).where(and(eq(portingShareLinks.portingRequestId, id), isGone)),
  });
  if (!wroteSomething(deleted)) throw requestChanged(id);
}
