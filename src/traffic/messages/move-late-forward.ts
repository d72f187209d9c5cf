import { and, eq, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import type { LateForward } from "./message-facts";
import { messages } from "./table";

/**
 * The statement that moves a message's late forward from one state to the next. Compare-and-set: of concurrent callers,
 * only one changes the row and may continue.
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
