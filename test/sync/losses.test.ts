import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { withTenant } from "../support/seed";
import { standing, World } from "./world";

afterEach(() => World.clear());

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => `+1415555${1000 + at}`);

const lastRun = () =>
  env.DB.prepare("select status, error_code from sync_runs order by created_at desc, id desc limit 1").first();

test("numbers that were lost before are no reason to disbelieve the list", async () => {
  const world = new World((await withTenant()).id);
  const [first = "", ...others] = numbers(15);
  await world.ownAll([first, ...others]);
  await env.DB.prepare("update phone_numbers set status = 'lost' where e164 > ?").bind(others[2]).run();
  for (const e164 of [first, ...others.slice(0, 3)]) world.gain(e164);
  world.now += 15 * 60_000;
  await world.run();
  expect(await lastRun()).toEqual({ status: "completed", error_code: null });

  // So the next number that is gone is lost too.
  world.books.delete(first);
  for (let run = 0; run < 2; run += 1) {
    world.now += 15 * 60_000;
    await world.run();
  }
  expect((await standing()).statuses[first]).toBe("lost");
});
