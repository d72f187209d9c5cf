// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";
import { type PortingNumberStatus, type PortingPath, portingNumberStatuses } from "../rules/states";
import type { MessagingStatus } from "./values";

/** Numbers of a request that have these in common. */
export interface NumberGroup {
  readonly status: PortingNumberStatus;
  readonly country: string;
  readonly type: NumberType;
  readonly messagingStatus: MessagingStatus;
  /** `null`: that of the request. */
  readonly losingCarrier: string | null;
  readonly count: number;
}

const countWhere = (groups: readonly NumberGroup[], matches: (group: NumberGroup) => boolean): number =>
  groups.filter(matches).reduce((sum, { count }) => sum + count, 0);

export const numberTotal = (groups: readonly NumberGroup[]): number => countWhere(groups, () => true);

/** How many numbers have each status. */
export const countsByStatus = (groups: readonly NumberGroup[]): Record<PortingNumberStatus, number> =>
  // Safe: each status gets its count.
  Object.fromEntries(
    portingNumberStatuses.map((status) => [status, countWhere(groups, (group) => group.status === status)]),
  ) as Record<PortingNumberStatus, number>;

/** How many numbers are of each country and type, the most first. */
export function numberTypesOf(groups: readonly NumberGroup[]): { country: string; type: NumberType; count: number }[] {
  const byKind = Map.groupBy(groups, ({ country, type }) => `${country} ${type}`);
  return [...byKind.values()]
    .flatMap((same) => {
      const [first] = same;
      return first ? [{ country: first.country, type: first.type, count: numberTotal(same) }] : [];
    })
    .sort((a, b) => b.count - a.count || a.country.localeCompare(b.country) || a.type.localeCompare(b.type));
}

/** The one that needs attention most stands for all. */
const bySeverity: readonly MessagingStatus[] = ["exception", "pending", "activating", "ported"];

export const messagingStatusOf = (groups: readonly NumberGroup[]): MessagingStatus =>
  bySeverity.find((status) => groups.some(({ messagingStatus }) => messagingStatus === status)) ?? "not_applicable";

/**
 * The path of numbers: Twilio's Porting API takes local and mobile numbers of the US only. Without numbers: `twilio`.
 * Source: https://www.twilio.com/docs/phone-numbers/port-in/port-in-api
 */
export const pathFor = (numbers: readonly Pick<NumberGroup, "country" | "type">[]): PortingPath =>
  numbers.every(({ country, type }) => country === "US" && type !== "toll_free") ? "twilio" : "operator";
