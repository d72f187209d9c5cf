import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { DocumentOrigin, DocumentStatus, PortingDocumentKind } from "./kinds";
import type { DocumentType } from "./sniff";

export const portingDocuments = lazyTable("porting_documents", () => ({
  id: text("id").primaryKey(),
  portingRequestId: text("porting_request_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  kind: text("kind").$type<PortingDocumentKind>().notNull(),
  filename: text("filename").notNull(),
  contentType: text("content_type").$type<DocumentType>().notNull(),
  bytes: integer("bytes").notNull(),
  sha256: text("sha256").notNull(),
  status: text("status").$type<DocumentStatus>().notNull(),
  detail: text("detail"),
  origin: text("origin").$type<DocumentOrigin>().notNull(),
  nextScanAt: integer("next_scan_at"),
  createdAt: integer("created_at").notNull(),
}));

export type PortingDocumentRow = typeof portingDocuments.$inferSelect;

/** Objects in R2 that no document has. The id is the key in R2. */
export const discardedObjects = lazyTable("porting_discarded_objects", () => ({
  id: text("id").primaryKey(),
  dueAt: integer("due_at").notNull(),
}));
