import type { ApiRequest } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { createPublicContext } from "#runtime/public-context";
import { findContext } from "#tenants/find-context";
import { documentOfSignature } from "./queries";
import { isDownloadAllowed } from "./signed-url";
import { openDocument } from "./stored-object";

/** One answer for a wrong, an expired and a deleted URL, so that it says nothing about documents. */
const noDocument = (): Problem =>
  new Problem("not_found", "There is no document at this URL any more. Ask for a new download URL.");

/**
 * The contents of a document, for the bearer of a signed URL. A browser stores them and never shows them as a page of
 * this origin.
 */
export async function documentContent(c: ApiRequest): Promise<Response> {
  const anywhere = createPublicContext(c);
  const documentId = c.req.param("porting_document_id") ?? "";
  const { expires = "", signature = "" } = c.req.query();
  c.header("cache-control", "private, no-store");
  c.header("referrer-policy", "no-referrer");
  if (!(await isDownloadAllowed(anywhere.config, { documentId, expires, signature }, anywhere.now))) throw noDocument();
  const found = await findContext(anywhere, (ctx) => documentOfSignature(ctx, documentId));
  if (found?.row.status !== "stored") throw noDocument();
  const { ctx, row: document } = found;
  const { body } = await openDocument(ctx, document);
  return c.body(body, 200, {
    "content-type": document.contentType,
    "content-length": String(document.bytes),
    "content-disposition": attachment(document.filename),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
  });
}

/** The header for a file of any name (RFC 6266): in ASCII for old programs, and as it is. */
function attachment(filename: string): string {
  const plain = filename.replaceAll(/[^ -~]|["\\%]/g, "_");
  const encoded = encodeURIComponent(filename).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
