import { sql } from "drizzle-orm";
import type { EventData, EventType } from "#events/log/catalogue";
import { recordEventsWhere } from "#events/log/record";
import { systemSource } from "#events/log/source";
import type { Opening } from "#findings/facts";
import type { Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { PortWork } from "#porting/progress/work";
import type { PortingFact } from "./facts";

/**
 * The events that go along with findings about a porting request, in its tenant's log: each is written if the batch has
 * opened its finding. Unexecuted.
 */
export function escalationEvents(
  ctx: Pick<Context, "db" | "now" | "newId" | "requestId" | "changed">,
  { id, tenantId }: PortWork["request"],
  facts: readonly PortingFact[],
  { findings, isOpened }: Opening,
): Statement[] {
  const source = systemSource(ctx, tenantId);
  const findingOf = (fact: PortingFact): string | undefined =>
    findings.find(
      ({ tenantId: owner, kind, subjectId }) =>
        owner === fact.tenantId && kind === fact.kind && subjectId === fact.subjectId,
    )?.id;
  const own = facts.filter((fact) => fact.tenantId === tenantId);
  const write = <Type extends EventType>(
    type: Type,
    dataOf: (fact: PortingFact, finding_id: string) => EventData<Type> | null,
  ): Statement[] => {
    const events = own.flatMap((fact) => {
      const data = dataOf(fact, findingOf(fact) ?? "");
      return data === null ? [] : [{ source, subjectId: id, data }];
    });
    if (events.length === 0) return [];
    return [recordEventsWhere(ctx.db, type, events, (_, data) => isOpened(sql`(${data} ->> 'finding_id')`))];
  };
  return [
    ...write("porting_request.stalled", (fact, finding_id) => {
      if (fact.kind !== "porting_request_silent") return null;
      const { status, days, limit_days } = fact.evidence;
      return { finding_id, status, days, limit_days };
    }),
    ...write("porting_request.not_prepared", (fact, finding_id) => {
      if (fact.kind !== "porting_not_prepared") return null;
      const { foc_at, problems } = fact.evidence;
      return { finding_id, foc_at, problems: [...problems] };
    }),
    ...write("porting_request.number_delayed", (fact, finding_id) => {
      if (fact.kind !== "porting_number_not_in_service") return null;
      const { phone_number, reason } = fact.evidence;
      return { finding_id, phone_number, porting_number_id: fact.subjectId, reason };
    }),
  ];
}
