import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "../twilio-sandbox/start.ts";
import { launch, newStateDir, root } from "./platform.ts";
import { bundled, type Deployed, deploy, type Json } from "./workers.ts";

let sandbox: RunningSandbox;
let worker: Deployed;
const storage = newStateDir();

/** What the deployed Worker gives out: a day of its archive, and an export of what is in the log. */
let day: Json;
let lines: string[];
const file = (name: string): string => join(storage.path, name);
const archive = file("day.ndjson.gz");
const log = file("events.ndjson");

/** Other jobs write events of their own after the sealing, so that comes once more. */
async function runJobs(): Promise<void> {
  await worker.runJobs();
  await worker.api("POST", "/v1/jobs/seal-events/run");
}

beforeAll(async () => {
  sandbox = await startSandbox();
  worker = await deploy(await bundled("verify-events"), storage.path, sandbox.origin);
  const tenant = await worker.api("POST", "/v1/tenants", undefined, { name: "Audited" });
  const { key } = await worker.api("POST", `/v1/tenants/${tenant.id}/api-keys`, undefined, {});
  // What some take for the end of a line is none in JSON.
  await worker.api("POST", `/v1/tenants/${tenant.id}/api-keys`, undefined, { name: 'é "1" \u2028 2' });
  const buy = (phone_number: string) => worker.api("POST", "/v1/orders", key, { items: [{ phone_number }] });
  await buy("+14152361000");
  await worker.db.prepare("update events set occurred_at = 1780000000000 where tenant_id = ?").bind(tenant.id).run();
  await runJobs();
  await buy("+14152361001");
  await runJobs();
  const read = (path: string, accept: string) =>
    fetch(worker.origin + path, { headers: { authorization: `Bearer ${key}`, accept } });
  [day] = (await worker.api("GET", "/v1/events/archives", key)).data;
  writeFileSync(archive, Buffer.from(await (await read(`/v1/events/archives/${day.date}`, "*/*")).arrayBuffer()));
  writeFileSync(log, await (await read("/v1/events/export", "*/*")).text());
  lines = readFileSync(log, "utf8").trimEnd().split("\n");
});

afterAll(async () => {
  await Promise.all([worker?.kill(), sandbox?.stop()]);
  storage.remove();
});

async function verify(...args: string[]): Promise<{ code: number | null; said: string }> {
  const running = launch(process.execPath, [join(root, "src/dev/verify-events.ts"), ...args], {});
  const { code } = await running.ended;
  return { code, said: (running.stdout() + running.stderr()).trim() };
}

const event = (line: number): Json => JSON.parse(lines[line - 1] ?? "");
const headOf = ({ seq, hash }: Json): string => `${seq}:${hash}`;
const before = () => headOf({ seq: day.last_seq, hash: day.hash });

/** The log with something done to its lines, as a file. */
function tampered(change: (lines: string[]) => string[]): string {
  writeFileSync(file("tampered.ndjson"), `${change([...lines]).join("\n")}\n`);
  return file("tampered.ndjson");
}

test("an export and the archive before it are one whole chain", async () => {
  expect(lines.length).toBeGreaterThanOrEqual(3);
  const all = day.last_seq + lines.length;
  const end = headOf(event(lines.length));
  expect(await verify(archive, log)).toEqual({ code: 0, said: `Verified ${all} events. Head: ${end}.` });
  expect(await verify("--after", before(), "--head", end, log)).toMatchObject({ code: 0 });
  expect(await verify("--head", before(), archive, log)).toMatchObject({ code: 0 });
});

test.for<[string, (all: string[]) => string[], number, (line: number) => string]>([
  [
    "changed",
    (all) => all.with(2, all[2]?.replace('"actor":"', '"actor":"x') ?? ""),
    3,
    (n) => `event ${n} was changed after it was sealed.`,
  ],
  ["taken out", (all) => all.toSpliced(1, 1), 2, (n) => `event ${n} should be here, but is missing.`],
  ["swapped", (all) => all.with(1, all[2] ?? "").with(2, all[1] ?? ""), 2, (n) => `event ${n} is in the wrong place.`],
  ["spoilt", (all) => all.with(1, "{"), 2, () => "this line is not an event."],
])("a line that was %s is named, and the exit code is 1", async ([, change, line, says]) => {
  const said = `${file("tampered.ndjson")}:${line}: ${says(day.last_seq + line)}`;
  expect(await verify("--after", before(), tampered(change))).toEqual({ code: 1, said });
});

test("an end that was cut off or rewritten is found with a head that was kept", async () => {
  const head = headOf(event(lines.length));
  const cut = tampered((all) => all.slice(0, -1));
  expect(await verify(archive, cut)).toMatchObject({ code: 0 });
  expect(await verify("--head", head, archive, cut)).toEqual({
    code: 1,
    said: `The end is missing: the files end with event ${event(lines.length).seq - 1}, before the event ${event(lines.length).seq} of --head.`,
  });
  const other = head.replace(/:./, (start) => (start === ":0" ? ":1" : ":0"));
  expect(await verify("--head", other, archive, log)).toMatchObject({
    code: 1,
    said: expect.stringContaining("another hash"),
  });
});

test("events that are too young to be sealed are counted, and none may follow them that is", async () => {
  const bare = (line: string) => JSON.stringify({ ...JSON.parse(line), hash: null });
  const young = tampered((all) => all.with(-1, bare(all.at(-1) ?? "")));
  expect(await verify(archive, young)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/\. Not sealed yet: 1 after it\.$/),
  });
  const robbed = tampered((all) => all.with(1, bare(all[1] ?? "")));
  expect(await verify(archive, robbed)).toMatchObject({
    code: 1,
    said: expect.stringContaining("tampered.ndjson:2: "),
  });
});

test("missing arguments and unreadable files end with exit code 2, not 1", async () => {
  expect(await verify()).toMatchObject({ code: 2, said: expect.stringContaining("FILE") });
  const beginning = `${log}:1 starts with event ${day.last_seq + 1}. Pass --after ${day.last_seq}:HASH, the hash of the event before it.`;
  expect(await verify(log)).toEqual({ code: 2, said: beginning });
  expect(await verify("--after", "12", log)).toMatchObject({ code: 2 });
  expect(await verify(file("nowhere.ndjson"))).toMatchObject({ code: 2, said: expect.stringContaining("ENOENT") });
  writeFileSync(file("cut.ndjson.gz"), gzipSync(lines.join("\n")).subarray(0, 200));
  expect((await verify("--after", before(), file("cut.ndjson.gz"))).code).not.toBe(0);
});
