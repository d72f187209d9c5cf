import { sql } from "drizzle-orm";
import { capProblem } from "#acquisition/account/refuse";
import { readMonthlyPrices } from "#acquisition/orders/read-prices";
import { closeFindings, FINDINGS_AT_ONCE, openFindings, openFindingsAmong } from "#findings/facts";
import { agentsAmong } from "#inventory/agents/queries";
import { batchAll } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { agentsIn } from "#kernel/values/routing-plan";
import { type PortProgress, progressRequest } from "#porting/progress/progress-request";
import type { PortWork } from "#porting/progress/work";
import { escalationEvents } from "./escalation-events";
import { isNear, portingFacts, type Unreadiness } from "./facts";

/**
 * Does what is due for a porting request, and reports what a person has to see: silence, statuses of Twilio's that are
 * not known, numbers that have moved and are not in service, and a port that is near and not prepared. Each run looks
 * anew, so a report that is lost is made by the next one.
 */
export async function workOnRequest(
  ctx: Context,
  id: string,
  options: { readonly numbersPerRun?: number } = {},
): Promise<PortProgress | null> {
  const progress = await progressRequest(ctx, id, options);
  if (progress) await report(ctx, progress);
  return progress;
}

async function report(ctx: Context, progress: PortProgress): Promise<void> {
  const now = ctx.now + ctx.elapsedMs();
  const unready = isNear(progress.request, now) ? await findUnreadiness(ctx, progress) : null;
  const { facts, keys } = portingFacts(progress, unready, now);
  const open = await openFindingsAmong(ctx, keys);
  const gone = open.filter(
    ({ tenantId, kind, subjectId }) =>
      !facts.some((fact) => fact.tenantId === tenantId && fact.kind === kind && fact.subjectId === subjectId),
  );
  await batchAll(ctx.db, [
    ...openFindings(ctx, facts, undefined, (opening) => escalationEvents(ctx, progress.request, facts, opening)),
    ...[...chunks(gone, FINDINGS_AT_ONCE)].flatMap((some) => closeFindings(ctx, some)),
  ]);
}

/** Looks ahead: would the numbers come into service, and would an agent answer? */
async function findUnreadiness(ctx: Context, { request, numbers }: PortWork): Promise<Unreadiness[]> {
  const { tenantId, details } = request;
  const coming = numbers.filter(({ status }) => status === "foc_confirmed");
  const settings = coming.map(({ configuration }) => configuration ?? details.configuration);
  const named = new Set(
    settings.flatMap(({ agent_id, routing }) => [
      ...(agent_id ? [agent_id] : []),
      ...(routing ? agentsIn(routing) : []),
    ]),
  );
  const ids = sql`(select value from json_each(${JSON.stringify([...named])}))`;
  const found = named.size === 0 ? [] : await agentsAmong(ctx.db, tenantId, ids);
  const missing = [...named].filter((id) => !found.some((agent) => agent.id === id));
  const unanswered = settings.filter(({ agent_id, routing }) => agent_id === null && routing === null).length;
  const prices = await readMonthlyPrices(
    ctx,
    coming.map(({ e164 }) => e164),
  );
  const capped = await capProblem(ctx, tenantId, prices, "The numbers would not be in service.", {
    mayBeSuspended: true,
  });
  return [
    ...(capped ? [{ code: capped.code, detail: capped.message }] : []),
    ...(missing.length > 0 ? [{ code: "agent_not_found", detail: `No agent has the id ${missing.join(", ")}.` }] : []),
    ...(unanswered > 0
      ? [{ code: "no_agent", detail: `${unanswered} of the numbers have neither an agent nor a routing plan.` }]
      : []),
  ];
}
