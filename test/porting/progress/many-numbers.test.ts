import { afterEach, expect, test, vi } from "vitest";
import { repetitions } from "../../support/soak";
import { countStatements } from "../../support/statements";
import { PortWorld } from "./world";

afterEach(() => void vi.restoreAllMocks());

/** D1 allows an invocation 1,000 statements. A run needs few, however many numbers it moves. */
const MAX_STATEMENTS = 20;

test("a request of very many numbers is sent, dated and taken into service in runs of few statements each", async () => {
  const count = repetitions(100, 1_000);
  const world = await PortWorld.create(count);
  const sent = countStatements();
  const run = async (): Promise<void> => {
    const before = sent.now();
    await sent.during(() => world.hint());
    expect(sent.now() - before).toBeLessThanOrEqual(MAX_STATEMENTS);
  };
  await run();
  expect(world.orders[0]?.numbers).toHaveLength(count);
  world.port.finish(world.now);
  await run();
  expect(new Set((await world.status()).numbers)).toEqual(new Set(["activating"]));
  world.list();
  let runs = 0;
  while ((await world.status()).request !== "completed") {
    runs += 1;
    if (runs > count) throw new Error("It does not end.");
    await run();
  }
  expect(runs).toBe(Math.ceil(count / 40));
  expect(await world.events("porting_request.number_ported")).toBe(count);
  expect(await world.events("phone_number.ported_in")).toBe(count);
  expect(await world.events("porting_request.completed")).toBe(1);
});
