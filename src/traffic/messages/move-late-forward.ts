import { and, eq, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import type { LateForward } from "./message-facts";
import { messages } from "./table";

/**
 * Compare-and-set of a message's late forward, unexecuted. It changes a row for one caller only, who may go on from
 * there.
 */
export const moveLateForward = (db: Database, id: string, from: LateForward, to: LateForward, at: number) =>
  db
    .update(messages)
    .set({
      lateForward: to,
      version: sql`${messages.version} + 1`,
      updatedAt: sql`max(${messages.updatedAt}, ${at})`,
    })
    .where(and(eq(messages.id, id), eq(messages.lateForward, from))) satisfies Statement;
