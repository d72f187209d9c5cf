// Pure: no I/O, no clock, no randomness.
import type { Fact, FactKey } from "#findings/facts";
import type { FindingKind } from "#findings/kinds";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { PortProgress } from "#porting/progress/progress-request";
import { silenceOf } from "#porting/rules/silence";
import { isFinal, type RequestStatus } from "#porting/rules/states";

/** How long after its date Twilio may not list a number: a window of a day ends sooner (Telnyx: 06:00 to 20:00). */
const NOT_LISTED_MS = 6 * 60 * 60_000;

/** A port is prepared from this long before its date on. */
const PREPARATION_MS = 24 * 60 * 60_000;

/** Whether the port is so near that everything must be ready for it. */
export const isNear = ({ status, focAt }: PortProgress["request"], now: number): boolean =>
  status === "foc_confirmed" && focAt !== null && focAt - now <= PREPARATION_MS;

/** A reason for which the numbers of a port would not be in service, or would reach no agent. */
export interface Unreadiness {
  readonly code: string;
  readonly detail: string;
}

interface FactOf<Kind extends FindingKind, Evidence extends Readonly<Record<string, unknown>>> extends Fact {
  readonly kind: Kind;
  readonly evidence: Evidence;
}

/** A fact about a porting request that a person has to see. */
export type PortingFact =
  | FactOf<
      "porting_request_silent",
      {
        readonly tenant_id: string;
        readonly status: RequestStatus;
        readonly days: number;
        readonly limit_days: number;
        readonly source: string;
      }
    >
  | FactOf<"porting_not_prepared", { readonly foc_at: string | null; readonly problems: readonly Unreadiness[] }>
  | FactOf<
      "porting_status_unknown",
      {
        readonly tenant_id: string;
        readonly carrier_request_id: string | null;
        readonly is_missing: boolean;
        readonly statuses: readonly string[];
      }
    >
  | FactOf<
      "porting_number_not_in_service",
      {
        readonly porting_request_id: string;
        readonly phone_number: string;
        readonly moved_at: string;
        readonly reason: string;
        readonly detail: string;
      }
    >;

export interface PortingFacts {
  readonly facts: readonly PortingFact[];
  /** All facts that were looked for: the open findings among them that are not in `facts` are closed. */
  readonly keys: readonly FactKey[];
}

/** `unready`: `null` if it was not looked for. Instants in milliseconds UTC. */
export function portingFacts(
  { request, numbers, unknownStatuses, isMissing, completions }: PortProgress,
  unready: readonly Unreadiness[] | null,
  now: number,
): PortingFacts {
  const { id, tenantId, status, focAt } = request;
  const hasEnded = isFinal(status);
  const ofRequest = { tenantId, subjectId: id };
  // A tenant that does not read its findings must not be the only one that knows.
  const silent = [...new Set([tenantId, PLATFORM_TENANT_ID])].map(
    (owner) => ({ tenantId: owner, subjectId: id, kind: "porting_request_silent" }) as const,
  );
  const unprepared = { ...ofRequest, kind: "porting_not_prepared" } as const;
  const unknown = { tenantId: PLATFORM_TENANT_ID, subjectId: id, kind: "porting_status_unknown" } as const;
  const facts: PortingFact[] = [];
  const silence = hasEnded ? null : silenceOf(request, now);
  if (silence) {
    const { days, limitDays: limit_days, source } = silence;
    const evidence = { tenant_id: tenantId, status, days, limit_days, source };
    facts.push(...silent.map((key) => ({ ...key, subjectType: "porting_request", evidence })));
  }
  if (unready && unready.length > 0 && !hasEnded) {
    const evidence = { foc_at: isoTimeOrNull(focAt), problems: unready };
    facts.push({ ...unprepared, subjectType: "porting_request", evidence });
  }
  const isUnknown = isMissing || (unknownStatuses !== null && unknownStatuses.length > 0);
  // A port that is being canceled has a status for that.
  if (isUnknown && !hasEnded && status !== "cancel_requested") {
    const { carrierRequestId: carrier_request_id } = request;
    const evidence = {
      tenant_id: tenantId,
      carrier_request_id,
      is_missing: isMissing,
      statuses: unknownStatuses ?? [],
    };
    facts.push({ ...unknown, subjectType: "porting_request", evidence });
  }
  const keyOf = ({ id: subjectId }: { readonly id: string }) =>
    ({ tenantId, subjectId, kind: "porting_number_not_in_service" }) as const;
  // A number that stays with its carrier after all is late no more.
  const numberKeys: FactKey[] = numbers.filter(({ status }) => status !== "activating").map(keyOf);
  for (const completion of completions) {
    const { number } = completion;
    const key = keyOf(number);
    if (completion.kind === "waits") numberKeys.push(key);
    if (completion.kind === "completed") continue;
    const { obstacle } = completion;
    const since = number.focAt ?? number.statusSince;
    if (obstacle.kind === "unavailable" || (obstacle.kind === "not_listed" && now - since < NOT_LISTED_MS)) continue;
    const evidence = {
      porting_request_id: id,
      phone_number: number.e164,
      moved_at: isoTime(since),
      reason: obstacle.kind === "refused" ? obstacle.code : obstacle.kind,
      detail: "detail" in obstacle ? obstacle.detail : "Twilio does not list the number in the platform's account.",
    };
    facts.push({ ...key, subjectType: "porting_number", evidence });
  }
  const wasAsked = unknownStatuses !== null || isMissing || hasEnded;
  const isPrepared = unready !== null || status !== "foc_confirmed";
  return {
    facts,
    keys: [...silent, ...(isPrepared ? [unprepared] : []), ...(wasAsked ? [unknown] : []), ...numberKeys],
  };
}
