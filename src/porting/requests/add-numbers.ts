import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce, storedAnswer } from "#idempotency/once";
import { insertAllIf, previousWroteSomething } from "#kernel/db/db";
import { Problem, validationFailed } from "#kernel/http/problem";
import type { z } from "#kernel/http/schema";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { preflightColumn } from "../preflight/check-request";
import { requireAgentsOf } from "./configuration-agents";
import { requireDraft } from "./editable";
import { groupsOf, newNumberRows } from "./new-number-rows";
import { pathFor } from "./number-groups";
import { readNumbers } from "./number-input";
import type { newPortingNumbers } from "./number-wire";
import { isRequestAt, numbersOfRequest, requireRequest } from "./queries";
import type { PortingNumbersAdded } from "./responses";
import { portingNumbers, portingRequests } from "./table";
import { toNumberCounts } from "./wire";

/** Adds numbers to a draft: all of them, or none. */
export async function addNumbers(
  ctx: Context,
  requestId: string,
  requested: z.output<ReturnType<typeof newPortingNumbers>>,
): Promise<PortingNumbersAdded> {
  requireScopeOrOperator(ctx, "porting:write");
  const earlier = await storedAnswer<PortingNumbersAdded>(ctx);
  if (earlier) return earlier;
  const { db, now } = ctx;
  const request = await requireRequest(ctx, requestId);
  requireDraft(request, "Numbers can be added to a draft only.");
  const before = await numbersOfRequest(ctx, requestId);
  const read = readNumbers(requested, new Set(before.map(({ e164 }) => e164)));
  if ("mistakes" in read) throw validationFailed(read.mistakes);
  const added = await newNumberRows(ctx, request, read.numbers);
  await requireAgentsOf(
    ctx,
    request.tenantId,
    added.map(({ configuration }) => configuration),
  );
  const numbers = [...before, ...added];
  const path = pathFor(numbers);
  const checked = await preflightColumn(ctx, { ...request, path }, numbers);
  const isUnchanged = isRequestAt(request);
  return await createOnce(ctx, {
    body: { added: added.length, number_counts: toNumberCounts(groupsOf(numbers)) },
    only: { if: isUnchanged, otherwise: requestChanged(requestId) },
    writes: (gate) => [
      db
        .update(portingRequests)
        .set({ path, ...checked, version: request.version + 1, updatedAt: now })
        .where(and(eq(portingRequests.id, requestId), eq(portingRequests.version, request.version), gate)),
      insertAllIf(db, portingNumbers, added, previousWroteSomething),
      recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.updated", requestId, {
        name: request.name,
        changed: ["numbers"],
      }),
    ],
  });
}

export const requestChanged = (id: string): Problem =>
  new Problem("changed_meanwhile", `Another request changed ${id} at the same moment. Read it again and retry.`);
