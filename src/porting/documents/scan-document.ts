import { type SQL, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { batchNamed, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { checkDocuments } from "../preflight/check-documents";
import { recordEntry } from "../requests/record-entry";
import { touchRequest } from "../requests/touch-request";
import { discardObject } from "./discarded-objects";
import { kindWords } from "./kinds";
import { objectKeyOf, openDocument } from "./stored-object";
import { type PortingDocumentRow, portingDocuments } from "./table";

/** A scanner that did not answer is asked again after this long. */
const RETRY_MS = 5 * 60_000;

/** How often a result is written again because the request changed meanwhile. Later the job writes it. */
const MAX_ATTEMPTS = 5;

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

const isWaiting = ({ id }: PortingDocumentRow): SQL =>
  sql`${portingDocuments.id} = ${id} and ${portingDocuments.status} = 'scanning'`;

const accept = (ctx: Context, document: PortingDocumentRow): Promise<void> =>
  writeResult(ctx, document, { status: "stored", nextScanAt: null }, []);

async function reject(ctx: Context, document: PortingDocumentRow, detail: string): Promise<void> {
  const { db } = ctx;
  const { id, kind, filename, tenantId, portingRequestId } = document;
  const request = { id: portingRequestId, tenantId };
  await writeResult(ctx, document, { status: "rejected", detail, nextScanAt: null }, [
    recordEntry(ctx, request, {
      kind: "document_removed",
      actor: { kind: "system", id: null },
      detail: `The virus scanner refused ${kindWords[kind]}: ${filename}. ${detail}`,
      data: { porting_document_id: id, kind, filename },
    }),
    recordEvent(db, systemSource(ctx, tenantId), "porting_request.document_rejected", portingRequestId, {
      porting_document_id: id,
      kind,
      detail,
    }),
    discardObject(ctx, objectKeyOf(document)),
  ]);
}

type ScanResult = Pick<PortingDocumentRow, "status" | "nextScanAt"> & Partial<Pick<PortingDocumentRow, "detail">>;

/** Writes a result with the request's new pre-flight check, and `more`, each gated by the statement before it. */
async function writeResult(
  ctx: Context,
  document: PortingDocumentRow,
  result: ScanResult,
  more: readonly Statement[],
): Promise<void> {
  const { db } = ctx;
  const { id, portingRequestId } = document;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const checked = await checkDocuments(ctx, portingRequestId, (documents) =>
      documents.map((other) => (other.id === id ? { ...other, ...result } : other)),
    );
    if (checked === null) return;
    const { waiting } = await batchNamed(db, {
      written: db
        .update(portingDocuments)
        .set(result)
        .where(sql`${isWaiting(document)} and ${checked.isUnchanged}`),
      touched: touchRequest(ctx, portingRequestId, previousWroteSomething, checked.columns),
      more,
      waiting: db.select({ id: portingDocuments.id }).from(portingDocuments).where(isWaiting(document)),
    });
    if (waiting.length === 0) return;
  }
}
