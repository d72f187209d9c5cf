// Pure: no I/O, no clock, no randomness.
/** The traffic and settings that a bill is for: options of `npm run costs`, and a table of the costs guide. */

interface Option {
  /** The value that the guide's bills have. Tenants: one for each hundred numbers. */
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  readonly meaning: string;
}

const NUMBERS_PER_TENANT = 100;
const MANY = 1_000_000_000;

export const options = {
  numbers: { usual: 10_000, least: 1, most: MANY, meaning: "phone numbers" },
  tenants: { usual: 100, least: 1, most: MANY, meaning: "tenants that share them: one for each hundred, unless given" },
  calls: { usual: 20, least: 0, most: 10_000, meaning: "calls per number and day, each with three webhooks" },
  "messages-in": { usual: 1, least: 0, most: 10_000, meaning: "messages received per number and day" },
  "messages-out": {
    usual: 1,
    least: 0,
    most: 10_000,
    meaning: "messages sent per number and day, each with three webhooks",
  },
  reads: { usual: 5, least: 0, most: 1_000_000, meaning: "`GET` requests of the API per number and day" },
  changes: {
    usual: 2,
    least: 0,
    most: 100_000,
    meaning: "changes per number and month: half are a new agent, half a `PATCH`",
  },
  orders: {
    usual: 0.05,
    least: 0,
    most: 1_000,
    meaning: "numbers reserved, bought and released in a month, as a share of all",
  },
  deliveries: { usual: 1, least: 0, most: 100, meaning: "webhook endpoints that each event is sent to" },
  listeners: { usual: 1, least: 0, most: 10_000, meaning: "live connections per tenant" },
  hours: { usual: 8, least: 0, most: 24, meaning: "hours per day that these are open" },
  "event-days": { usual: 90, least: 7, most: 3_650, meaning: "the setting `EVENT_RETENTION_DAYS`" },
  "call-days": { usual: 400, least: 31, most: 3_650, meaning: "the setting `CALL_RETENTION_DAYS`" },
  logs: {
    usual: 1,
    least: 0,
    most: 1,
    meaning: "share of invocations whose log lines are kept: `head_sampling_rate` of logs in `wrangler.toml`",
  },
  traces: {
    usual: 0.05,
    least: 0,
    most: 1,
    meaning: "share of invocations that are traced: `head_sampling_rate` of traces in `wrangler.toml`",
  },
} as const satisfies Record<string, Option>;

type OptionName = keyof typeof options;
export const optionNames = Object.keys(options) as OptionName[];

export type Assumptions = Readonly<Record<OptionName, number>>;

/** The usual assumptions, except those given. */
export function assumptionsWith(given: Partial<Assumptions>): Assumptions {
  const usual = Object.fromEntries(optionNames.map((name) => [name, options[name].usual])) as Assumptions;
  const numbers = given.numbers ?? usual.numbers;
  return { ...usual, tenants: Math.max(1, Math.round(numbers / NUMBERS_PER_TENANT)), ...given };
}
