import { sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, insertIf, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { entryActor } from "../requests/actor";
import { recordEntry } from "../requests/record-entry";
import type { PortingRequestRow } from "../requests/table";
import { isStillOpen, touchRequest } from "../requests/touch-request";
import { deleteObject, isAnnounced, takeObject } from "./discarded-objects";
import { type DocumentOrigin, kindWords, type PortingDocumentKind } from "./kinds";
import { documentCount, hasSameDocument, sameDocument } from "./queries";
import { scanDocument } from "./scan-document";
import type { DocumentType } from "./sniff";
import { objectKeyOf, type StoredObject } from "./stored-object";
import { type PortingDocumentRow, portingDocuments } from "./table";

/** Documents that a request can have. A port needs a few. */
const MAX_DOCUMENTS = 50;

export interface NewDocument {
  readonly id: string;
  readonly kind: PortingDocumentKind;
  readonly filename: string;
  readonly contentType: DocumentType;
  readonly origin: DocumentOrigin;
}

export interface AddedDocument {
  readonly row: PortingDocumentRow;
  /** False: the request had a document of this kind with these contents already. */
  readonly isNew: boolean;
}

/**
 * Writes the row of a document whose object is stored and announced, with its entry and event, in one batch. The same
 * contents a second time are the document that is there, so an upload can be repeated.
 */
export async function addDocument(
  ctx: Context,
  request: PortingRequestRow,
  { id, kind, filename, contentType, origin }: NewDocument,
  { bytes, sha256 }: StoredObject,
): Promise<AddedDocument> {
  const { db, now } = ctx;
  const isScanned = ctx.scanDocument !== null && origin !== "made";
  const row: PortingDocumentRow = {
    id,
    portingRequestId: request.id,
    tenantId: request.tenantId,
    kind,
    filename,
    contentType,
    bytes,
    sha256,
    status: isScanned ? "scanning" : "stored",
    detail: null,
    origin,
    nextScanAt: isScanned ? now : null,
    createdAt: now,
  };
  const key = objectKeyOf(row);
  const isWelcome = sql`${isAnnounced(key)} and not ${hasSameDocument(request.id, kind, sha256)}
    and ${documentCount(request.id)} < ${MAX_DOCUMENTS} and ${isStillOpen(request.id)}`;
  const { written, same } = await batchNamed(db, {
    written: insertIf(db, portingDocuments, row, isWelcome),
    taken: takeObject(db, key),
    touched: touchRequest(ctx, request.id),
    entry: recordEntry(ctx, request, {
      kind: "document_added",
      actor: entryActor(ctx),
      detail: `${capitalized(kindWords[kind])} was added: ${filename}.`,
      data: { porting_document_id: id, kind, filename },
    }),
    event: recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.document_added", request.id, {
      porting_document_id: id,
      kind,
      origin,
    }),
    same: sameDocument(db, request.id, kind, sha256),
  });
  if (wroteSomething(written)) {
    if (isScanned) ctx.waitUntil(scanDocument(ctx, row));
    return { row, isNew: true };
  }
  ctx.waitUntil(deleteObject(ctx, key));
  const [known] = same;
  if (known) return { row: known, isNew: false };
  throw await refusal(ctx, request.id);
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

async function refusal({ db }: Pick<Context, "db">, requestId: string): Promise<Problem> {
  const [found] = await db.all<{ count: number; open: number }>(
    sql`select ${documentCount(requestId)} as count, ${isStillOpen(requestId)} as open`,
  );
  if (found?.open !== 1) return noDocumentsNow(requestId);
  if (found.count >= MAX_DOCUMENTS) {
    return new Problem(
      "document_limit_reached",
      `The porting request ${requestId} has ${MAX_DOCUMENTS} documents, which is the limit. Delete one first.`,
      { more: { limit: MAX_DOCUMENTS } },
    );
  }
  return new Problem(
    "changed_meanwhile",
    "The upload took more than an hour, so its contents were deleted. Repeat it.",
  );
}

/** For requests that have ended. */
export const noDocumentsNow = (requestId: string): Problem =>
  new Problem("illegal_transition", `The porting request ${requestId} has ended, so it takes no more documents.`);
