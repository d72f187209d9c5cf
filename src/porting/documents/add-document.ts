import { sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, type Database, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { checkDocuments } from "../preflight/check-documents";
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

/** How often an upload is written again because the request changed meanwhile: each time another change came first. */
const MAX_ATTEMPTS = 50;

/**
 * Writes the row of a document whose object is stored and announced, with its entry, its event and the request's new
 * pre-flight check, in one batch. The same contents a second time are the document that is there, so an upload can be
 * repeated.
 */
export async function addDocument(
  ctx: Context,
  request: PortingRequestRow,
  { id, kind, filename, contentType, origin }: NewDocument,
  { bytes, sha256 }: StoredObject,
): Promise<AddedDocument> {
  const { now } = ctx;
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
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const added = await writeDocument(ctx, request, row, key);
    if (added === "changed_meanwhile") continue;
    if (!added.isNew) ctx.inBackground(ctx, (later) => deleteObject(later, key));
    else if (isScanned) ctx.inBackground(ctx, (later) => scanDocument(later, row));
    return added;
  }
  ctx.inBackground(ctx, (later) => deleteObject(later, key));
  throw new Problem("changed_meanwhile", "Other requests kept changing the porting request. Repeat the upload.");
}

async function writeDocument(
  ctx: Context,
  request: PortingRequestRow,
  row: PortingDocumentRow,
  key: string,
): Promise<AddedDocument | "changed_meanwhile"> {
  const { db } = ctx;
  const { id, kind, filename, origin, sha256 } = row;
  const checked = await checkDocuments(ctx, request.id, (documents) => [...documents, row]);
  if (checked === null) throw noDocumentsNow(request.id);
  const isWelcome = sql`${isAnnounced(key)} and not ${hasSameDocument(request.id, kind, sha256)}
    and ${documentCount(request.id)} < ${MAX_DOCUMENTS} and ${isStillOpen(request.id)}`;
  const { written, same, state } = await batchNamed(db, {
    written: insertIf(db, portingDocuments, row, sql`${isWelcome} and ${checked.isUnchanged}`),
    taken: takeObject(db, key),
    touched: touchRequest(ctx, request.id, previousWroteSomething, checked.columns),
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
    state: selectState(db, request.id, key),
  });
  if (wroteSomething(written)) return { row, isNew: true };
  const [known] = same;
  if (known) return { row: known, isNew: false };
  const refusal = refusalIn(request.id, state[0]);
  if (refusal === null) return "changed_meanwhile";
  ctx.inBackground(ctx, (later) => deleteObject(later, key));
  throw refusal;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The facts that an upload depends on. Unexecuted. */
const selectState = (db: Database, requestId: string, key: string) =>
  db
    .select({
      count: documentCount(requestId).mapWith(Number),
      isOpen: isStillOpen(requestId).mapWith(Boolean),
      isAnnounced: isAnnounced(key).mapWith(Boolean),
    })
    .from(sql`(select 1)`);

type UploadState = Awaited<ReturnType<typeof selectState>>[number];

/** Why no upload can be added; `null`: one can. */
function refusalIn(requestId: string, state: UploadState | undefined): Problem | null {
  if (!state?.isOpen) return noDocumentsNow(requestId);
  if (state.count >= MAX_DOCUMENTS) {
    return new Problem(
      "document_limit_reached",
      `The porting request ${requestId} has ${MAX_DOCUMENTS} documents, which is the limit. Delete one first.`,
      { more: { limit: MAX_DOCUMENTS } },
    );
  }
  if (state.isAnnounced) return null;
  return new Problem(
    "changed_meanwhile",
    "The upload took more than an hour, so its contents were deleted. Repeat it.",
  );
}

/** For requests that have ended. */
export const noDocumentsNow = (requestId: string): Problem =>
  new Problem("illegal_transition", `The porting request ${requestId} has ended, so it takes no more documents.`);
