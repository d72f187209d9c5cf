import { and, gt, sql } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { ANSWER_MS } from "./answer";
import { portabilityAnswers } from "./table";

/** Twilio's answers of the last day about these numbers. Unexecuted. */
export const recentAnswers = ({ db, now }: Pick<Context, "db" | "now">, e164s: readonly string[]) =>
  db
    .select({ e164: portabilityAnswers.e164, answer: portabilityAnswers.answer })
    .from(portabilityAnswers)
    .where(
      and(
        sql`${portabilityAnswers.e164} in (select value from json_each(${JSON.stringify(e164s)}))`,
        gt(portabilityAnswers.checkedAt, now - ANSWER_MS),
      ),
    );
