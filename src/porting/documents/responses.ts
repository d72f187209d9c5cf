import { z } from "#kernel/http/schema";
import { documentKinds, documentOrigins, documentStatuses } from "./kinds";
import { documentTypes } from "./sniff";

export const portingDocument = z
  .object({
    id: z.string().openapi({ description: "The document's id." }),
    porting_request_id: z.string().openapi({ description: "The porting request that it belongs to." }),
    kind: z.enum(documentKinds).openapi("PortingDocumentKind", { description: "The kind of document." }),
    filename: z.string().openapi({ description: "The name of the file." }),
    content_type: z.enum(documentTypes).openapi({
      description:
        "The media type, which the contents show: `application/pdf`, `image/png`, `image/jpeg` or `image/tiff`.",
    }),
    bytes: z.int().openapi({ description: "The size in bytes." }),
    sha256: z.string().openapi({ description: "The SHA-256 of the contents in hex." }),
    status: z
      .enum(documentStatuses)
      .openapi("PortingDocumentStatus", { description: "Whether the document can be used." }),
    detail: z.string().nullable().openapi({ description: "Why it was rejected; null if it was not." }),
    origin: z.enum(documentOrigins).openapi("PortingDocumentOrigin", { description: "Where it came from." }),
    created_at: z.iso.datetime().openapi({ description: "When it was added." }),
  })
  .openapi("PortingDocument");
export type PortingDocument = z.infer<typeof portingDocument>;

export const documentDownload = z
  .object({
    url: z.string().openapi({ description: "Gives the file to its bearer, without an API key, until it expires." }),
    expires_at: z.iso.datetime().openapi({ description: "When the URL stops working." }),
  })
  .openapi("PortingDocumentDownload");
export type DocumentDownload = z.infer<typeof documentDownload>;
