import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Answer, callerOf, type Json } from "./api.ts";
import { keyWorks } from "./demo-tenant.ts";
import { readDevFile } from "./dev-file.ts";
import { startExampleAgent } from "./example-agent.ts";
import { stateDirOf } from "./settings.ts";
import { exitWithError, firstLine, UserError } from "./user-error.ts";

/** `npm run demo`: a phone number's whole life over HTTP, against the platform that `npm start` runs. */

const file = readDevFile(stateDirOf(process.env));
if (!(await keyWorks(file)))
  exitWithError(new UserError("The platform is not running. Start it in another terminal: npm start"));

const api = callerOf(file.base_url ?? "", file.api_key);
const sandbox = callerOf(file.sandbox_url ?? "");

/** One thing that happened in a conversation. */
const lineOf = ({ at_ms, from, event, text, speech_ms, name }: Json): string =>
  `    ${String(at_ms).padStart(6)} ms  ${from} ${event}${text ? ` "${text}"` : ""}${speech_ms ? `, ${speech_ms} ms` : ""}${name ? ` ${name}` : ""}`;

class UnexpectedAnswer extends Error {}

/** Returns an answer if its status and all facts are as expected; throws otherwise. */
function expect(
  answer: Answer,
  status: number | readonly number[],
  ...facts: readonly [what: string, ok: boolean][]
): Answer {
  const wrong = facts.find(([, ok]) => !ok)?.[0];
  const right = [status].flat().includes(answer.status);
  if (right && wrong === undefined) return answer;
  throw new UnexpectedAnswer(
    `${right ? `Expected: ${wrong}` : `Expected status ${status}, got ${answer.status}`}: ${JSON.stringify(answer.body)}`,
  );
}

async function step<Result>(title: string, work: () => Promise<readonly [Result, string]>): Promise<Result> {
  const startedAt = performance.now();
  try {
    const [result, summary] = await work();
    const ms = `${Math.round(performance.now() - startedAt)} ms`;
    console.log(`✓ ${title.padEnd(34)} ${ms.padStart(8)}   ${summary}`);
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

/**
 * Purchases of the two phone numbers before this demo: an earlier one may have bought them, so only the difference
 * counts.
 */
const soldBefore = new Map<string, number>();

async function soldOnce(e164: string): Promise<void> {
  const times = (await purchasesOf(e164)) - (soldBefore.get(e164) ?? 0);
  if (times !== 1) throw new UnexpectedAnswer(`The sandbox sold ${e164} ${times} times instead of once.`);
}

const key = crypto.randomUUID();

await step("Who am I", async () => {
  const { body } = expect(await api("GET", "/v1/me"), 200);
  return [null, `${body.tenant.name}, ${body.tenant.id}, ${body.scopes.length} scopes`];
});

await step("Countries and prices", async () => {
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
  if (free.length < 2) throw new UnexpectedAnswer(`The search found ${free.length} free numbers; the demo needs 2.`);
  const numbers: [string, string] = [free[0].phone_number, free[1].phone_number];
  for (const e164 of numbers) soldBefore.set(e164, await purchasesOf(e164));
  return [numbers, `found ${free.length}; the demo takes ${numbers.join(" and ")}`];
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
  return [null, "the same answer; the sandbox sold it once"];
});

const id: string = ordered.items[0].phone_number_id;

await step("List my numbers", async () => {
  const { body } = expect(await api("GET", "/v1/phone-numbers?limit=5&status=active"), 200);
  if (!body.data.some((each: Json) => each.id === id)) throw new UnexpectedAnswer(`The list does not contain ${id}.`);
  return [null, `${body.data.length} on the first page, this one included`];
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

const faults = await step("Make Twilio's next answer get lost", async () => {
  const lost = { kind: "answer_lost", operation: "buy", phone_number: second };
  // The list of numbers fails too for a moment; otherwise the order would be completed before its answer.
  const unreadable = { kind: "server_error", operation: "list", phone_number: second, times: 4 };
  const armed: string[] = [];
  for (const fault of [lost, unreadable])
    armed.push(expect(await sandbox("POST", "/sandbox/faults", fault), 201).body.id);
  return [armed, `the sandbox will sell ${second}, but not answer`];
});

const open = await step("Buy that number", async () => {
  const answer = await api("POST", "/v1/orders", { items: [{ phone_number: second }] });
  expect(answer, [201, 202]);
  return [answer, `${answer.status}: ${answer.body.id} is ${answer.body.status}`];
});

const finished = await step("Wait for the order to complete", async () => {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { body } = expect(await api("GET", `/v1/orders/${open.body.id}`), 200);
    if (body.status !== "processing" && body.status !== "pending") {
      if (body.status !== "completed")
        throw new UnexpectedAnswer(`The order is ${body.status}: ${JSON.stringify(body)}`);
      return [body, `the order is ${body.status}`];
    }
    if (performance.now() > deadline) throw new UnexpectedAnswer(`The order is still ${body.status} after a minute.`);
    await sleep(100);
  }
});

await step("Count its purchases", async () => {
  await soldOnce(second);
  for (const fault of faults) expect(await sandbox("DELETE", `/sandbox/faults/${fault}`), 204);
  return [null, `the sandbox sold ${second} exactly once`];
});

const released = async (each: string): Promise<void> => {
  const { status, body } = await api("POST", `/v1/phone-numbers/${each}/release?force=true`);
  if (status !== 200 || body.status !== "cooling_off")
    throw new UnexpectedAnswer(`${each} is not cooling off: ${status} ${JSON.stringify(body)}`);
};

await step("Release the first one", async () => {
  await released(id);
  return [null, `the sandbox took ${first} back; it is cooling off`];
});

await step("Read the event log", async () => {
  const { body } = expect(await api("GET", "/v1/events?limit=200"), 200);
  const seqs: number[] = body.data.map((each: Json) => each.seq);
  const gap = seqs.some((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) - 1);
  if (gap) throw new UnexpectedAnswer(`The events' seq has a gap: ${seqs}`);
  // Jobs may add events of their own meanwhile, such as a changed readiness.
  const mine = body.data
    .filter((each: Json) => each.subject.id === id && each.actor !== "system")
    .map((each: Json) => each.type);
  const wanted = ["purchased", "updated", "suspended", "resumed", "releasing", "cooling_off"].map(
    (what) => `phone_number.${what}`,
  );
  if (!isDeepStrictEqual(mine.toReversed(), wanted))
    throw new UnexpectedAnswer(`Expected the number's events ${wanted}, got ${mine}`);
  return [null, `no gap up to seq ${seqs[0]}; of the number: ${wanted.map((type) => type.split(".")[1]).join(", ")}`];
});

const agent = await startExampleAgent(0);

const agentId = await step("Start an agent on this machine", async () => {
  const destination = { kind: "stream", url: `${agent.url}/media` };
  const { body } = expect(await api("POST", "/v1/agents", { name: "Demo agent", destination }), 201);
  const path = `/v1/phone-numbers/${finished.items[0].phone_number_id}/assign`;
  expect(await api("POST", path, { agent_id: body.id }), 200);
  return [body.id, `${body.id} at ${destination.url} answers ${second}`];
});

const entries = await step("Call it", async () => {
  const { body } = expect(
    await sandbox("POST", "/sandbox/calls", { to: second, callbacks: ["ringing", "completed"] }),
    200,
  );
  const conversation = body.steps.find((each: Json) => each.kind === "conversation");
  expect(
    { status: 200, headers: new Headers(), body: conversation },
    200,
    ["the agent was connected", conversation?.connected === true],
    ["the agent spoke and hung up", conversation?.ended_by === "agent" && conversation.agent_speech_ms > 0],
  );
  const [said] = conversation.entries.filter((each: Json) => each.from === "caller");
  return [
    conversation.entries,
    `the caller said "${said.text}"; the agent repeated ${conversation.agent_speech_ms} ms of it`,
  ];
});

console.log(entries.map(lineOf).join("\n"));

await step("Read the call", async () => {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { body } = expect(
      await api("GET", `/v1/calls?limit=1&phone_number_id=${finished.items[0].phone_number_id}`),
      200,
    );
    const [call] = body.data;
    if (call?.status === "completed" && call.agent_id === agentId)
      return [null, `${call.id}, ${call.status}, ${call.duration_seconds} s with ${agentId}`];
    if (performance.now() > deadline)
      throw new UnexpectedAnswer(`The call is not in the list: ${JSON.stringify(body)}`);
    await sleep(100);
  }
});

await step("Release the second one", async () => {
  agent.stop();
  await released(finished.items[0].phone_number_id);
  expect(await api("DELETE", `/v1/agents/${agentId}`), 204);
  return [null, `the sandbox took ${second} back`];
});

console.log("\nAll steps succeeded.");
