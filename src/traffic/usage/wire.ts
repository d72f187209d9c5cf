import { z } from "@hono/zod-openapi";
import { DAY_MS, isoTime } from "#kernel/values/time";
import type { Grouping, UsageGroup, UsagePeriod } from "./queries";
import type { RefusalRow } from "./table";
import { sumOf, type UsageCounts } from "./tally";

/** The longest period that one request may add up, in days. */
export const MAX_DAYS = 366;
const DEFAULT_DAYS = 30;

export const counts = z.object({
  calls: z.int().openapi({ description: "Calls that have ended." }),
  answered_calls: z.int().openapi({
    description:
      "Answered calls. With `group_by=agent`, calls that the agent answered; a call that a fallback or the platform's announcement answered counts, with its seconds, where `agent_id` is null.",
  }),
  seconds: z.int().openapi({ description: "Duration of the calls, from the answer to the end." }),
  minutes: z.int().openapi({ description: "Begun minutes, as Twilio bills them: each call is rounded up." }),
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
      .openapi({ description: "With `group_by=agent`. Null for calls that no agent answered, and for messages." }),
    day: day.optional().openapi({ description: "With `group_by=day`; UTC." }),
  })
  .openapi("Usage");

export const numberUsage = z
  .object({
    phone_number_id: z.string(),
    from: day,
    to: day,
    total: counts,
    days: z.array(counts.extend({ day })).openapi({ description: "Days without calls and messages are left out." }),
  })
  .openapi("PhoneNumberUsage");

export const refusal = z
  .object({
    day,
    phone_number_id: z.string(),
    unsigned: z.int(),
    wrong_signature: z.int().openapi({ description: "Signed with another auth token, or for another URL or body." }),
    replayed: z.int().openapi({
      description: "Correctly signed, but the same request was accepted before, too long ago for a retry.",
    }),
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

export const toRefusal = (row: RefusalRow): z.infer<typeof refusal> => ({
  day: row.day,
  phone_number_id: row.phoneNumberId,
  unsigned: row.unsigned,
  wrong_signature: row.wrongSignature,
  replayed: row.replayed,
  last_at: isoTime(row.lastAt),
});
