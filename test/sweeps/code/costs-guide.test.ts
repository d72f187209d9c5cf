import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { options } from "#dev/costs/assumptions";
import { guideTables, withTables } from "#dev/costs/tables";
import counters from "../../../src/dev/costs/counters.json" with { type: "json" };
import { guide } from "./guide-text";

/** The costs guide says what the counters, the prices and `wrangler.toml` say. */

const toml = readFileSync(resolve(import.meta.dirname, "../../../wrangler.toml"), "utf8");

test("every table is the computed one", () => {
  const tables = guideTables(counters);
  expect(Object.keys(tables).length).toBeGreaterThan(5);
  expect(withTables(guide("costs"), tables)).toBe(guide("costs"));
});

test("the counters have every cron of wrangler.toml, and no other", () => {
  const crons: readonly string[] = JSON.parse(/crons = (\[.*\])/.exec(toml)?.[1] ?? "[]");
  const counted = Object.keys(counters).flatMap((name) => (/^cron (.*\*)$/.exec(name) ?? []).slice(1));
  expect(counted.toSorted()).toEqual(crons.toSorted());
  expect(crons.length).toBeGreaterThan(3);
});

test("the usual rates of sampling are those of wrangler.toml", () => {
  const rates = [...toml.matchAll(/head_sampling_rate = (\S+)/g)].map(([, rate]) => Number(rate));
  expect(rates).toEqual([options.logs.usual, options.traces.usual]);
});

test("the usual retention is the setting's default", () => {
  const config = readFileSync(resolve(import.meta.dirname, "../../../src/kernel/values/config.ts"), "utf8");
  const usual = (name: string) => Number(new RegExp(`${name}_RETENTION_DAYS: wholeNumber\\((\\d+)`).exec(config)?.[1]);
  expect([usual("EVENT"), usual("CALL")]).toEqual([options["event-days"].usual, options["call-days"].usual]);
});
