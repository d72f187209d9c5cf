import type { Context } from "#kernel/ports/context";
import { expireRecords } from "#traffic/expire-records";
import { messages } from "./table";

/** Deletes up to `limit` messages past retention; returns how many. */
export const expireMessages = (ctx: Context, limit: number): Promise<number> =>
  expireRecords(ctx, "message", messages, limit);
