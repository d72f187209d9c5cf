import { UserError } from "./user-error.ts";

/** When a cron expression is due. Nothing runs crons locally, so the start script has to know. */

const bounds = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
] as const;

/** Reads minute, hour, day and month, each as `*`, numbers, ranges and steps. The weekday must be `*`. UTC, as at Cloudflare. */
export function readCron(expression: string): (at: Date) => boolean {
  const fields = expression.split(" ");
  if (fields.length !== 5 || fields[4] !== "*") throw unreadable(expression);
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
    if (!match) throw unreadable(expression);
    const [, first, last, step] = match;
    const end = last ?? (first !== undefined && step === undefined ? first : to);
    for (let value = Number(first ?? from); value <= Number(end); value += Number(step ?? 1)) {
      if (value < from || value > to || Number(step ?? 1) === 0) throw unreadable(expression);
      values.add(value);
    }
  }
  return values;
}

const unreadable = (expression: string) =>
  new UserError(`wrangler.toml has the cron "${expression}", which npm start cannot read; see src/dev/cron.ts.`);
