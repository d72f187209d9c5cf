import { and, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { numberIdOf } from "#inventory/phone-numbers/queries";
import { matchesFilters, newestFirst, type Page, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { MessageStatus } from "#kernel/values/telephony";
import type { Direction } from "./message-facts";
import { type MessageRow, messages } from "./table";

export async function messageOf(ctx: Context, id: string): Promise<MessageRow> {
  const [row] = await ctx.db
    .select()
    .from(messages)
    .where(and(eq(messages.id, id), eq(messages.tenantId, ctx.principal.tenantId)));
  if (!row) throw new Problem("not_found", `There is no message ${id}.`);
  return row;
}

export interface MessageQuery extends PageQuery {
  readonly status?: MessageStatus | undefined;
  readonly direction?: Direction | undefined;
  /** The number's id or E.164 form. */
  readonly phone_number_id?: string | undefined;
  /** The sender, in the form to compare by. */
  readonly from?: string | undefined;
}

export const listMessages = (ctx: Context, query: MessageQuery): Promise<Page<MessageRow>> =>
  readPage(ctx.db.select().from(messages), newestFirst(messages), query, [
    eq(messages.tenantId, ctx.principal.tenantId),
    ...matchesFilters([
      [messages.phoneNumberId, numberIdOf(ctx, query.phone_number_id)],
      [messages.fromKey, query.from],
      [messages.status, query.status],
    ]),
    query.direction && eq(messages.direction, query.direction),
  ]);

/** Only this many of a number's latest messages are read, so that the cost does not grow with its messages. */
const LATEST_MESSAGES = 20;

/** How many of the latest messages of a number of another statement have one of these error codes, as a cell. */
export const endedWithCell = (tenantId: SQLWrapper, id: SQLWrapper, codes: readonly number[]): SQL => sql`(
  select count(*) from (
    select ${messages.errorCode} as code from ${messages}
    where ${messages.tenantId} = ${tenantId} and ${messages.phoneNumberId} = ${id}
    order by ${messages.createdAt} desc, ${messages.id} desc limit ${sql.raw(String(LATEST_MESSAGES))}) as message
  where message.code in (${sql.raw(codes.join(", "))}))`;
