import { z } from "@hono/zod-openapi";
import { isoTime } from "#kernel/values/time";
import type { Grouping, UsageGroup, UsagePeriod } from "./queries";
import type { RefusalRow } from "./table";
import { sumOf, type UsageCounts } from "./tally";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The longest period that is added up. */
export const MAX_DAYS = 366;
const DEFAULT_DAYS = 30;

export const counts = z.object({
  calls: z.int().openapi({ description: "Calls that are over." }),
  answered_calls: z.int().openapi({
    description:
      "Calls that somebody took: the agent, with `group_by=agent`; else also a fallback, or the platform's own words. Those that an agent did not take count, with their seconds, where `agent_id` is null.",
  }),
  seconds: z.int().openapi({ description: "Of calls, from the answer to the end." }),
  minutes: z.int().openapi({ description: "Begun minutes, as carriers bill them: each call is rounded up." }),
  messages_in: z.int(),
  messages_out: z.int(),
});

const day = z.iso.date();

export const usageGroup = counts
  .extend({
    phone_number_id: z.string().optional().openapi({ description: "With `group_by=number`." }),
    agent_id: z
      .string()
      .nullable()
      .optional()
      .openapi({ description: "With `group_by=agent`; null is what no agent had a part in, messages among it." }),
    day: day.optional().openapi({ description: "With `group_by=day`; UTC." }),
  })
  .openapi("Usage");

export const numberUsage = z
  .object({
    phone_number_id: z.string(),
    from: day,
    to: day,
    total: counts,
    days: z.array(counts.extend({ day })).openapi({ description: "Those on which there was something." }),
  })
  .openapi("PhoneNumberUsage");

export const refusal = z
  .object({
    day,
    phone_number_id: z.string(),
    unsigned: z.int(),
    wrong_signature: z.int().openapi({ description: "Signed with another token, or for another URL, number or body." }),
    replayed: z.int().openapi({ description: "Well signed, and taken before." }),
    last_at: z.iso.datetime(),
  })
  .openapi("WebhookRefusals");

export const periodFields = {
  from: day.optional().openapi({
    description: `The first day, UTC; unless given, the period is the ${DEFAULT_DAYS} days that end with \`to\`.`,
    example: "2026-11-01",
  }),
  to: day.optional().openapi({ description: "The last day, UTC; today unless given.", example: "2026-11-22" }),
};

const isoDay = (at: number): string => isoTime(at).slice(0, 10);

/** The days that are asked for, and what is wrong with them. */
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

export const toRefusal = (row: RefusalRow): z.infer<typeof refusal> => ({
  day: row.day,
  phone_number_id: row.phoneNumberId,
  unsigned: row.unsigned,
  wrong_signature: row.wrongSignature,
  replayed: row.replayed,
  last_at: isoTime(row.lastAt),
});
