import { endAssignment } from "../assignments/change";
import { latestAssignment } from "../assignments/queries";
import { sourceOf } from "../events/source";
import type { Context } from "../kernel/context";
import { wroteSomething } from "../kernel/db";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { pointNumber } from "../numbers/point";
import { numberOf } from "../numbers/queries";
import type { NumberRow } from "../numbers/table";

/** Takes a number's agent off it. Unassigning a number that has none changes nothing. */
export async function unassign(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const number = await numberOf(ctx, reference);
  if (number.agentId === null) return number;
  const [latest] = await latestAssignment(db, number.id);
  const source = sourceOf(ctx);
  const [written] = await db.batch([pointNumber(db, number, null, ctx.now), ...endAssignment(db, source, latest)]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", `${number.e164} was changed at the same moment; read it again and repeat.`);
  }
  return { ...number, agentId: null, version: number.version + 1, updatedAt: ctx.now };
}
