import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { recordEntry } from "../requests/record-entry";
import { touchRequest } from "../requests/touch-request";
import { discardObject } from "./discarded-objects";
import { kindWords } from "./kinds";
import { objectKeyOf, openDocument } from "./stored-object";
import { type PortingDocumentRow, portingDocuments } from "./table";

/** A scanner that did not answer is asked again after this long. */
const RETRY_MS = 5 * 60_000;

/**
 * Has the scanner look at a document that waits for it, and writes what it says. Nothing is written for a document that
 * was scanned or deleted meanwhile, so this is safe to repeat.
 */
export async function scanDocument(ctx: Context, document: PortingDocumentRow): Promise<void> {
  if (ctx.scanDocument === null) return await accept(ctx, document);
  // The next attempt is stored first: a document that makes this one fail does not come up at once again.
  await ctx.db
    .update(portingDocuments)
    .set({ nextScanAt: ctx.now + RETRY_MS })
    .where(isWaiting(document));
  const { body } = await openDocument(ctx, document);
  const scanned = await ctx.scanDocument({ ...document, body });
  switch (scanned.kind) {
    case "clean":
      return await accept(ctx, document);
    case "infected":
      return await reject(ctx, document, scanned.detail);
    case "unanswered":
      return;
  }
}

const isWaiting = ({ id }: PortingDocumentRow) =>
  and(eq(portingDocuments.id, id), eq(portingDocuments.status, "scanning"));

async function accept(ctx: Context, document: PortingDocumentRow): Promise<void> {
  await batchNamed(ctx.db, {
    accepted: ctx.db.update(portingDocuments).set({ status: "stored", nextScanAt: null }).where(isWaiting(document)),
    touched: touchRequest(ctx, document.portingRequestId),
  });
}

async function reject(ctx: Context, document: PortingDocumentRow, detail: string): Promise<void> {
  const { db } = ctx;
  const { id, kind, filename, tenantId, portingRequestId } = document;
  const request = { id: portingRequestId, tenantId };
  await batchNamed(db, {
    rejected: db
      .update(portingDocuments)
      .set({ status: "rejected", detail, nextScanAt: null })
      .where(isWaiting(document)),
    discarded: discardObject(ctx, objectKeyOf(document)),
    touched: touchRequest(ctx, portingRequestId),
    entry: recordEntry(ctx, request, {
      kind: "document_removed",
      actor: { kind: "system", id: null },
      detail: `The virus scanner refused ${kindWords[kind]}: ${filename}. ${detail}`,
      data: { porting_document_id: id, kind, filename },
    }),
    event: recordEvent(db, systemSource(ctx, tenantId), "porting_request.document_rejected", portingRequestId, {
      porting_document_id: id,
      kind,
      detail,
    }),
  });
}
