// Pure: no I/O, no clock, no randomness.
import { type Assumptions, assumptionsWith, optionNames, options } from "./assumptions.ts";
import { type Bill, billOf } from "./monthly-bill.ts";
import { type Counters, monthlyUsage } from "./monthly-usage.ts";
import { meters, PRICES_READ_ON, prices, SUBSCRIPTION } from "./prices.ts";

/** The tables of the costs guide, and the text that `npm run costs` prints. */

/** Sizes of platforms that the guide has bills for. */
const sizes = [1_000, 10_000, 100_000];
/** A database of D1 holds this much (GB). */
const D1_LIMIT_GB = 10;

const grouped = (value: number): string => Math.round(value).toLocaleString("en-US");
const dollars = (value: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Three digits, with a unit for thousands, millions and so on. */
export function short(value: number): string {
  const [unit, size] = value >= 1e9 ? [" billion", 1e9] : value >= 1e6 ? [" million", 1e6] : ["", 1];
  const scaled = value / size;
  if (size === 1 && scaled >= 100) return grouped(scaled);
  return `${Number(scaled.toPrecision(3))}${unit}`;
}

const bill = (counters: Counters, given: Partial<Assumptions>): Bill =>
  billOf(monthlyUsage(assumptionsWith(given), counters));

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);

/** Dollars per line and size. Lines that cost nothing in any size are left out. */
function billTable(counters: Counters): string[] {
  const bills = sizes.map((numbers) => bill(counters, { numbers }));
  const rows = meters.flatMap((meter, at) => {
    const costs = bills.map(({ lines }) => lines[at]?.dollars ?? 0);
    return costs.every((cost) => cost < 0.005) ? [] : [[prices[meter].name, ...costs.map(dollars)]];
  });
  return table(
    ["USD a month", ...sizes.map((size) => `${grouped(size)} numbers`)],
    [
      ["the plan", ...sizes.map(() => dollars(SUBSCRIPTION))],
      ...rows,
      ["**together**", ...bills.map(({ total }) => `**${dollars(total)}**`)],
      ["for one number", ...bills.map(({ total }, at) => dollars(total / (sizes[at] ?? 1)))],
    ],
  );
}

/** Uses of each meter at 10,000 numbers, beside the allowance. */
function usageTable(counters: Counters): string[] {
  const { lines } = bill(counters, {});
  return table(
    ["10,000 numbers use", "a month", "included", "USD"],
    lines.map(({ meter, used, dollars: cost }) => [
      prices[meter].name,
      short(used),
      short(prices[meter].included),
      dollars(cost),
    ]),
  );
}

/** One setting or assumption changed by itself. */
const levers: readonly { readonly change: Partial<Assumptions>; readonly text: string }[] = [
  { change: {}, text: "nothing changed" },
  { change: { "call-days": 31 }, text: "`CALL_RETENTION_DAYS` is `31`" },
  { change: { "event-days": 30 }, text: "`EVENT_RETENTION_DAYS` is `30`" },
  { change: { deliveries: 0 }, text: "no webhook endpoint" },
  { change: { deliveries: 2 }, text: "each event goes to two webhook endpoints" },
  { change: { listeners: 0 }, text: "no live connections" },
  { change: { hours: 24 }, text: "live connections are open day and night" },
  { change: { traces: 0 }, text: "no traces" },
  { change: { logs: 0.1 }, text: "one log line in ten is kept" },
  { change: { calls: 10 }, text: "10 calls a day" },
  { change: { calls: 40 }, text: "40 calls a day" },
  { change: { tenants: 1 }, text: "all numbers belong to one tenant" },
];

function leverTable(counters: Counters): string[] {
  return table(
    ["10,000 numbers, 20 calls a day, and", "USD a month", "databases of D1"],
    levers.map(({ change, text }) => {
      const { total, lines } = bill(counters, change);
      const storage = lines.find(({ meter }) => meter === "d1_gb")?.used ?? 0;
      return [text, dollars(total), `${short(storage)} GB: ${Math.ceil(storage / D1_LIMIT_GB)}`];
    }),
  );
}

const operations: Readonly<Record<string, string>> = {
  call: "a call with three webhooks",
  call_expiry: "its end after `CALL_RETENTION_DAYS`",
  message_in: "a message received",
  message_out: "a message sent, with three webhooks",
  message_expiry: "the end of a message",
  event_sealing: "an event sealed",
  event_archiving: "an event archived",
  webhook_delivery: "a webhook delivered to an endpoint",
  delivery_expiry: "its end in the endpoint's log",
  live_event: "an event sent to live connections",
  live_alarm: "half a minute of live connections of a tenant",
  reserve: "a reservation",
  order: "an order of one number",
  assign: "a new agent for a number",
  patch: "a `PATCH` of a number",
  release: "a release",
};

function operationTable(counters: Counters): string[] {
  const shown = ["d1_rows_read", "d1_rows_written", "object_requests", "object_rows_written", "log_lines", "events"];
  return table(
    ["operation", "D1 rows read", "D1 rows written", "object requests", "object rows written", "log lines", "events"],
    Object.entries(operations).map(([name, text]) => [
      text,
      ...shown.map((counter) => short(counters[name]?.[counter] ?? 0)),
    ]),
  );
}

function assumptionTable(): string[] {
  return table(
    ["option", "usual", "is"],
    optionNames.map((name) => [`\`--${name}\``, `${options[name].usual}`, options[name].meaning]),
  );
}

function priceTable(): string[] {
  return table(
    [`list price on ${PRICES_READ_ON}`, "USD", "for", "beyond"],
    meters.map((meter) => {
      const { name, price, per, included, source } = prices[meter];
      return [`[${name}](https://developers.cloudflare.com/${source}/)`, `${price}`, short(per), short(included)];
    }),
  );
}

/** The tables by the heading that they follow in the guide. */
export const guideTables = (counters: Counters): Readonly<Record<string, readonly string[]>> => ({
  "The bill": billTable(counters),
  "Use of the platform": usageTable(counters),
  "Ways to change the bill": leverTable(counters),
  "Use of one operation": operationTable(counters),
  "Your own figures": assumptionTable(),
  Prices: priceTable(),
});

/** The guide with its tables as they should be. Throws if a heading or its table is missing. */
export function withTables(markdown: string, tables: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(tables).reduce((text, [heading, lines]) => {
    const [before, after] = text.split(`\n## ${heading}\n`);
    const found = after === undefined ? null : /^\|.*(?:\n\|.*)*$/m.exec(after.split("\n## ")[0] ?? "");
    if (before === undefined || after === undefined || found === null)
      throw new Error(`The costs guide has no table under "${heading}".`);
    return `${before}\n## ${heading}\n${after.replace(found[0], () => lines.join("\n"))}`;
  }, markdown);
}

/** A bill as plain text, for a terminal. */
export function billText(given: Partial<Assumptions>, counters: Counters): string {
  const assumptions = assumptionsWith(given);
  const { lines, total } = billOf(monthlyUsage(assumptions, counters));
  const row = (name: string, used: string, cost: string) =>
    `${name.padEnd(26)}${used.padStart(16)}${cost.padStart(12)}`;
  return [
    optionNames.map((name) => `${name} ${assumptions[name]}`).join(", "),
    "",
    row("", "a month", "USD"),
    row("the plan", "", dollars(SUBSCRIPTION)),
    ...lines.map(({ meter, used, dollars: cost }) => row(prices[meter].name, short(used), dollars(cost))),
    row("together", "", dollars(total)),
  ].join("\n");
}
