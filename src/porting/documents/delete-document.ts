import { sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { wasRecorded } from "#events/log/was-recorded";
import { batchNamed, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { checkDocuments } from "../preflight/check-documents";
import { entryActor } from "../requests/actor";
import { requireRequest } from "../requests/queries";
import { recordEntry } from "../requests/record-entry";
import { isInStatus, touchRequest } from "../requests/touch-request";
import { deleteObject, discardObject } from "./discarded-objects";
import { kindWords } from "./kinds";
import { requireDocument } from "./queries";
import { objectKeyOf } from "./stored-object";
import { type PortingDocumentRow, portingDocuments } from "./table";

/** While the request is with a carrier, its documents are what the carrier was sent. */
const deletableIn = ["draft", "exception"] as const;

/**
 * Deletes a document and its contents, with the request's new pre-flight check in the same batch. Deleting it again is
 * no error.
 */
export async function deleteDocument(ctx: Context, requestId: string, documentId: string): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  const { db } = ctx;
  const request = await requireRequest(ctx, requestId);
  const document = await requireDocument(ctx, requestId, documentId).catch(async (error: unknown) => {
    if (!(error instanceof Problem) || error.code !== "not_found") throw error;
    const removed = {
      tenantId: request.tenantId,
      type: "porting_request.document_removed",
      subjectId: requestId,
      field: { name: "porting_document_id", value: documentId },
    } as const;
    if (await wasRecorded(db, removed)) return null;
    throw error;
  });
  if (!document) return;
  if (document.portingRequestId !== requestId) throw notItsOwn(document);
  if (!deletableIn.some((status) => status === request.status)) throw notNow(requestId, request.status);
  const { kind, filename, id } = document;
  const key = objectKeyOf(document);
  const checked = await checkDocuments(ctx, requestId, (documents) => documents.filter((other) => other.id !== id));
  if (checked === null) throw changedMeanwhile();
  const { deleted } = await batchNamed(db, {
    deleted: db
      .delete(portingDocuments)
      .where(sql`${portingDocuments.id} = ${id} and ${isInStatus(requestId, deletableIn)} and ${checked.isUnchanged}`),
    touched: touchRequest(ctx, requestId, previousWroteSomething, checked.columns),
    entry: recordEntry(ctx, request, {
      kind: "document_removed",
      actor: entryActor(ctx),
      detail: `${kindWords[kind].replace(/^./, (first) => first.toUpperCase())} was removed: ${filename}.`,
      data: { porting_document_id: id, kind, filename },
    }),
    event: recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.document_removed", requestId, {
      porting_document_id: id,
      kind,
    }),
    discarded: discardObject(ctx, key),
  });
  if (!wroteSomething(deleted)) throw changedMeanwhile();
  ctx.inBackground(ctx, (later) => deleteObject(later, key));
}

const changedMeanwhile = (): Problem =>
  new Problem("changed_meanwhile", "Another request changed the porting request. Read it again and retry.");

const notItsOwn = ({ id, portingRequestId }: PortingDocumentRow): Problem =>
  new Problem(
    "illegal_transition",
    `${id} belongs to ${portingRequestId}, which this request was split from. Delete it there.`,
  );

const notNow = (id: string, status: string): Problem =>
  new Problem(
    "illegal_transition",
    `Documents can be deleted while the request is a draft or in exception. ${id} is ${status}.`,
  );
