import { and, eq, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import type { LateForward } from "./message-record";
import { messages } from "./table";

/** Whoever makes this move may go on from there, once; unexecuted. */
export const moveLateForward = (db: Database, id: string, from: LateForward, to: LateForward, at: number) =>
  db
    .update(messages)
    .set({
      lateForward: to,
      version: sql`${messages.version} + 1`,
      updatedAt: sql`max(${messages.updatedAt}, ${at})`,
    })
    .where(and(eq(messages.id, id), eq(messages.lateForward, from))) satisfies Statement;
