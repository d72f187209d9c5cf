import type { Context } from "#kernel/ports/context";
import { expireRecords } from "#traffic/expire-records";
import { calls } from "./table";

/** Deletes up to `limit` calls past retention; returns how many. */
export const expireCalls = (ctx: Context, limit: number): Promise<number> => expireRecords(ctx, "call", calls, limit);
