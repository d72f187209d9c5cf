import type { Refused } from "#kernel/ports/carrier";
import type { CarrierPort, CarrierPorting } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import { openNumberPin, openPortingSecrets } from "../requests/secrets";
import type { CarrierTask } from "../requests/values";
import { redact } from "../rules/redact";
import { isFinal } from "../rules/states";
import { applyPort } from "./fetch-port";
import { findPort } from "./find-port";
import { moveByPlatform } from "./moves";
import { portOrderOf } from "./port-order";
import { uploadBills } from "./upload-bills";
import { type PortWork, storeCarrier } from "./work";

/**
 * Sends what a request has for Twilio: creates, cancels or replaces its port there.
 *
 * **Invariant:** Twilio is asked to create a port only after that is stored. While the answer is not known, it is not
 * asked again before its list has lacked the port for `ABSENCE_PROOF_MS`, as Twilio has no idempotency keys for ports.
 */

/** How long after an unanswered creation a list that lacks the port proves that there is none. */
const ABSENCE_PROOF_MS = 10 * 60_000;
/** A port that is being canceled is looked at again after this. */
const CANCELING_MS = 5 * 60_000;
const FIRST_WAIT_MS = 30_000;
const MAX_WAIT_MS = 60 * 60_000;

/** `waitMs`: the task goes on after that. `null`: it is done. */
export interface TaskResult {
  readonly work: PortWork;
  readonly waitMs: number | null;
}

export async function runCarrierTask(ctx: Context, work: PortWork, task: CarrierTask): Promise<TaskResult> {
  const { porting } = ctx.carrierAccount(null);
  const sentAt = task.sentAt ?? null;
  if (work.request.carrierRequestId === null && sentAt !== null) return await lookFor(ctx, porting, work, task, sentAt);
  switch (task.kind) {
    case "create":
      return await create(ctx, porting, work, task);
    case "recreate":
      return await replace(ctx, porting, work, task);
    case "cancel":
      return await cancel(ctx, porting, work, task);
  }
}

const nowIn = ({ now, elapsedMs }: Context): number => now + elapsedMs();
const done = (work: PortWork): TaskResult => ({ work, waitMs: null });

/** Twilio said nothing usable: the task stays, and each wait is twice as long as the one before. */
async function postpone(
  ctx: Context,
  before: PortWork,
  task: CarrierTask,
  sentAt = task.sentAt ?? null,
): Promise<TaskResult> {
  const attempts = task.attempts + 1;
  const work = await storeCarrier(ctx, before, { carrierTask: { ...task, sentAt, attempts } });
  return { work, waitMs: Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 10)) };
}

/** The numbers that are to be sent: those that have not moved and were not given up. */
const unsent = ({ numbers }: PortWork) =>
  numbers.filter(({ status }) => status !== "ported" && status !== "canceled" && status !== "activating");

/** The answer to an earlier creation is not known: finds the port, or proves that there is none. */
async function lookFor(
  ctx: Context,
  porting: CarrierPorting,
  before: PortWork,
  task: CarrierTask,
  sentAt: number,
): Promise<TaskResult> {
  const e164s = task.e164s ?? unsent(before).map(({ e164 }) => e164);
  const { search, ...rest } = task;
  const since = search?.since ?? nowIn(ctx);
  const found = await findPort(porting, { e164s, sentAt, excluded: new Set(task.replaces) }, search);
  if (found.kind === "more") {
    const carrierTask = { ...rest, search: { ...found.position, since } };
    return { work: await storeCarrier(ctx, before, { carrierTask }), waitMs: 0 };
  }
  // A token of Twilio's for a page may be what it refuses, so the next search begins anew.
  if (found.kind !== "ok") return await postpone(ctx, before, rest);
  if (found.value) return await adopt(ctx, before, rest, found.value);
  if (since < sentAt + ABSENCE_PROOF_MS) {
    const work = search ? await storeCarrier(ctx, before, { carrierTask: rest }) : before;
    return { work, waitMs: Math.max(0, sentAt + ABSENCE_PROOF_MS - nowIn(ctx)) };
  }
  const proved = { ...rest, kind: task.kind === "recreate" ? ("create" as const) : task.kind, sentAt: null };
  return await runCarrierTask(ctx, await storeCarrier(ctx, before, { carrierTask: proved }), proved);
}

/** Twilio has the port. A task that came meanwhile, a correction or a cancellation, is for that port. */
async function adopt(ctx: Context, before: PortWork, task: CarrierTask, port: CarrierPort): Promise<TaskResult> {
  const next = task.kind === "create" ? null : { kind: task.kind, attempts: 0, replaces: task.replaces ?? [] };
  const work = await storeCarrier(ctx, before, { carrierRequestId: port.id, carrierTask: next });
  if (next) return await runCarrierTask(ctx, work, next);
  return done((await applyPort(ctx, work, port)).work);
}

async function create(ctx: Context, porting: CarrierPorting, before: PortWork, task: CarrierTask): Promise<TaskResult> {
  const numbers = unsent(before);
  if (numbers.length === 0) return done(await storeCarrier(ctx, before, { carrierTask: null }));
  const uploaded = await uploadBills(ctx, porting, before, task);
  const { work } = uploaded;
  if (uploaded.kind === "postponed") return await postpone(ctx, work, uploaded.task);
  if (uploaded.kind === "refused") return await refuse(ctx, work, uploaded.reason);
  const secrets = await openPortingSecrets(ctx.vault, work.request);
  const pins = await Promise.all(numbers.map((number) => openNumberPin(ctx.vault, number)));
  const ordered = portOrderOf({
    details: work.request.details,
    accountNumber: secrets.accountNumber,
    numbers: numbers.map(({ e164 }, at) => ({ e164, pin: pins[at] ?? secrets.pin })),
    documentIds: uploaded.documentIds,
  });
  if (ordered.kind === "incomplete") {
    const detail = `Twilio needs more for the port: ${ordered.pointers.join(", ")}.`;
    return await refuse(ctx, work, { code: "missing_required_fields", detail });
  }
  const sending = { ...uploaded.task, sentAt: nowIn(ctx), e164s: numbers.map(({ e164 }) => e164) };
  const sent = await storeCarrier(ctx, work, { carrierTask: sending });
  const created = await porting.createPort(ordered.order);
  switch (created.kind) {
    case "ok":
      return await adopt(ctx, sent, sending, created.value);
    case "unknown":
      return await postpone(ctx, sent, sending);
    case "unavailable":
      return await postpone(ctx, sent, sending, null);
    case "refused":
      // The platform's own trouble: no correction of the customer's helps.
      if (created.code === "carrier_credentials_invalid") return await postpone(ctx, sent, sending, null);
      return await refuse(ctx, sent, refusalReason(created, [secrets.accountNumber, secrets.pin, ...pins]));
  }
}

const refusalReason = ({ message, carrierCode }: Refused, secrets: readonly (string | null)[]) => ({
  code: "other",
  detail: `Twilio refused the port: ${redact(message, secrets)}${carrierCode === null ? "" : ` (${carrierCode})`}`,
});

/** Twilio does not take the port as it is: the customer corrects it and submits it again. */
async function refuse(
  ctx: Context,
  before: PortWork,
  reason: { readonly code: string; readonly detail: string },
): Promise<TaskResult> {
  const reasons = [{ ...reason, phone_number: null }];
  const columns = { carrierTask: null };
  return done(
    await moveByPlatform(ctx, before, "system", { requests: [{ name: "report_exception", reasons }], columns }),
  );
}

/** Twilio has no way to change a port: it is canceled there, and a new one takes the numbers that have not moved. */
async function replace(
  ctx: Context,
  porting: CarrierPorting,
  before: PortWork,
  task: CarrierTask,
): Promise<TaskResult> {
  const { carrierRequestId: id } = before.request;
  if (id === null) return await create(ctx, porting, before, { ...task, kind: "create" });
  const canceled = await porting.cancelPort(id);
  if (canceled.kind === "unavailable" || canceled.kind === "unknown") return await postpone(ctx, before, task);
  const fetched = await porting.fetchPort(id);
  if (fetched.kind !== "ok") return await postpone(ctx, before, task);
  const port = fetched.value;
  const isOver = port === null || ["canceled", "completed", "expired"].includes(port.status);
  if (!isOver) return await waitForEnd(ctx, before, task, canceled);
  const work = port ? (await applyPort(ctx, before, onlyMoved(port))).work : before;
  const next: CarrierTask = { kind: "create", attempts: 0, replaces: [...(task.replaces ?? []), id] };
  const freed = await storeCarrier(ctx, work, { carrierTask: next, carrierRequestId: null, carrier: null });
  return await create(ctx, porting, freed, next);
}

/** Twilio refuses a second cancellation while the first is under way, so one refusal proves nothing. */
const MAX_REFUSALS = 3;

/** A port that is to be replaced is not over yet. If Twilio keeps refusing to cancel it, it goes on as it is. */
async function waitForEnd(
  ctx: Context,
  before: PortWork,
  task: CarrierTask,
  canceled: Awaited<ReturnType<CarrierPorting["cancelPort"]>>,
): Promise<TaskResult> {
  if (canceled.kind !== "refused") return { work: before, waitMs: CANCELING_MS };
  if (task.attempts >= MAX_REFUSALS)
    return await refuse(ctx, before, {
      code: "contact_support_required",
      detail: `Twilio does not cancel the port, so it cannot be sent anew: ${canceled.message}`,
    });
  const carrierTask = { ...task, attempts: task.attempts + 1 };
  return { work: await storeCarrier(ctx, before, { carrierTask }), waitMs: CANCELING_MS };
}

/** The numbers of a canceled port that moved all the same; the others go into the new one. */
const onlyMoved = (port: CarrierPort): CarrierPort => ({
  ...port,
  status: "unknown",
  numbers: port.numbers.filter(({ status }) => status === "completed"),
});

/**
 * Twilio has no port: the numbers that have not moved are canceled. If some have moved, the request ends as `partial`.
 */
export const cancelRest = (ctx: Context, before: PortWork, columns: { readonly carrierTask?: null } = {}) =>
  moveByPlatform(ctx, before, "system", {
    numbers: unsent(before).map(({ id }) => ({ id, name: "cancel" as const })),
    columns,
  });

async function cancel(ctx: Context, porting: CarrierPorting, before: PortWork, task: CarrierTask): Promise<TaskResult> {
  const { carrierRequestId: id, status } = before.request;
  const columns = { carrierTask: null };
  if (id === null) {
    return done(isFinal(status) ? await storeCarrier(ctx, before, columns) : await cancelRest(ctx, before, columns));
  }
  const canceled = await porting.cancelPort(id);
  if (canceled.kind === "unavailable" || canceled.kind === "unknown") return await postpone(ctx, before, task);
  if (canceled.kind === "ok" || isFinal(status)) return done(await storeCarrier(ctx, before, columns));
  const reason = `Twilio does not cancel the port: ${canceled.message}`;
  const requests = [{ name: "refuse_cancellation" as const, reason }];
  return done(await moveByPlatform(ctx, before, "carrier", { requests, columns }));
}
