import { and, asc, eq, isNotNull, lte, type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import {
  inKeyRange,
  type KeyRange,
  newestFirst,
  orderBy,
  type Page,
  type PageQuery,
  readPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { portingRequests } from "../requests/table";
import type { PortingDocumentKind } from "./kinds";
import { discardedObjects, type PortingDocumentRow, portingDocuments } from "./table";

type Reader = Pick<Context, "db">;

/** A condition for the documents of a request: its own, and those of the request that it was split from. */
const isReadableOf = (requestId: string): SQL =>
  sql`${portingDocuments.portingRequestId} in (select ${requestId}
    union all select ${portingRequests.documentsFrom} from ${portingRequests} where ${portingRequests.id} = ${requestId}
      and ${portingRequests.documentsFrom} is not null)`;

/** A page of a request's documents, the newest first. The caller has checked that the request may be seen. */
export const listDocuments = ({ db }: Reader, requestId: string, query: PageQuery): Promise<Page<PortingDocumentRow>> =>
  readPage(db.select().from(portingDocuments), newestFirst(portingDocuments), query, [isReadableOf(requestId)]);

/** A document of a request that the caller may see. Throws `not_found`. */
export async function requireDocument(
  { db }: Reader,
  requestId: string,
  documentId: string,
): Promise<PortingDocumentRow> {
  const [row] = await db
    .select()
    .from(portingDocuments)
    .where(and(eq(portingDocuments.id, documentId), isReadableOf(requestId)));
  if (!row) throw new Problem("not_found", `The porting request ${requestId} has no document ${documentId}.`);
  return row;
}

/** The document that a valid signature names; `null` if it was deleted. A signature is the caller's right to see it. */
export async function documentOfSignature({ db }: Reader, documentId: string): Promise<PortingDocumentRow | null> {
  const [row] = await db.select().from(portingDocuments).where(eq(portingDocuments.id, documentId));
  return row ?? null;
}

/** All documents of a request and of the one that it was split from, in the order of their creation. Unexecuted. */
export const documentsOfRequest = ({ db }: Reader, requestId: string) =>
  db.select().from(portingDocuments).where(isReadableOf(requestId)).orderBy(asc(portingDocuments.id));

/** Each document of these requests, as requirements look at it. Unexecuted. */
export const documentStandings = ({ db }: Reader, isOfRequest: SQL) =>
  db
    .select({
      portingRequestId: portingDocuments.portingRequestId,
      kind: portingDocuments.kind,
      status: portingDocuments.status,
      detail: portingDocuments.detail,
    })
    .from(portingDocuments)
    .where(isOfRequest);

/** The column by which `documentStandings` chooses. */
export const requestOfDocument = portingDocuments.portingRequestId;

/** How many documents the request has, as a subquery. */
export const documentCount = (requestId: string): SQL =>
  sql`(select count(*) from ${portingDocuments} where ${portingDocuments.portingRequestId} = ${requestId})`;

/** A document of a request with these contents that was not rejected. */
const isSame = (requestId: string, kind: PortingDocumentKind, sha256: string): SQL =>
  sql`${portingDocuments.portingRequestId} = ${requestId} and ${portingDocuments.kind} = ${kind}
    and ${portingDocuments.sha256} = ${sha256} and ${portingDocuments.status} <> 'rejected'`;

/** A condition that is true if the request has the document already. */
export const hasSameDocument = (requestId: string, kind: PortingDocumentKind, sha256: string): SQL =>
  sql`exists (select 1 from ${portingDocuments} where ${isSame(requestId, kind, sha256)})`;

/** The document of a request with these contents, if there is one. Unexecuted. */
export const sameDocument = (db: Database, requestId: string, kind: PortingDocumentKind, sha256: string) =>
  db
    .select()
    .from(portingDocuments)
    .where(isSame(requestId, kind, sha256));

const byScanTime = {
  sort: "next_scan_at",
  column: portingDocuments.nextScanAt,
  id: portingDocuments.id,
} as const;

/** Documents whose time to be scanned has come, the longest due first. */
export const documentsToScan = ({ db, now }: Pick<Context, "db" | "now">, keyRange: KeyRange) =>
  db
    .select()
    .from(portingDocuments)
    .where(
      and(
        isNotNull(portingDocuments.nextScanAt),
        lte(portingDocuments.nextScanAt, now),
        inKeyRange(byScanTime, keyRange),
      ),
    )
    .orderBy(...orderBy(byScanTime))
    .limit(keyRange.limit);

const byDueTime = { sort: "due_at", column: discardedObjects.dueAt, id: discardedObjects.id } as const;

/** Objects in R2 that no document took in time. */
export const objectsToDelete = ({ db, now }: Pick<Context, "db" | "now">, keyRange: KeyRange) =>
  db
    .select()
    .from(discardedObjects)
    .where(and(lte(discardedObjects.dueAt, now), inKeyRange(byDueTime, keyRange)))
    .orderBy(...orderBy(byDueTime))
    .limit(keyRange.limit);
