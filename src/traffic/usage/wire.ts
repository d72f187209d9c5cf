import { lazily, z } from "#kernel/http/schema";
import { DAY_MS, isoTime } from "#kernel/values/time";
import type { Cost, CostGroup } from "./costs";
import type { Grouping, UsageGroup, UsagePeriod } from "./queries";
import type { cost, costMeta, numberUsage, refusal, usageCost, usageGroup } from "./responses";
import type { RefusalRow } from "./table";
import { sumOf, type UsageCounts } from "./tally";

/** The longest period that one request may add up, in days. */
export const MAX_DAYS = 366;
const DEFAULT_DAYS = 30;

export const day = lazily(() => z.iso.date());

export const periodFields = lazily(() => ({
  from: day()
    .optional()
    .openapi({
      description: `The first day, UTC; unless given, the period is the ${DEFAULT_DAYS} days that end with \`to\`.`,
      example: "2026-11-01",
    }),
  to: day().optional().openapi({ description: "The last day, UTC; today unless given.", example: "2026-11-22" }),
}));

const isoDay = (at: number): string => isoTime(at).slice(0, 10);

/** The requested period; a text says why it is not valid. */
export function periodOf(
  query: { from?: string | undefined; to?: string | undefined },
  now: number,
): UsagePeriod | string {
  const to = query.to ?? isoDay(now);
  const from = query.from ?? isoDay(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS);
  if (from > to) return `Must not be after ${to}.`;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return days > MAX_DAYS ? `At most ${MAX_DAYS} days, not ${days}.` : { from, to };
}

const toCounts = ({ calls, answeredCalls, seconds, minutes, messagesIn, messagesOut }: UsageCounts) => ({
  calls,
  answered_calls: answeredCalls,
  seconds,
  minutes,
  messages_in: messagesIn,
  messages_out: messagesOut,
});

const keyFields = {
  number: (key: string) => ({ phone_number_id: key }),
  agent: (key: string) => ({ agent_id: key === "" ? null : key }),
  day: (key: string) => ({ day: key }),
} as const satisfies Record<Grouping, (key: string) => object>;

export const toUsageGroup = (grouping: Grouping, group: UsageGroup): z.infer<typeof usageGroup> => ({
  ...keyFields[grouping](group.key),
  ...toCounts(group),
});

export function toNumberUsage(
  { from, to }: UsagePeriod,
  { phoneNumberId, days }: { phoneNumberId: string; days: readonly UsageGroup[] },
): z.infer<typeof numberUsage> {
  return {
    phone_number_id: phoneNumberId,
    from,
    to,
    total: toCounts(sumOf(days)),
    days: days.map((each) => ({ day: each.key, ...toCounts(each) })),
  };
}

const toCost = ({ numbers, monthlyCost, unpriced, unbilled }: Cost): z.infer<typeof cost> => ({
  numbers,
  monthly_cost: [...monthlyCost],
  numbers_without_price: unpriced,
  numbers_not_billed: unbilled,
});

export const toCostGroup = (group: CostGroup): z.infer<typeof usageCost> => ({
  ...(group.number && { phone_number_id: group.number.id, phone_number: group.number.e164 }),
  country: group.country,
  ...toCost(group),
});

export const toCostMeta = (total: Cost): z.infer<typeof costMeta> => ({ total: toCost(total) });

export const toRefusal = (row: RefusalRow): z.infer<typeof refusal> => ({
  day: row.day,
  phone_number_id: row.phoneNumberId,
  unsigned: row.unsigned,
  wrong_signature: row.wrongSignature,
  replayed: row.replayed,
  last_at: isoTime(row.lastAt),
});
