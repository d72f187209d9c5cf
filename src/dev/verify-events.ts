import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { extendChain, type Head, headAt, type Link, start } from "#events/log/chain";
import { firstLine } from "./user-error.ts";

/**
 * `npm run verify-events -- export.ndjson …`: verifies that exported events are complete and unchanged, without a
 * database or network. Exit code 1: an event is wrong; it prints the first one. Exit code 2: an argument or a file is
 * not usable.
 */

const usage = `npm run verify-events -- [--after SEQ:HASH] [--head SEQ:HASH] FILE …

  FILE     NDJSON from GET /v1/events/export, or .gz from GET /v1/events/archives/{date}. Each file continues the one before it.
  --after  the event before the first one, unless the first is event 1: its seq and hash, for example an archive's
           previous_hash, or the head of an earlier verification.
  --head   an event that must be in the files, with this hash: a head that you stored.`;

/** Lines in memory at a time. An event is reported as reordered only if it is among them; otherwise as missing. */
const WINDOW = 10_000;

class VerificationError extends Error {}
class UsageError extends Error {}

interface Line {
  readonly event: Link;
  /** File and line number. */
  readonly place: string;
}

const options = new Map<string, string>();
const files: string[] = [];
for (let at = 2; at < process.argv.length; at += 1) {
  const word = process.argv[at] ?? "";
  if (word === "--after" || word === "--head") options.set(word, process.argv[++at] ?? "");
  else files.push(word);
}

/** The head of the chain that an option names. */
function headOption(option: "--after" | "--head"): Head | undefined {
  const given = options.get(option);
  if (given === undefined) return undefined;
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(given) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError(`${option} is "${given}", but must be SEQ:HASH with a hash of 64 hexadecimal digits.`);
  return headAt(Number(seq), hash);
}

async function* linesOf(path: string): AsyncGenerator<Line> {
  const file = createReadStream(path);
  const text = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => text.destroy(error));
  let number = 0;
  let rest = "";
  for await (const piece of text.setEncoding("utf8")) {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      number += 1;
      yield lineAt(`${path}:${number}`, line);
    }
  }
  if (rest !== "") yield lineAt(`${path}:${number + 1}`, rest);
}

const lineAt = (place: string, line: string): Line => ({ event: read(line, place), place });

function read(line: string, place: string): Link {
  try {
    const event: unknown = JSON.parse(line);
    if (isLink(event)) return event;
  } catch {
    // Reported below.
  }
  throw new VerificationError(`${place}: this line is not an event.`);
}

const isLink = (value: unknown): value is Link =>
  typeof value === "object" &&
  value !== null &&
  "seq" in value &&
  Number.isSafeInteger(value.seq) &&
  "hash" in value &&
  (value.hash === null || typeof value.hash === "string");

async function* windowsOf(paths: readonly string[]): AsyncGenerator<Line[]> {
  let lines: Line[] = [];
  for (const path of paths) {
    for await (const line of linesOf(path)) {
      lines.push(line);
      if (lines.length < WINDOW) continue;
      yield lines;
      lines = [];
    }
  }
  if (lines.length > 0) yield lines;
}

const reasons = {
  hash_mismatch: (seq: number) => `event ${seq} was changed after it was sealed.`,
  missing: (seq: number) => `event ${seq} should be here, but is missing.`,
  reordered: (seq: number) => `event ${seq} is in the wrong place.`,
};

async function verify(): Promise<string> {
  if (files.length === 0) throw new UsageError(usage);
  const expected = headOption("--head");
  let head = headOption("--after") ?? start;
  let count = 0;
  let headFound = expected === undefined || expected.seq === 0;
  for await (const lines of windowsOf(files)) {
    const [first] = lines;
    if (count === 0 && first && first.event.seq > 1 && !options.has("--after")) {
      throw new UsageError(
        `${first.place} starts with event ${first.event.seq}. Pass --after ${first.event.seq - 1}:HASH, the hash of the event before it.`,
      );
    }
    const followed = await extendChain(
      head,
      lines.map(({ event }) => event),
    );
    if ("fault" in followed) {
      const { seq, reason, index } = followed.fault;
      throw new VerificationError(`${lines[index]?.place}: ${reasons[reason](seq)}`);
    }
    const there = lines.find(({ event }) => event.seq === expected?.seq);
    if (there && there.event.hash !== expected?.hash) {
      throw new VerificationError(`${there.place}: event ${there.event.seq} has another hash than --head.`);
    }
    headFound ||= there !== undefined;
    count += lines.length;
    head = followed.head;
  }
  if (!headFound)
    throw new VerificationError(
      `The end is missing: the files end with event ${head.seq + head.unsealed}, before the event ${expected?.seq} of --head.`,
    );
  const unsealed = head.unsealed > 0 ? ` Not sealed yet: ${head.unsealed} after it.` : "";
  return `Verified ${count} events. Head: ${head.seq}:${head.hash}.${unsealed}`;
}

try {
  console.log(await verify());
} catch (error) {
  console.error(error instanceof VerificationError || error instanceof UsageError ? error.message : firstLine(error));
  process.exitCode = error instanceof VerificationError ? 1 : 2;
}
