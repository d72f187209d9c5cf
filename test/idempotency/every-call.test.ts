import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { type Answer, admin, type Json, openApiDocument } from "../support/api";
import { runCleanup } from "../support/jobs";
import { withTenant } from "../support/seed";
import { sidesOf, visits } from "../support/soak";
import { changes } from "./changes";
import { creations } from "./creations";
import type { Call } from "./recipe";

/** Every call that changes something: repeated, in parallel, and after a crash at each of its steps, it has one effect. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Each repetition does something more, by its very meaning: it moves the end of a hold, is another run of a job or another call. */
const cumulative = ["extendReservation", "placeTestCall", "runJob"];
/** They make, change or end the caller's own credential, so a repeat comes with another one: see test/sessions. */
const ofTheCredential = ["createSession", "updateSession", "deleteSession"];
/** Leave nothing behind, or only what is gone in a minute. */
const questions = [
  "previewDetachment",
  "quoteOrder",
  "previewBulkJob",
  "checkPortingRequest",
  "checkAgent",
  "provisionSipTrunk",
  "verifySipTrunk",
  "verifyCarrierAccount",
  "createPortingDocumentDownloadUrl",
  "simulateCall",
  "createLiveTicket",
];

/** They need a second database: see test/databases. */
const amongDatabases = { creations: ["moveTenant"], changes: ["cancelTenantMove"] };

test("every operation of the API that changes something is one of these", async () => {
  const body = openApiDocument();
  const found = { creations: [] as string[], changes: [] as string[] };
  for (const methods of Object.values<Json>(body.paths)) {
    for (const [method, { operationId, parameters = [] }] of Object.entries<Json>(methods)) {
      if (method === "get") continue;
      const keyed = parameters.some(({ name }: Json) => name === "idempotency-key");
      (keyed ? found.creations : found.changes).push(operationId);
    }
  }
  expect(found.creations.sort()).toEqual([...Object.keys(creations), ...amongDatabases.creations].sort());
  expect(found.changes.sort()).toEqual(
    [...Object.keys(changes), ...cumulative, ...ofTheCredential, ...questions, ...amongDatabases.changes].sort(),
  );
});

let keys = 0;
const freshKey = () => {
  keys += 1;
  return { "idempotency-key": `key-${keys}` };
};
const isAnswered = ({ status, body }: Answer): boolean => status < 500 && body.code !== "request_in_progress";

/** Sends it until it is answered, as a client would; the minute that a dead request keeps its key passes at once. */
async function answerOf({ send: sendIt }: Call, headers: Record<string, string>): Promise<Answer> {
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await sendIt(headers);
    if (isAnswered(answer)) return answer;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  }
  throw new Error("It was never answered.");
}

test.for(Object.entries(creations))(
  "%s with a key, repeated and in parallel: one effect, one answer",
  async ([, recipe]) => {
    const [call, key] = [await recipe(await withTenant()), freshKey()];
    const inParallel = await Promise.all(Array.from({ length: 5 }, () => call.send(key)));
    const answered = inParallel.filter(isAnswered);
    expect(answered.length).toBeGreaterThan(0);
    const again = [await call.send(key), await call.send(key)];
    for (const { status, body } of [...answered, ...again]) {
      expect({ status, body }).toEqual({ status: again[0]?.status, body: again[0]?.body });
    }
    expect(again[0]?.status).toBeLessThan(300);
    expect(await call.effects()).toBe(1);
    const isReplay = ({ headers }: Answer) => headers.get("idempotent-replayed") === "true";
    expect(again.map(isReplay)).toEqual([true, true]);
    expect(answered.filter((answer) => !isReplay(answer))).toHaveLength(1);
  },
);

/** Several things at once have no id of their own: Location names their list. */
test("what a 201 created is at its Location, which the answer of a repeat has as well", async () => {
  let created = 0;
  for (const [name, recipe] of Object.entries(creations)) {
    const [tenant, key] = [await withTenant(), freshKey()];
    const call = await recipe(tenant);
    for (const { status, headers, body } of [await call.send(key), await call.send(key)]) {
      if (status !== 201) continue;
      created += 1;
      const path = headers.get("location") ?? "";
      const read = path.startsWith("/v1/tenants") || path.startsWith("/v1/sync") ? admin : tenant.api;
      expect
        .soft(await read.get(path), name)
        .toMatchObject({ status: 200, body: body.id === undefined ? { data: [{}] } : { id: body.id } });
    }
  }
  expect(created).toBeGreaterThanOrEqual(2 * 6);
});

test.for(Object.entries(changes))("%s, repeated and in parallel: one effect", async ([, recipe]) => {
  const call = await recipe(await withTenant());
  const inParallel = await Promise.all(Array.from({ length: 4 }, () => call.send()));
  for (const { status, body } of inParallel) expect(status < 300 || body.code === "changed_meanwhile").toBe(true);
  const [first, second] = [await call.send(), await call.send()];
  expect(first.status).toBeLessThan(300);
  expect({ ...second, headers: null }).toEqual({ ...first, headers: null });
  expect(await call.effects()).toBe(1);
});

/** Stops the database at its n-th call: that call is executed or not, and neither it nor a later one gets an answer. */
function dieAt(step: number, made: boolean): { readonly reached: () => boolean; readonly revive: () => void } {
  let calls = 0;
  const die = async (work: () => Promise<unknown>) => {
    calls += 1;
    if (calls < step) return await work();
    if (calls === step && made) await work();
    throw new Error("D1_ERROR: The Worker died here.");
  };
  const spies = [
    [Object.getPrototypeOf(env.DB), ["batch"]],
    [Object.getPrototypeOf(env.DB.prepare("select 1")), ["run", "all", "raw", "first"]],
  ].flatMap(([prototype, methods]) =>
    methods.map((method: string) => {
      const real = prototype[method];
      return vi.spyOn(prototype, method).mockImplementation(function (this: unknown, ...given: unknown[]) {
        return die(() => Reflect.apply(real, this, given));
      });
    }),
  );
  return {
    reached: () => calls >= step,
    revive: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}

async function cleanUpIn(ms: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  await runCleanup();
}

test.for(Object.entries({ ...creations, ...changes }))(
  "%s, dying before or after any of its steps and sent again: one effect",
  async ([, recipe]) => {
    let steps = 0;
    for (let step = 1; ; step += 1) {
      if (!visits(step)) continue;
      let reached = false;
      for (const made of sidesOf(step)) {
        const [call, key] = [await recipe(await withTenant()), freshKey()];
        const death = dieAt(step, made);
        await call.send(key);
        death.revive();
        reached = death.reached();
        const answer = await answerOf(call, key);
        expect
          .soft(answer.status, `step ${step}, ${made ? "made" : "not made"}: ${answer.body.detail}`)
          .toBeLessThan(300);
        // 202: the order goes on by itself, at the latest when the cleanup job finds its stalled items.
        if (answer.status === 202) await cleanUpIn(121_000);
        expect.soft(await call.effects(), `step ${step}, ${made ? "made" : "not made"}`).toBe(1);
        vi.useRealTimers();
        vi.restoreAllMocks();
      }
      if (!reached) break;
      steps = step;
    }
    expect(steps).toBeGreaterThan(0);
  },
);
