import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { PortingRequestRow } from "../requests/table";
import { isFinal } from "../rules/states";
import { type AddedDocument, addDocument, noDocumentsNow } from "./add-document";
import { announceObject, deleteObject } from "./discarded-objects";
import type { DocumentOrigin, PortingDocumentKind } from "./kinds";
import { type DocumentType, documentTypes, type SniffedDocument } from "./sniff";
import { BrokenUpload, objectKeyOf, storeObject } from "./stored-object";

/** 10 MB: Twilio takes no larger document, and a scanned bill of several pages has less. */
export const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;

export interface Upload {
  readonly kind: PortingDocumentKind;
  readonly filename: string;
  /** The `Content-Type` header; `null`: there is none. */
  readonly contentType: string | null;
  /** The `Content-Length` header; `null`: there is none. */
  readonly contentLength: string | null;
  readonly body: ReadableStream<Uint8Array> | null;
}

/**
 * Stores a document as it arrives. A refused or broken upload leaves nothing: the row is written after its object, and
 * an object that no row took is deleted.
 */
export async function uploadDocument(
  ctx: Context,
  request: PortingRequestRow,
  { kind, filename, contentType, contentLength, body }: Upload,
): Promise<AddedDocument> {
  const declared = requireType(contentType);
  const length = requireLength(contentLength);
  if (length === 0 || body === null) throw emptyDocument();
  if (isFinal(request.status)) throw noDocumentsNow(request.id);
  const origin: DocumentOrigin = ctx.principal.shareLinkId === undefined ? "uploaded" : "link";
  const document = { id: ctx.newId("portingDocument"), kind, filename, contentType: declared, origin };
  const key = objectKeyOf({ ...document, tenantId: request.tenantId, portingRequestId: request.id });
  await announceObject(ctx, key);
  try {
    const inspect = (found: SniffedDocument, isWhole: boolean): void => requireGood(declared, found, isWhole);
    const stored = await storeObject(ctx, { key, contentType: declared, body, length, inspect });
    return await addDocument(ctx, request, document, stored);
  } catch (error) {
    if (!(error instanceof BrokenUpload) && !(error instanceof Problem)) throw error;
    // Cleanup does it if this fails.
    ctx.inBackground(ctx, (later) => deleteObject(later, key));
    throw error instanceof Problem ? error : new Problem("document_incomplete", `${error.message} Send it again.`);
  }
}

/** Names of media types that programs use for one of ours. */
const aliases: Readonly<Record<string, DocumentType>> = { "image/jpg": "image/jpeg", "image/tif": "image/tiff" };

function requireType(header: string | null): DocumentType {
  const named = header?.split(";")[0]?.trim().toLowerCase() ?? "";
  const type = documentTypes.find((known) => known === (aliases[named] ?? named));
  if (type) return type;
  const sent = header === null ? "The document has no Content-Type." : `The Content-Type is "${header.slice(0, 100)}".`;
  throw new Problem("unsupported_media_type", `${sent} Send the document itself, as ${listOfTypes}.${hintOn(named)}`);
}

/** The way out of a usual mistake. */
function hintOn(type: string): string {
  if (type === "multipart/form-data")
    return " It is the whole body rather than a field of a form: curl sends it with --data-binary @file.";
  if (type === "application/x-www-form-urlencoded")
    return " Set the header Content-Type, which curl does not guess from the file.";
  return type === "image/heic" || type === "image/heif" ? " Save the photo as JPEG before." : "";
}

const listOfTypes = `${documentTypes.slice(0, -1).join(", ")} or ${documentTypes.at(-1)}`;

function requireLength(header: string | null): number {
  if (header === null || !/^\d{1,15}$/.test(header)) {
    throw new Problem(
      "length_required",
      "The request has no Content-Length. Send the file in one piece rather than chunked; curl does so with --data-binary @file.",
    );
  }
  const length = Number(header);
  if (length <= MAX_DOCUMENT_BYTES) return length;
  throw new Problem(
    "body_too_large",
    "A document may have at most 10 MB. Save the PDF in a smaller size, or send its pages as several documents.",
    { more: { limit: MAX_DOCUMENT_BYTES } },
  );
}

const emptyDocument = (): Problem =>
  new Problem("document_empty", "The document has no contents. Check that the file was read before it was sent.");

const typeNames: Readonly<Record<DocumentType, string>> = {
  "application/pdf": "a PDF",
  "image/png": "a PNG image",
  "image/jpeg": "a JPEG image",
  "image/tiff": "a TIFF image",
};

function requireGood(declared: DocumentType, found: SniffedDocument, isWhole: boolean): void {
  if (found.type !== declared) {
    const actual = found.type === null ? "none of the formats that carriers take" : typeNames[found.type];
    const remedy =
      found.type === null ? `Send ${listOfTypes}.` : `Send it as ${found.type}, if that is the file you mean.`;
    throw new Problem(
      "document_type_mismatch",
      `The Content-Type says ${typeNames[declared]}, and the contents are ${actual}. ${remedy}`,
    );
  }
  if (found.isEncrypted) {
    throw new Problem(
      "document_encrypted",
      "The PDF is encrypted, so carriers cannot open it. Print it to a new PDF without a password, and send that.",
    );
  }
  if (isWhole && !found.isComplete) {
    throw new Problem(
      "document_incomplete",
      "The PDF has no end, so a part of the file is missing. Save it again and send that.",
    );
  }
}
