import { and, desc, eq, sql } from "drizzle-orm";
import { unwrap } from "#carriers/problem";
import { numbersOfCarrierAccount } from "#inventory/phone-numbers/imported-numbers";
import { batchNamed, type Database, insertAllIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { endJob } from "./finish-item";
import { type ImportItemRow, type ImportJobRow, importItems, importJobs } from "./table";
import type { Work } from "./work";

/** Numbers per page, half of Twilio's maximum, so that a page holds little in memory. */
const PAGE_SIZE = 500;
/** Pages that one run lists. */
const PAGES_PER_RUN = 4;

/** A number for which a job gets an item. */
type Listed = Pick<ImportItemRow, "reference" | "e164" | "carrierId" | "phoneNumberId">;

interface ListedPage {
  readonly numbers: readonly Listed[];
  readonly next: string | null;
}

/** The row of a new item. */
export const newItem = (
  ctx: Context,
  job: Pick<ImportJobRow, "id" | "tenantId">,
  listed: Listed,
  position: number,
): ImportItemRow => ({
  ...listed,
  id: ctx.newId("importItem"),
  jobId: job.id,
  tenantId: job.tenantId,
  position,
  step: "pending",
  attempts: 0,
  report: {},
  errorCode: null,
  errorDetail: null,
  carrierCode: null,
  updatedAt: ctx.now,
});

/** Adds items for the account's numbers, from where the last run stopped. A page that is read twice counts once. */
export async function listItems(ctx: Context, work: Work): Promise<void> {
  let { listPosition: position } = work.job;
  // Behind all items: their count is smaller after a number was listed twice.
  const [last] = await lastPosition(ctx.db, work.job.id);
  let firstPosition = last ? last.position + 1 : 0;
  for (let pages = 0; pages < PAGES_PER_RUN; pages += 1) {
    const page = await (work.job.action === "import"
      ? readAccount(ctx, work, position)
      : readInventory(ctx, work, position));
    await storePage(ctx, work.job, page, { position, firstPosition });
    firstPosition += page.numbers.length;
    if (page.next === null) return;
    position = page.next;
  }
}

const lastPosition = (db: Database, jobId: string) =>
  db
    .select({ position: importItems.position })
    .from(importItems)
    .where(eq(importItems.jobId, jobId))
    .orderBy(desc(importItems.position))
    .limit(1);

async function readAccount(ctx: Context, { port }: Work, position: string | null): Promise<ListedPage> {
  const { numbers, next } = unwrap(await (await port()).list(position, PAGE_SIZE));
  return {
    next,
    numbers: numbers.map(({ carrierId, e164 }) => ({
      reference: carrierId,
      e164,
      carrierId,
      phoneNumberId: ctx.newId("phoneNumber"),
    })),
  };
}

async function readInventory({ db }: Context, { job }: Work, position: string | null): Promise<ListedPage> {
  const rows = await numbersOfCarrierAccount(db, job, { after: position ?? "", limit: PAGE_SIZE });
  return {
    next: rows.length < PAGE_SIZE ? null : (rows.at(-1)?.e164 ?? null),
    numbers: rows.map(({ id, e164, carrierId }) => ({ reference: id, e164, carrierId, phoneNumberId: id })),
  };
}

async function storePage(
  ctx: Context,
  job: ImportJobRow,
  { numbers, next }: ListedPage,
  { position, firstPosition }: { readonly position: string | null; readonly firstPosition: number },
): Promise<void> {
  const { db } = ctx;
  const rows = numbers.map((listed, index) => newItem(ctx, job, listed, firstPosition + index));
  const { moved } = await batchNamed(db, {
    moved: db
      .update(importJobs)
      .set({ listPosition: next, listed: next === null })
      .where(
        and(eq(importJobs.id, job.id), eq(importJobs.listed, false), sql`${importJobs.listPosition} is ${position}`),
      ),
    items: insertAllIf(db, importItems, rows, previousWroteSomething).onConflictDoNothing(),
    counted: db
      .update(importJobs)
      .set({ itemCount: sql`(select count(*) from ${importItems} where ${importItems.jobId} = ${job.id})` })
      .where(eq(importJobs.id, job.id)),
    ended: endJob(ctx, job),
  });
  if (!wroteSomething(moved)) throw new Problem("changed_meanwhile", "Another run has read the list meanwhile.");
}
