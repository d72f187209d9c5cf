import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { callerOf, type Json } from "#dev/api";
import { readDevFile } from "#dev/dev-file";
import { freePort } from "#dev/port";
import { eventually } from "../support/eventually";
import { repetitions } from "../support/soak.ts";
import { family, newStateDir, type Platform, root, startedInTest, startPlatform, stillAlive } from "./platform.ts";

/** A platform that starts on what an earlier process has left, among callers, and without the shell that started it. */

/** The runtime's log of 150 is more than a pipe holds. */
const ALARMS = repetitions(200, 600);
const CALLERS = 100;
const ITEMS = repetitions(60, 150);

let state: ReturnType<typeof newStateDir>;
beforeEach(() => {
  state = newStateDir();
});
afterEach(() => state.remove());

const apiOf = ({ dev }: Platform) => callerOf(dev.base_url, dev.api_key);

/** Gives that many objects an alarm. */
async function holdNumbers({ dev }: Platform): Promise<void> {
  const { base_url, admin_token, tenant_id, api_key } = dev;
  await callerOf(base_url, admin_token)("PATCH", `/v1/tenants/${tenant_id}`, { reservation_limit: ALARMS });
  const api = callerOf(base_url, api_key);
  for (let from = 0; from < ALARMS; from += CALLERS) {
    const held = Array.from({ length: CALLERS }, (_, at) =>
      api("POST", "/v1/reservations", { phone_number: `+1628${3_000_000 + (from + at) * 7}` }),
    );
    for (const { status } of await Promise.all(held)) expect(status).toBe(201);
  }
}

/** Makes the objects' alarms due, where workerd keeps them. Returns how many there are. */
function makeAlarmsDue(): number {
  const folder = join(state.path, "state/v3/do/phone-manager-NumberReservation");
  const past = BigInt(Date.now() - 60_000) * 1_000_000n;
  let alarms = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".sqlite"))) {
    const db = new DatabaseSync(join(folder, name));
    const tables = db.prepare("select name from sqlite_master where name in ('_cf_ALARM', '_cf_METADATA')").all();
    for (const { name: table } of tables) {
      const isIndex = table === "_cf_ALARM";
      const change = isIndex ? "_cf_ALARM set scheduled_time = ?" : "_cf_METADATA set value = ? where key = 1";
      const { changes } = db.prepare(`update ${change}`).run(past);
      if (isIndex) alarms += Number(changes);
    }
    db.close();
  }
  return alarms;
}

test("npm start gets ready with hundreds of due alarms and 100 callers from its first moment, and Ctrl-C ends it", async () => {
  const port = await freePort("PORT", 0);
  const first = startedInTest(await startPlatform(state.path, "node", { PORT: String(port) }));
  await holdNumbers(first);
  first.child.kill("SIGINT");
  await first.ended;
  expect(makeAlarmsDue()).toBeGreaterThanOrEqual(ALARMS);
  let calling = true;
  const call = async (): Promise<number> => {
    let answered = 0;
    while (calling) {
      const status = await apiOf(first)("GET", "/v1/me").then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) answered += 1;
      if (status === 0) await new Promise((again) => setTimeout(again, 10));
    }
    return answered;
  };
  const callers = Array.from({ length: CALLERS }, call);
  const again = startedInTest(await startPlatform(state.path, "node", { PORT: String(port) }));
  expect((await callerOf(again.dev.base_url)("GET", "/health/ready")).body).toMatchObject({ status: "ready" });
  again.child.kill("SIGINT");
  expect(await again.ended).toEqual({ code: 0, signal: null });
  expect(stillAlive(again.pids)).toEqual([]);
  calling = false;
  expect(Math.max(...(await Promise.all(callers)))).toBeGreaterThan(0);
});

test("a large order that a kill interrupts goes on with the next start, and buys each number once", async () => {
  const doomed = startedInTest(await startPlatform(state.path));
  const sandbox = callerOf(doomed.dev.sandbox_url);
  await sandbox("POST", "/sandbox/faults", { kind: "slow", operation: "any", delay_ms: 50, times: -1 });
  const items = Array.from({ length: ITEMS }, (_, at) => ({ phone_number: `+1628${2_000_000 + at * 7}` }));
  const { body: order } = await apiOf(doomed)("POST", "/v1/orders", { items });
  const completed = async (platform: Platform): Promise<number> =>
    (await apiOf(platform)("GET", `/v1/orders/${order.id}`)).body.item_counts.completed;
  await eventually(async () => expect(await completed(doomed)).toBeGreaterThan(5), { interval: 20 });
  doomed.child.kill("SIGKILL");
  await eventually(() => expect(stillAlive(doomed.pids)).toEqual([]));
  const next = startedInTest(await startPlatform(state.path));
  // Messages of a dead queue would be sent again after ten minutes.
  await eventually(async () => expect(await completed(next)).toBe(ITEMS), { interval: 200 });
  const { body } = await callerOf(next.dev.sandbox_url)("GET", "/sandbox/state?limit=0");
  expect((body as Json).counts).toMatchObject({ numbers: ITEMS, new_purchases: ITEMS });
  next.child.kill("SIGINT");
  await next.ended;
});

/** Starts the platform in the background of a shell, which ends when its input does. */
async function startInBackground(env: Record<string, string>) {
  const log = join(state.path, "start.log");
  const { npm_lifecycle_event: _, ...inherited } = process.env;
  const shell = spawn("/bin/sh", ["-c", `nohup npm start > '${log}' 2>&1 & echo $!; read -r line`], {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  const [said] = await once(shell.stdout, "data");
  const npm = Number(said);
  onTestFinished(() => {
    for (const pid of stillAlive(family(npm))) process.kill(pid, "SIGKILL");
  });
  const ended = once(shell, "exit");
  const endShell = async () => {
    shell.stdin.end();
    await ended;
  };
  return { npm, group: shell.pid ?? 0, endShell, log: () => readFileSync(log, "utf8") };
}

test("nohup npm start & goes on after its shell; when its terminal closes it ends, and its log says how to keep it", async () => {
  const env = { STATE_DIR: state.path, PORT: "0", SANDBOX_PORT: "0" };
  const { npm, group, endShell, log } = await startInBackground(env);
  await eventually(() => expect(log()).toContain("npm run demo"), { interval: 200 });
  const started = family(npm);
  expect(started.length).toBeGreaterThanOrEqual(4);
  await endShell();
  const api = callerOf(String(readDevFile(state.path).base_url));
  // Longer than it takes to notice that npm has ended.
  for (let round = 0; round < 8; round += 1) {
    expect((await api("GET", "/health/live")).status).toBe(200);
    await new Promise((next) => setTimeout(next, 100));
  }
  process.kill(-group, "SIGHUP");
  await eventually(() => expect(stillAlive(started)).toEqual([]));
  expect(log()).toContain("setsid nohup npm start");
});
