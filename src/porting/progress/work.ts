import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
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
 * overwrite it. Another port at Twilio is an event in the same batch. Throws `TaskChanged` if the request was changed
 * or taken over meanwhile; nothing is written then.
 */
export async function storeCarrier(
  ctx: Context,
  { request, numbers }: PortWork,
  columns: CarrierColumns,
): Promise<PortWork> {
  const { id, leaseUntil, version } = request;
  const update = ctx.db
    .update(portingRequests)
    .set({ ...columns, version: version + 1 })
    .where(and(isTaken(id, leaseUntil), eq(portingRequests.version, version)))
    .returning();
  const { carrierRequestId: portId = request.carrierRequestId } = columns;
  const isOtherPort = portId !== request.carrierRequestId;
  const event = () => recordCarrierUpdate(ctx, request, { id: portId, status: null });
  const [row] = isOtherPort ? (await batchNamed(ctx.db, { rows: update, event: event() })).rows : await update;
  if (!row) throw new TaskChanged(`The porting request ${id} was changed meanwhile.`);
  return { request: row, numbers };
}

/** The event that Twilio shows a request's port in another way; after the statement that stores it. Unexecuted. */
export const recordCarrierUpdate = (
  ctx: Context,
  { id, tenantId }: Pick<PortingRequestRow, "id" | "tenantId">,
  port: { readonly id: string | null; readonly status: string | null },
) =>
  recordEvent(
    ctx.db,
    { ...systemSource(ctx, tenantId), at: ctx.now + ctx.elapsedMs() },
    "porting_request.carrier_updated",
    id,
    { carrier_request_id: port.id, carrier_status: port.status },
  );

/** The request is not as it was read: the run ends, and the next one begins anew. */
export class TaskChanged extends Error {}
