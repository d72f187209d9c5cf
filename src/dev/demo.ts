import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Answer, callerOf, type Json } from "./api.ts";
import { keyWorks } from "./demo-tenant.ts";
import { readDevFile } from "./dev-file.ts";
import { stateDirOf } from "./settings.ts";
import { exitWithError, firstLine, UserError } from "./user-error.ts";

/** `npm run demo`: the whole way of a number over HTTP, against the platform that `npm start` runs. */

const file = readDevFile(stateDirOf(process.env));
if (!(await keyWorks(file)))
  exitWithError(new UserError("The platform is not running. Start it in another terminal: npm start"));

const api = callerOf(file.base_url ?? "", file.api_key);
const sandbox = callerOf(file.sandbox_url ?? "");

class UnexpectedAnswer extends Error {}

/** Holds an answer against what it must be, and hands it on. */
function expect(
  answer: Answer,
  status: number | readonly number[],
  ...facts: readonly [what: string, ok: boolean][]
): Answer {
  const wrong = facts.find(([, ok]) => !ok)?.[0];
  const right = [status].flat().includes(answer.status);
  if (right && wrong === undefined) return answer;
  throw new UnexpectedAnswer(
    `${right ? `It is not so that ${wrong}` : `Status ${answer.status} instead of ${status}`}: ${JSON.stringify(answer.body)}`,
  );
}

async function step<Result>(title: string, work: () => Promise<readonly [Result, string]>): Promise<Result> {
  const begun = performance.now();
  try {
    const [result, told] = await work();
    const ms = `${Math.round(performance.now() - begun)} ms`;
    console.log(`✓ ${title.padEnd(34)} ${ms.padStart(8)}   ${told}`);
    return result;
  } catch (error) {
    exitWithError(
      new UserError(`✗ ${title}\n  ${error instanceof UnexpectedAnswer ? error.message : firstLine(error)}`),
    );
  }
}

const purchasesOf = async (e164: string): Promise<number> => {
  const { body } = expect(await sandbox("GET", `/sandbox/purchases?phone_number=${encodeURIComponent(e164)}`), 200);
  return body.new_purchases;
};

/** How often the carrier has sold each of the two: in an earlier demo perhaps, so only the difference counts. */
const soldBefore = new Map<string, number>();

async function soldOnce(e164: string): Promise<void> {
  const times = (await purchasesOf(e164)) - (soldBefore.get(e164) ?? 0);
  if (times !== 1) throw new UnexpectedAnswer(`The carrier has sold ${e164} ${times} times.`);
}

const key = crypto.randomUUID();

await step("Who am I", async () => {
  const { body } = expect(await api("GET", "/v1/me"), 200);
  return [null, `${body.tenant.name}, ${body.tenant.id}, ${body.scopes.length} scopes`];
});

await step("Where are numbers sold", async () => {
  const { body } = expect(await api("GET", "/v1/available-countries"), 200);
  const us = body.data.find((each: Json) => each.country === "US");
  const local = us?.types.find((each: Json) => each.type === "local");
  if (!local) throw new UnexpectedAnswer("There are no local numbers in the US.");
  const { amount, currency } = local.monthly_price;
  return [null, `${body.data.length} countries; a local number in the US is ${amount} ${currency} a month`];
});

const [first, second] = await step("Search numbers in 415", async () => {
  const { body } = expect(await api("GET", "/v1/available-phone-numbers?country=US&area_code=415&limit=20"), 200);
  const free = body.data.filter((each: Json) => each.reservation === null);
  if (free.length < 2) throw new UnexpectedAnswer(`Only ${free.length} of them are free.`);
  const numbers: [string, string] = [free[0].phone_number, free[1].phone_number];
  for (const e164 of numbers) soldBefore.set(e164, await purchasesOf(e164));
  return [numbers, `${free.length} of them; taking ${numbers.join(" and ")}`];
});

const reservation = await step("Reserve one", async () => {
  const { body } = expect(await api("POST", "/v1/reservations", { phone_number: first, ttl_seconds: 300 }), 201);
  return [body, `${first} is held for ${body.expires_in} s`];
});

await step("Reserve it again", async () => {
  const again = await api("POST", "/v1/reservations", { phone_number: first });
  expect(again, 200, ["it is the same reservation", again.body.id === reservation.id]);
  return [null, `the same reservation, ${reservation.id}`];
});

const order = { items: [{ phone_number: first, reservation_id: reservation.id }], configuration: { tags: ["demo"] } };

const ordered = await step("Buy it", async () => {
  const answer = await api("POST", "/v1/orders", order, { "idempotency-key": key });
  expect(answer, 201, ["the order is completed", answer.body.status === "completed"]);
  return [answer.body, `${answer.body.id} is ${answer.body.status}`];
});

await step("The same request once more", async () => {
  const again = await api("POST", "/v1/orders", order, { "idempotency-key": key });
  expect(again, 201, ["the answer is the same", isDeepStrictEqual(again.body, ordered)]);
  await soldOnce(first);
  return [null, "the same answer; the carrier sold it once"];
});

const id: string = ordered.items[0].phone_number_id;

await step("List my numbers", async () => {
  const { body } = expect(await api("GET", "/v1/phone-numbers?limit=5&status=active"), 200);
  if (!body.data.some((each: Json) => each.id === id)) throw new UnexpectedAnswer(`${id} is not among them.`);
  return [null, `${body.data.length} on the first page, it is among them`];
});

const etag = await step("Get it by its digits", async () => {
  const got = await api("GET", `/v1/phone-numbers/${encodeURIComponent(first)}`);
  expect(got, 200, ["it is active", got.body.status === "active"], ["it is tagged", got.body.tags.includes("demo")]);
  return [got.headers.get("etag") ?? "", `${got.body.status}, ETag ${got.headers.get("etag")}`];
});

await step("Change it with If-Match", async () => {
  const changed = await api("PATCH", `/v1/phone-numbers/${id}`, { friendly_name: "Front desk" }, { "if-match": etag });
  expect(changed, 200, ["it has the new name", changed.body.friendly_name === "Front desk"]);
  return [null, `its name is ${changed.body.friendly_name}`];
});

await step("Change it with the old ETag", async () => {
  const stale = await api("PATCH", `/v1/phone-numbers/${id}`, { friendly_name: "Late" }, { "if-match": etag });
  expect(stale, 412, ["the code is stale_version", stale.body.code === "stale_version"]);
  return [null, `refused: ${stale.body.code}`];
});

await step("Suspend and resume it", async () => {
  const suspended = await api("POST", `/v1/phone-numbers/${id}/suspend`);
  expect(suspended, 200, ["it is suspended", suspended.body.status === "suspended"]);
  const resumed = await api("POST", `/v1/phone-numbers/${id}/resume`);
  expect(resumed, 200, ["it is active", resumed.body.status === "active"]);
  return [null, "suspended, then active"];
});

const faults = await step("The carrier's answer gets lost", async () => {
  const lost = { kind: "answer_lost", operation: "buy", phone_number: second };
  // Its books cannot be read for a moment either, or the order would settle before it is answered.
  const unreadable = { kind: "server_error", operation: "list", phone_number: second, times: 4 };
  const armed: string[] = [];
  for (const fault of [lost, unreadable])
    armed.push(expect(await sandbox("POST", "/sandbox/faults", fault), 201).body.id);
  return [armed, `the sandbox will sell ${second} and break off without a word`];
});

const open = await step("Buy it all the same", async () => {
  const answer = await api("POST", "/v1/orders", { items: [{ phone_number: second }] });
  expect(answer, [201, 202]);
  return [answer, `${answer.status}: ${answer.body.id} is ${answer.body.status}`];
});

const settled = await step("The order settles by itself", async () => {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { body } = expect(await api("GET", `/v1/orders/${open.body.id}`), 200);
    if (body.status !== "processing" && body.status !== "pending") {
      if (body.status !== "completed") throw new UnexpectedAnswer(`It is ${body.status}: ${JSON.stringify(body)}`);
      return [body, `it is ${body.status}`];
    }
    if (performance.now() > deadline) throw new UnexpectedAnswer(`It is still ${body.status} after a minute.`);
    await sleep(100);
  }
});

await step("How often was it bought", async () => {
  await soldOnce(second);
  for (const fault of faults) expect(await sandbox("DELETE", `/sandbox/faults/${fault}`), 204);
  return [null, `the carrier sold ${second} exactly once`];
});

await step("Release both", async () => {
  for (const each of [id, settled.items[0].phone_number_id]) {
    const released = await api("POST", `/v1/phone-numbers/${each}/release`);
    expect(released, 200, ["it is cooling off", released.body.status === "cooling_off"]);
  }
  return [null, "the carrier took them back; they are cooling off"];
});

await step("What happened, from the event log", async () => {
  const { body } = expect(await api("GET", "/v1/events?limit=200"), 200);
  const seqs: number[] = body.data.map((each: Json) => each.seq);
  const gap = seqs.some((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) - 1);
  if (gap) throw new UnexpectedAnswer(`The sequence has a gap: ${seqs}`);
  // What jobs find out meanwhile, as whether callers reach the number, is told too.
  const mine = body.data
    .filter((each: Json) => each.subject.id === id && each.actor !== "system")
    .map((each: Json) => each.type);
  const wanted = ["purchased", "updated", "suspended", "resumed", "releasing", "cooling_off"].map(
    (what) => `phone_number.${what}`,
  );
  if (!isDeepStrictEqual(mine.toReversed(), wanted)) throw new UnexpectedAnswer(`The number's events are ${mine}`);
  return [null, `without a gap up to ${seqs[0]}; the number's: ${wanted.map((type) => type.split(".")[1]).join(", ")}`];
});

console.log("\nAll as it should be.");
