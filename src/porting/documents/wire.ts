import { lazily, z } from "#kernel/http/schema";
import { singleLineText } from "#kernel/http/wire";
import { isoTime } from "#kernel/values/time";
import { documentKinds } from "./kinds";
import type { PortingDocument } from "./responses";
import type { PortingDocumentRow } from "./table";

/** Characters of a file's name. Most file systems take 255 bytes. */
const MAX_FILENAME = 120;

export const uploadQuery = lazily(() =>
  z.strictObject({
    kind: z.enum(documentKinds).openapi({
      param: { name: "kind", in: "query" },
      description: "The kind of document.",
      example: "bill",
    }),
    filename: singleLineText()
      .trim()
      .min(1)
      .max(MAX_FILENAME)
      .regex(/^[^/\\]+$/, "Must be the name of the file, without folders.")
      .openapi({ param: { name: "filename", in: "query" }, description: "The name of the file.", example: "bill.pdf" }),
  }),
);

export const toPortingDocument = (row: PortingDocumentRow): PortingDocument => ({
  id: row.id,
  porting_request_id: row.portingRequestId,
  kind: row.kind,
  filename: row.filename,
  content_type: row.contentType,
  bytes: row.bytes,
  sha256: row.sha256,
  status: row.status,
  detail: row.detail,
  origin: row.origin,
  created_at: isoTime(row.createdAt),
});
