import { type ApiRequest, ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needsOrOperator, operation, other, page } from "#kernel/http/operation";
import { Problem } from "#kernel/http/problem";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { isoTime } from "#kernel/values/time";
import { requireRequest } from "../requests/queries";
import { addLetter } from "./add-letter";
import { deleteDocument } from "./delete-document";
import { listDocuments, requireDocument } from "./queries";
import type { DocumentDownload, PortingDocument } from "./responses";
import { signDownloadUrl } from "./signed-url";
import { documentTypes } from "./sniff";
import { uploadDocument } from "./upload-document";
import { toPortingDocument, uploadQuery } from "./wire";

const upload = operation({
  id: "uploadPortingDocument",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/documents",
  access: needsOrOperator("porting:write"),
  query: uploadQuery,
  upload: documentTypes,
  success: { 200: json<PortingDocument>(), 201: json<PortingDocument>() },
  failures: [
    "document_empty",
    "document_type_mismatch",
    "document_encrypted",
    "document_incomplete",
    "document_limit_reached",
    "illegal_transition",
    "changed_meanwhile",
  ],
});

const list = operation({
  id: "listPortingDocuments",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/documents",
  access: needsOrOperator("porting:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<PortingDocument>() },
});

const get = operation({
  id: "getPortingDocument",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/documents/{porting_document_id}",
  access: needsOrOperator("porting:read"),
  success: { 200: json<PortingDocument>() },
});

const remove = operation({
  id: "deletePortingDocument",
  method: "delete",
  path: "/v1/porting-requests/{porting_request_id}/documents/{porting_document_id}",
  access: needsOrOperator("porting:write"),
  success: { 204: other },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const download = operation({
  id: "createPortingDocumentDownloadUrl",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/documents/{porting_document_id}/download-url",
  access: needsOrOperator("porting:read"),
  success: { 200: json<DocumentDownload>() },
  failures: ["document_not_available"],
});

const letter = operation({
  id: "createLetterOfAuthorization",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/letter-of-authorization",
  access: needsOrOperator("porting:write"),
  success: { 200: json<PortingDocument>(), 201: json<PortingDocument>() },
  failures: ["letter_not_printable", "document_limit_reached", "illegal_transition", "changed_meanwhile"],
});

export type PortingDocumentOperations =
  | typeof upload
  | typeof list
  | typeof get
  | typeof remove
  | typeof download
  | typeof letter;

export const portingDocumentRoutes = createRouter()
  .operation(upload, async (c) => {
    const ctx = ctxOf(c);
    const request = await requireRequest(ctx, c.req.valid("param").porting_request_id);
    const { row, isNew } = await uploadDocument(ctx, request, { ...c.req.valid("query"), ...bodyOf(c) });
    return c.json(toPortingDocument(row), isNew ? 201 : 200, locationOf(row));
  })
  .operation(list, async (c) => {
    const { id } = await requireRequest(ctxOf(c), c.req.valid("param").porting_request_id);
    const found = await listDocuments(ctxOf(c), id, c.req.valid("query"));
    return c.json(listPage(c, found.rows.map(toPortingDocument), found.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toPortingDocument(await documentOf(c, c.req.valid("param"))), 200))
  .operation(remove, async (c) => {
    const { porting_request_id, porting_document_id } = c.req.valid("param");
    await deleteDocument(ctxOf(c), porting_request_id, porting_document_id);
    return c.body(null, 204);
  })
  .operation(download, async (c) => {
    const ctx = ctxOf(c);
    const document = await documentOf(c, c.req.valid("param"));
    if (document.status !== "stored") throw notAvailable(document.status);
    const { url, expiresAt } = await signDownloadUrl(ctx.config, document.id, ctx.now);
    return c.json({ url, expires_at: isoTime(expiresAt) }, 200);
  })
  .operation(letter, async (c) => {
    const { row, isNew } = await addLetter(ctxOf(c), c.req.valid("param").porting_request_id);
    return c.json(toPortingDocument(row), isNew ? 201 : 200, locationOf(row));
  });

/** The body as it arrives, and what its headers say of it. */
const bodyOf = ({ req }: ApiRequest) => ({
  contentType: req.header("content-type") ?? null,
  contentLength: req.header("content-length") ?? null,
  body: req.raw.body,
});

const locationOf = ({ portingRequestId, id }: { readonly portingRequestId: string; readonly id: string }) => ({
  Location: `/v1/porting-requests/${portingRequestId}/documents/${id}`,
});

async function documentOf(
  c: ApiRequest,
  { porting_request_id, porting_document_id }: Readonly<Record<"porting_request_id" | "porting_document_id", string>>,
) {
  const { id } = await requireRequest(ctxOf(c), porting_request_id);
  return await requireDocument(ctxOf(c), id, porting_document_id);
}

const notAvailable = (status: "scanning" | "rejected"): Problem =>
  new Problem(
    "document_not_available",
    status === "scanning"
      ? "The virus scanner has not answered yet. Retry in a minute."
      : "The virus scanner refused the document, and its contents are deleted. Delete it and upload a clean file.",
  );
