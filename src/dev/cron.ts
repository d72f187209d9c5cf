import { UserError } from "./user-error.ts";

/** When a cron expression is due. `npm start` runs the crons itself, because no local tool does. */

const bounds = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
] as const;

/**
 * Parses minute, hour, day and month: each `*`, numbers, ranges and steps. The weekday must be `*`. UTC, as at
 * Cloudflare. Throws a `UserError` for anything else.
 */
export function readCron(expression: string): (at: Date) => boolean {
  const fields = expression.split(" ");
  if (fields.length !== 5 || fields[4] !== "*") throw invalidCron(expression);
  const sets = bounds.map(([from, to], index) => valuesOf(fields[index] ?? "", from, to, expression));
  return (at) => {
    const now = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1];
    return sets.every((set, index) => set.has(now[index] ?? -1));
  };
}

function valuesOf(field: string, from: number, to: number, expression: string): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) throw invalidCron(expression);
    const [, first, last, step] = match;
    const end = last ?? (first !== undefined && step === undefined ? first : to);
    for (let value = Number(first ?? from); value <= Number(end); value += Number(step ?? 1)) {
      if (value < from || value > to || Number(step ?? 1) === 0) throw invalidCron(expression);
      values.add(value);
    }
  }
  return values;
}

const invalidCron = (expression: string) =>
  new UserError(
    `wrangler.toml has the cron "${expression}", which npm start cannot parse. It supports minute, hour, day and month, with weekday *: see src/dev/cron.ts.`,
  );
