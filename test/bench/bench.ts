import { INVENTORY, prepareDuels } from "./duels.ts";
import { fightLive, type LiveResult } from "./live.ts";
import { closeConnections } from "./load.ts";
import { makeTenant, startPlatform } from "./platform.ts";
import { header, line } from "./report.ts";
import { fight, median, unknownCpu } from "./rounds.ts";
import { fightFirstRequest, fightLargeOrder } from "./single-acts.ts";
import { measureStartup } from "./startup.ts";

/**
 * `npm run bench` (`npm run bench -- list` for the duels with that word): how much of the runtime's own speed the platform
 * keeps. The bundle that would be deployed runs against a bare Worker that does the same visible work by hand; what each
 * does is at the head of `bare-worker.js`. Each has a workerd of its own, and the carrier has a third.
 *
 * The ratios of duels are of warm isolates. A side first answers 5,000 requests, or as many as it can in 12 seconds (1.5
 * where both sides are ours); what an isolate's very first request takes is measured apart, what the next ones take is
 * not. Rounds then take turns, and one ends when all work after the answers is done. Each gives one ratio of throughputs;
 * the median counts, and "half in" is where the middle half of them lies. The same code gives ratios that differ by 0.1
 * from run to run. Requests per second are of this machine and say little; the ratios travel. Processor time is of a
 * whole process, with SQLite and the local D1 in it, and less noisy than throughput. Rows are as D1 counts them, per
 * request, ours first; they do not depend on the machine.
 *
 * The rate limiter is hardly in it. A deployment asks it for each hundredth of the limit: for one request in ten of a key,
 * and at Cloudflare that is a look-up in memory. Miniflare's is a Durable Object that writes to disk, but the limit here
 * is so high that it is asked for one request in ten thousand.
 */

const asked = process.argv.slice(2);
const isAsked = (name: string): boolean => asked.length === 0 || asked.some((word) => name.includes(word));

const LIVE = ["live: deliveries to 1,000 sockets", "live: p99 from commit, in ms"] as const;
const LARGE_ORDER = "order of 100, carrier 300 ms, in ms";
const FIRST_REQUEST = "first request of an isolate, in ms";

/** How much is delivered, and how late. A ratio says how fast we are, so that of the delays is the other way round. */
function reportLive({ ours, bare }: LiveResult): void {
  const report = (name: string, of: "throughput" | "p99Ms") => {
    const [a, b] = [ours.map((one) => one[of]), bare.map((one) => one[of])];
    const ratios = a.map((value, at) => {
      const other = b[at] ?? Number.NaN;
      return of === "throughput" ? value / other : other / value;
    });
    const result = { ours: median(a), other: median(b), ratios, cpu: unknownCpu, counted: null };
    console.log(line(name, { least: 0.7 }, result));
  };
  report(LIVE[0], "throughput");
  report(LIVE[1], "p99Ms");
}

async function runDuels(): Promise<void> {
  console.log(`Building, and putting ${INVENTORY.toLocaleString("en")} numbers into both databases …`);
  const running = await startPlatform();
  try {
    const owner = await makeTenant(running);
    const duels = await prepareDuels(running, owner);
    console.log(header());
    for (const duel of duels.filter(({ name }) => isAsked(name))) {
      console.log(line(duel.name, duel.target, await fight(duel)));
    }
    if (isAsked(LARGE_ORDER)) console.log(line(LARGE_ORDER, { least: 0.9 }, await fightLargeOrder(running)));
    if (LIVE.some(isAsked)) reportLive(await fightLive(running, owner));
    if (isAsked(FIRST_REQUEST)) {
      console.log(line(FIRST_REQUEST, { least: 0.67 }, await fightFirstRequest(running, owner)));
    }
  } finally {
    closeConnections();
    await running.stop();
  }
  const { bytes, gzipBytes } = running.bundle;
  console.log(`\nbundle: ${(bytes / 1024).toFixed(0)} KiB, ${(gzipBytes / 1024).toFixed(0)} KiB compressed with gzip`);
}

async function runStartup(): Promise<void> {
  const results = await measureStartup();
  console.log(header("ms"));
  for (const [name, result] of Object.entries(results)) console.log(line(name, { least: 0.67 }, result));
}

if (asked.join() !== "startup") await runDuels();
if (isAsked("startup")) await runStartup();
