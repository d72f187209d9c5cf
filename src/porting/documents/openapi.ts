import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { documentDownload, portingDocument } from "./responses";
import type { PortingDocumentOperations } from "./routes";

const bill = {
  id: "doc_01k9m8x3zt5v7w9y2a4c6e8g0j",
  porting_request_id: "prt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  kind: "bill",
  filename: "bill.pdf",
  content_type: "application/pdf",
  bytes: 182_044,
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  status: "stored",
  detail: null,
  origin: "uploaded",
  created_at: "2026-11-29T10:00:00.000Z",
};

const letter = { ...bill, kind: "loa", filename: "letter-of-authorization.pdf", bytes: 4_312, origin: "made" };

export const portingDocumentDocs = describe<PortingDocumentOperations>("Porting", {
  uploadPortingDocument: {
    summary: "Upload a document",
    description:
      "Adds a document to a porting request: the latest bill of the losing carrier, its customer service record, a signed letter of " +
      "authorization. Send the file itself as the body, up to 10 MB, with its media type and its `Content-Length`. The contents decide: " +
      "a file that is not what its media type says, an empty one, a PDF that is encrypted or lacks its end is refused, and nothing of it " +
      "is stored. The same file a second time gets the document that is there, so a repeat is safe.",
    success: {
      200: answer(portingDocument, "The request has this document already.", bill),
      201: answer(portingDocument, "The document.", bill),
    },
  },
  listPortingDocuments: {
    summary: "List the documents",
    description: "Lists the documents of a porting request, the newest first.",
    success: {
      200: answer(
        pageOf(portingDocument, "PortingDocumentPage"),
        "A page of documents.",
        pageBody([letter, bill], null),
      ),
    },
  },
  getPortingDocument: {
    summary: "Get a document",
    description: "Returns what is known of one document. Its contents are behind a download URL.",
    success: { 200: answer(portingDocument, "The document.", bill) },
  },
  deletePortingDocument: {
    summary: "Delete a document",
    description:
      "Deletes a document and its contents. Refused unless the request is a draft or in exception, as a carrier may have the document " +
      "otherwise.",
    success: { 204: { description: "The document is gone." } },
  },
  createPortingDocumentDownloadUrl: {
    summary: "Get a download URL",
    description:
      "Makes a URL that gives the document to its bearer for five minutes, without an API key, as a file to store. Refused while the " +
      "virus scanner has not answered, and for a document that it refused.",
    success: {
      200: answer(documentDownload, "The URL.", {
        url: "https://pm.example.com/porting-documents/doc_01k9m8x3zt5v7w9y2a4c6e8g0j/content?expires=1795946700&signature=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        expires_at: "2026-11-29T10:05:00.000Z",
      }),
    },
  },
  createLetterOfAuthorization: {
    summary: "Make a letter of authorization",
    description:
      "Makes the letter of authorization of a request on the operator path as a PDF, and adds it to the documents. The authorized person " +
      "signs it, and you upload the signed one. Account number and PIN are not in it. Names keep the accents that Latin-1 has; others are " +
      "spelled in Latin letters. On the path `twilio` it is refused, as Twilio sends its own letter to sign.",
    success: {
      200: answer(portingDocument, "The request has this very letter already.", letter),
      201: answer(portingDocument, "The letter.", letter),
    },
  },
});
