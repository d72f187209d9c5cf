import { eq, type SQL } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { PortingDocumentRow } from "../documents/table";
import { isCorrectable } from "../requests/editable";
import { isRequestAt, numbersOfRequest } from "../requests/queries";
import { type PortingRequestRow, portingRequests } from "../requests/table";
import { preflightOf } from "./check-request";

type DocumentStanding = Pick<PortingDocumentRow, "id" | "kind" | "status" | "detail">;

/** The check of a request whose documents are about to change, for the batch that changes them. */
interface DocumentsCheck {
  /** True while the request is as it was checked. Another change makes a check of its own, so this one is repeated. */
  readonly isUnchanged: SQL;
  /** The columns to write with the change: none for a request that is with a carrier, which is not checked. */
  readonly columns: Partial<Pick<PortingRequestRow, "preflight">>;
}

/** Checks a request with its documents as `change` makes them. `null`: the request is gone. */
export async function checkDocuments(
  ctx: Context,
  requestId: string,
  change: (documents: readonly DocumentStanding[]) => readonly DocumentStanding[],
): Promise<DocumentsCheck | null> {
  const {
    found: [row],
    numbers,
  } = await batchNamed(ctx.db, {
    found: ctx.db.select().from(portingRequests).where(eq(portingRequests.id, requestId)),
    numbers: numbersOfRequest(ctx, requestId),
  });
  if (!row) return null;
  const columns = isCorrectable(row) ? { preflight: (await preflightOf(ctx, row, numbers, change)).preflight } : {};
  return { isUnchanged: isRequestAt(row), columns };
}
