import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { Context } from "#kernel/ports/context";
import { workOnRequest } from "#operations/porting-checks/work-on-request";
import { completeByFirstCall } from "#porting/progress/first-call";
import { makeDueByPort } from "#porting/progress/lease";
import { type MoveOrder, moveRequest, requireMoving } from "#porting/requests/move-request";
import { legalTransitions, type PortingActor, type TransitionName } from "#porting/rules/transitions";
import { createJobContext } from "#runtime/job-context";
import { repetitions } from "../../support/soak";
import { type ModelStep, modelSteps } from "./model-carrier";
import { type CreationFault, PortWorld } from "./world";

/** One request beside a model of Twilio: webhooks, polls, people, calls, deaths and time in any order. */

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

afterEach(() => void vi.restoreAllMocks());

const people = fc.oneof(
  fc.record({
    kind: fc.constant("operator" as const),
    name: fc.constantFrom<TransitionName[]>(
      "request_signature",
      "start_processing",
      "confirm_foc",
      "withdraw_foc",
      "start_activation",
      "report_exception",
      "resolve_exception",
      "refuse_cancellation",
    ),
  }),
  fc.record({
    kind: fc.constant("customer" as const),
    name: fc.constantFrom<TransitionName[]>("resubmit", "resubmit", "request_cancellation"),
  }),
  fc.record({
    kind: fc.constant("operator_on_number" as const),
    name: fc.constantFrom("reject" as const, "start_activation" as const, "send" as const, "cancel" as const),
    number: fc.nat(2),
  }),
);
const hint = fc.record({ kind: fc.constant("hint" as const), which: fc.nat(20) });
const poll = fc.constant({ kind: "poll" as const });
/** The trip to the database at which something happens. */
const trip = fc.integer({ min: 1, max: 14 });

const actions = fc.array(
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({ kind: fc.constant("carrier" as const), step: modelSteps, webhooks: fc.nat(2) }),
    },
    { weight: 6, arbitrary: hint },
    { weight: 4, arbitrary: poll },
    { weight: 3, arbitrary: people },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("death" as const), trip, made: fc.boolean() }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("beside" as const), trip, other: fc.oneof(people, hint, poll) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 2, arbitrary: fc.constant({ kind: "list" as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("call" as const), number: fc.nat(2) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("creation" as const),
        fault: fc.constantFrom<CreationFault[]>("lost", "dropped", "busy", "refused"),
      }),
    },
  ),
  { maxLength: 40, size: "max" },
);
type Action = typeof actions extends fc.Arbitrary<(infer Each)[]> ? Each : never;
type Person = typeof people extends fc.Arbitrary<infer Each> ? Each : never;

class Interleaving {
  /** The webhooks that Twilio has sent and that have not arrived, by the port's SID. */
  readonly #underway: string[] = [];
  /** The next run dies, or something happens in its middle. */
  #next: Extract<Action, { kind: "death" | "beside" }> | null = null;
  /** Numbers that moved at Twilio after they were given up here, or were given up by hand after that. */
  readonly strays = new Set<string>();
  /** The numbers of each port while another one of the same numbers was open. */
  readonly doubles: string[] = [];
  hadPeople = false;
  readonly world: PortWorld;

  constructor(world: PortWorld) {
    this.world = world;
    const { createPort } = world.porting;
    world.porting.createPort = async (order) => {
      if (world.ports.some(({ isOver }) => !isOver)) this.doubles.push(...order.numbers.map(({ e164 }) => e164));
      if (!createPort) throw new Error("The world has no Twilio.");
      return await createPort(order);
    };
  }

  async take(action: Action): Promise<void> {
    const { world } = this;
    switch (action.kind) {
      case "carrier":
        return await this.#carrier(action.step, action.webhooks);
      case "death":
      case "beside":
        this.#next = action;
        return;
      case "wait":
        world.now += action.days * DAY;
        return;
      case "list":
        return world.list();
      case "creation":
        world.creation = action.fault;
        return;
      case "call":
        return await this.#call(action.number);
      case "poll":
        world.now += HOUR;
        return await this.run();
      case "hint":
        return await this.#arrive(action.which);
      default:
        return await this.#person(action);
    }
  }

  async #carrier(step: ModelStep, webhooks: number): Promise<void> {
    const { world } = this;
    const port = world.ports.at(-1);
    if (!port) return;
    port.step(step, world.now);
    for (let sent = 0; sent < webhooks; sent += 1) this.#underway.push(port.id);
    await this.noteStrays();
  }

  /** Any of the webhooks that are under way arrives, so some overtake others. */
  async #arrive(which: number): Promise<void> {
    const [portId] = this.#underway.splice(which % Math.max(1, this.#underway.length), 1);
    if (portId === undefined) return;
    const [due] = await makeDueByPort(this.world.context(), portId);
    if (due) await this.run();
  }

  /** A person makes the move if it is possible now. */
  async #person(action: Person): Promise<void> {
    const { world } = this;
    this.hadPeople = true;
    const actor: PortingActor = action.kind === "customer" ? "customer" : "operator";
    const ctx = { ...world.context(), principal: { ...world.context().principal, tenantId: world.tenant.id } };
    const before = await requireMoving(ctx, world.id);
    const order = (moves: Omit<MoveOrder, "mover" | "facts">): MoveOrder => ({
      ...moves,
      mover: { kind: actor, id: null },
      facts: { areRequirementsMet: true, hasPassedPreflight: true },
    });
    const reason = "The test says so.";
    if (action.kind === "operator_on_number") {
      const number = before.numbers[action.number % before.numbers.length];
      const rejection = { code: "location_mismatch", detail: "Another suite.", carrier_code: null };
      if (!number) return;
      await moveRequest(
        ctx,
        before,
        order({ numbers: [{ id: number.id, name: action.name, rejection, reason }] }),
      ).catch(unlessRefused);
    } else {
      if (!legalTransitions(before.request, actor).includes(action.name)) return;
      const reasons = [{ code: "other", detail: reason, phone_number: null }];
      const foc = { at: world.now + 3 * DAY, windowEnd: null, timeZone: null };
      await moveRequest(ctx, before, order({ requests: [{ name: action.name, reason, reasons, foc }] })).catch(
        unlessRefused,
      );
    }
    await this.noteStrays();
  }

  async #call(at: number): Promise<void> {
    const { world } = this;
    const e164 = world.e164s[at % world.e164s.length] ?? "";
    // Twilio calls the URL of a number that it has.
    if (!world.account.has(e164)) return;
    const row = await env.DB.prepare(
      "select phone_number_id from porting_numbers where porting_request_id = ? and e164 = ?",
    )
      .bind(world.id, e164)
      .first<{ phone_number_id: string }>();
    const later: Promise<unknown>[] = [];
    const ctx: Context = {
      ...world.context(),
      inBackground(of, work) {
        const ended = work(of);
        later.push(ended);
        return ended;
      },
    };
    await completeByFirstCall(ctx, { tenantId: world.tenant.id, phoneNumberId: row?.phone_number_id ?? "" });
    await Promise.all(later);
  }

  /** A run of the queue or the job, which may die or meet something else. */
  async run(): Promise<void> {
    const { world } = this;
    const next = this.#next;
    this.#next = null;
    let trips = 0;
    const database = watchedDatabase(env.DB, async (_, send) => {
      trips += 1;
      if (next?.kind === "beside" && trips === next.trip) await this.take(next.other);
      if (next?.kind !== "death" || trips < next.trip) return await send();
      if (trips === next.trip && next.made) await send();
      throw new Error("D1_ERROR: the isolate is gone");
    });
    const ctx = createJobContext(env, createExecutionContext());
    const run = workOnRequest(world.context({ ...ctx, db: openDatabase(database) }), world.id);
    await run.catch((error: unknown) => {
      // A run that is so slow that the next one takes the request over ends there.
      const wasReplaced =
        next?.kind === "beside" && /^Another invocation works on/.test(String(Reflect.get(Object(error), "message")));
      if (next?.kind !== "death" && !wasReplaced) throw error;
    });
  }

  async noteStrays(): Promise<void> {
    for (const { e164, is_open, status } of await this.numbers()) {
      if (is_open === 0 && status !== "ported" && this.hasMoved(e164)) this.strays.add(e164);
    }
  }

  hasMoved(e164: string): boolean {
    return this.world.ports.some(({ numbers }) =>
      numbers.some((number) => number.e164 === e164 && number.status === "completed"),
    );
  }

  async numbers() {
    const { results } = await env.DB.prepare(
      "select e164, status, is_open, phone_number_id from porting_numbers where porting_request_id = ? order by e164",
    )
      .bind(this.world.id)
      .all<{ e164: string; status: string; is_open: number; phone_number_id: string }>();
    return results;
  }

  /** The hourly job, until nothing is left to send and the last answer was read. */
  async pollAll(hours = 4): Promise<void> {
    this.#next = null;
    for (let hour = 0; hour < hours; hour += 1) await this.take({ kind: "poll" });
  }

  /** The carrier brings to an end what it has. */
  async finish(): Promise<void> {
    const { world } = this;
    for (const port of world.ports) port.finish(world.now);
    await this.noteStrays();
    world.list();
    world.now += 2 * DAY;
    await this.pollAll();
  }
}

/** A move that the guards or the tables refuse, or that lost against a run. */
function unlessRefused(error: unknown): void {
  const code = Reflect.get(Object(error), "code");
  if (!["illegal_transition", "transition_refused", "validation_failed", "changed_meanwhile"].includes(String(code)))
    throw error;
}

/** Where the platform shows a number that Twilio shows so. */
function shownAs(status: string, portAt: number | null, now: number): readonly string[] {
  switch (status) {
    case "in_review":
    case "waiting_for_signature":
      return ["pending"];
    case "submitted":
      return ["submitted"];
    case "pending":
      return [portAt === null ? "submitted" : portAt <= now ? "activating" : "foc_confirmed"];
    case "completed":
      return ["ported"];
    default:
      return [status === "rejected" ? "rejected" : "canceled"];
  }
}

test("in any order of webhooks, polls, people, first calls, deaths and time, the request ends where Twilio's port does", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const seen = new Set<string>();
  let strays = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.nat(2), actions, async (count, begun, taken) => {
      const world = await PortWorld.create(count);
      const life = new Interleaving(world);
      if (begun > 0) await life.run();
      if (begun > 1) for (const kind of ["sign", "process"] as const) world.port.step({ kind }, world.now);
      for (const action of taken) await life.take(action);

      world.creation = "none";
      world.list();
      await life.pollAll();
      const between = await world.status();
      if (!life.hadPeople && between.portId !== null) {
        const { numbers } = world.port;
        const shown = numbers.map(({ status, portAt }) => shownAs(status, portAt, world.now));
        for (const [at, status] of between.numbers.entries()) {
          expect(shown[at], JSON.stringify(world.port)).toContain(status);
        }
      }
      // A refused creation waits for the customer.
      if (between.request === "exception" && between.portId === null)
        await life.take({ kind: "customer", name: "resubmit" });
      await life.pollAll();
      await life.finish();

      const numbers = await life.numbers();
      for (const { e164, status } of numbers) {
        const moved = life.hasMoved(e164) && !life.strays.has(e164);
        expect(moved ? ["ported"] : ["canceled", "rejected"], e164).toContain(status);
      }
      const ported = numbers.filter(({ status }) => status === "ported");
      const ends = ported.length === count ? ["completed"] : ported.length > 0 ? ["partial"] : ["canceled", "expired"];
      const after = await world.status();
      for (const each of [between.request, after.request]) seen.add(each);
      strays += life.strays.size;
      expect(ends).toContain(after.request);
      expect(after.task).toBeNull();
      expect(world.ports.filter(({ isOver }) => !isOver)).toEqual([]);
      expect(life.doubles).toEqual([]);
      await expectInService(world, ported);
      await expectSoundHistory(world, ported.length);
    }),
    { numRuns: repetitions(15, 400) },
  );
  // The last numbers are those that were given up too late, which is rare.
  const often = ["completed", "partial", "canceled", "in_process", "foc_confirmed", "exception", "activating"];
  if (repetitions(0, 1) === 1)
    expect([[...seen].sort(), strays]).toEqual([expect.arrayContaining(often), expect.any(Number)]);
});

/** The numbers that are ported are in the inventory, and call it. */
async function expectInService(
  world: PortWorld,
  ported: readonly { readonly e164: string; readonly phone_number_id: string }[],
): Promise<void> {
  const { results } = await env.DB.prepare(
    "select id, e164, status from phone_numbers where tenant_id = ? order by e164",
  )
    .bind(world.tenant.id)
    .all();
  expect(results).toEqual(ported.map(({ e164, phone_number_id }) => ({ id: phone_number_id, e164, status: "active" })));
  for (const { e164, phone_number_id } of ported)
    expect(world.account.get(e164)?.voiceUrl).toContain(`/numbers/${phone_number_id}/voice`);
}

/** Each change of status begins where the one before ended, and each number came once. */
async function expectSoundHistory(world: PortWorld, ported: number): Promise<void> {
  const { results } = await env.DB.prepare(
    "select data from events where tenant_id = ? and type = 'porting_request.status_changed' order by seq",
  )
    .bind(world.tenant.id)
    .all<{ data: string }>();
  let status = "submitted";
  for (const { data } of results) {
    const change: { status: string; previous_status: string } = JSON.parse(data);
    expect(change.previous_status).toBe(status);
    status = change.status;
  }
  expect(status).toBe((await world.status()).request);
  expect(await world.events("porting_request.number_ported")).toBe(ported);
  expect(await world.events("phone_number.ported_in")).toBe(ported);
  expect(await world.events("porting_request.completed")).toBe(ported > 0 ? 1 : 0);
}
