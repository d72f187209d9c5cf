import { and, eq } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type PortingNumberRow, type PortingRequestRow, portingNumbers, portingRequests } from "../requests/table";

/** A request that this invocation has taken, as it stands now. */
export interface PortWork {
  readonly request: PortingRequestRow;
  /** All numbers, in the order of their digits. */
  readonly numbers: readonly PortingNumberRow[];
}

/** Reads a taken request and its numbers. Throws if another invocation has taken it, as this one was too slow. */
export async function readWork(
  { db }: Pick<Context, "db">,
  { id, leaseUntil }: Pick<PortingRequestRow, "id" | "leaseUntil">,
): Promise<PortWork> {
  const { requests, numbers } = await batchNamed(db, {
    requests: db.select().from(portingRequests).where(isTaken(id, leaseUntil)),
    numbers: db
      .select()
      .from(portingNumbers)
      .where(eq(portingNumbers.portingRequestId, id))
      .orderBy(portingNumbers.e164),
  });
  const [request] = requests;
  if (!request) throw new Error(`Another invocation works on the porting request ${id}.`);
  return { request, numbers };
}

const isTaken = (id: string, leaseUntil: number) =>
  and(eq(portingRequests.id, id), eq(portingRequests.leaseUntil, leaseUntil));

type CarrierColumns = Partial<Pick<PortingRequestRow, "carrierTask" | "carrierRequestId" | "carrier">>;

/**
 * Stores where the request stands at Twilio, under a new version: so a change by a person that was read before does not
 * overwrite it. Throws `TaskChanged` if the request was changed or taken over meanwhile; nothing is written then.
 */
export async function storeCarrier(
  { db }: Pick<Context, "db">,
  { request, numbers }: PortWork,
  columns: CarrierColumns,
): Promise<PortWork> {
  const { id, leaseUntil, version } = request;
  const [row] = await db
    .update(portingRequests)
    .set({ ...columns, version: version + 1 })
    .where(and(isTaken(id, leaseUntil), eq(portingRequests.version, version)))
    .returning();
  if (!row) throw new TaskChanged(`The porting request ${id} was changed meanwhile.`);
  return { request: row, numbers };
}

/** The request is not as it was read: the run ends, and the next one begins anew. */
export class TaskChanged extends Error {}
