import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertAllIf, insertIf, previousWroteSomething } from "#kernel/db/db";
import { validationFailed } from "#kernel/http/problem";
import type { z } from "#kernel/http/schema";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { preflightColumn } from "../preflight/check-request";
import { actorIn, entryActor } from "./actor";
import { requireAgentsOf } from "./configuration-agents";
import { requireConsistent } from "./consistent-details";
import { groupsOf, newNumberRows } from "./new-number-rows";
import { pathFor } from "./number-groups";
import { readNumbers } from "./number-input";
import { recordEntry } from "./record-entry";
import type { PortingRequest } from "./responses";
import { sealPortingSecrets } from "./secrets";
import { type PortingRequestRow, portingNumbers, portingRequests } from "./table";
import { changeDetails, emptyDetails, type newPortingRequest, toPortingRequest } from "./wire";

/** Creates a draft with as much as the caller knows yet, and its numbers, in one batch. */
export async function createRequest(
  ctx: Context,
  requested: z.output<ReturnType<typeof newPortingRequest>>,
): Promise<PortingRequest> {
  requireScope(ctx, "porting:write");
  const { db, principal, now } = ctx;
  const read = readNumbers(requested, new Set());
  if ("mistakes" in read) throw validationFailed(read.mistakes);
  const details = changeDetails(emptyDetails, requested);
  requireConsistent(details);
  const owner = { id: ctx.newId("portingRequest"), tenantId: principal.tenantId };
  const numbers = await newNumberRows(ctx, owner, read.numbers);
  await requireAgentsOf(ctx, owner.tenantId, [details.configuration, ...numbers.map((row) => row.configuration)]);
  const secrets = { accountNumber: requested.account_number ?? null, pin: requested.pin ?? null };
  const unchecked: PortingRequestRow = {
    ...owner,
    status: "draft",
    statusSince: now,
    path: pathFor(numbers),
    name: requested.name ?? null,
    customerReference: requested.customer_reference ?? null,
    details,
    ...(await sealPortingSecrets(ctx.vault, owner, secrets)),
    preflight: null,
    focAt: null,
    foc: null,
    exception: null,
    splitFrom: null,
    documentsFrom: null,
    carrierRequestId: null,
    carrier: null,
    carrierTask: null,
    leaseUntil: 0,
    nextCheckAt: null,
    movedAt: now,
    boardPosition: null,
    keyId: principal.keyId,
    version: 1,
    createdAt: now,
    updatedAt: now,
    submittedAt: null,
    endedAt: null,
  };
  const row = { ...unchecked, ...(await preflightColumn(ctx, unchecked, numbers)) };
  return await createOnce(ctx, {
    body: toPortingRequest({ row, groups: groupsOf(numbers), splitInto: [], documents: [] }, actorIn(ctx)),
    writes: (gate) => [
      insertIf(db, portingRequests, row, gate),
      ...(numbers.length === 0 ? [] : [insertAllIf(db, portingNumbers, numbers, previousWroteSomething)]),
      recordEntry(ctx, row, {
        kind: "status_changed",
        actor: entryActor(ctx),
        detail: "The draft was created.",
        data: { from: null, to: "draft" },
      }),
      recordEvent(db, sourceOf(ctx), "porting_request.created", row.id, {
        name: row.name,
        number_count: numbers.length,
      }),
    ],
  });
}
