import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { extendChain, type Head, headAt, type Link, start } from "#events/log/chain";
import { firstLine } from "./user-error.ts";

/**
 * `npm run verify-events -- export.ndjson …`: proves that an export of events is whole and unchanged, with no database and no
 * network. Ends with 1 and names the first line that is wrong, if one is; with 2 if it was not told what it needs.
 */

const usage = `npm run verify-events -- [--after SEQ:HASH] [--head SEQ:HASH] FILE …

  FILE     NDJSON of GET /v1/events, or .gz of GET /v1/events/archives/{date}. Several go on where the one before ends.
  --after  the event before the first one, if that is not 1: an archive's previous_hash, or what was verified before.
  --head   an event that must be there, with that hash: a head that you kept.`;

/** Lines that are held in memory at a time; only among them is an event looked for that stands in another place. */
const WINDOW = 10_000;

class VerificationError extends Error {}
class UsageError extends Error {}

interface Line {
  readonly event: Link;
  /** Where it stands, for people. */
  readonly place: string;
}

const options = new Map<string, string>();
const files: string[] = [];
for (let at = 2; at < process.argv.length; at += 1) {
  const word = process.argv[at] ?? "";
  if (word === "--after" || word === "--head") options.set(word, process.argv[++at] ?? "");
  else files.push(word);
}

/** The event that an option names, as the end of the chain up to it. */
function named(option: "--after" | "--head"): Head | undefined {
  const given = options.get(option);
  if (given === undefined) return undefined;
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(given) ?? [];
  if (seq === undefined || hash === undefined) throw new UsageError(`${option} takes SEQ:HASH, not "${given}".`);
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
    // Said below.
  }
  throw new VerificationError(`${place}: this is no event.`);
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
  hash_mismatch: (seq: number) => `event ${seq} is not as it was sealed.`,
  missing: (seq: number) => `event ${seq} should be here, and is missing.`,
  reordered: (seq: number) => `event ${seq} is out of its place here.`,
};

async function verify(): Promise<string> {
  if (files.length === 0) throw new UsageError(usage);
  const expected = named("--head");
  let head = named("--after") ?? start;
  let count = 0;
  let met = expected === undefined || expected.seq === 0;
  for await (const lines of windowsOf(files)) {
    const [first] = lines;
    if (count === 0 && first && first.event.seq > 1 && !options.has("--after")) {
      throw new UsageError(
        `${first.place} begins at event ${first.event.seq}: give --after ${first.event.seq - 1}:HASH.`,
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
      throw new VerificationError(
        `${there.place}: event ${there.event.seq} has another hash than the head that was kept.`,
      );
    }
    met ||= there !== undefined;
    count += lines.length;
    head = followed.head;
  }
  if (!met)
    throw new VerificationError(
      `The end is missing: the last event is ${head.seq + head.unsealed}, not ${expected?.seq}.`,
    );
  const young =
    head.unsealed > 0 ? ` ${head.unsealed} after it ${head.unsealed > 1 ? "are" : "is"} not sealed yet.` : "";
  return `${count} events are whole. Head: ${head.seq}:${head.hash}.${young}`;
}

try {
  console.log(await verify());
} catch (error) {
  console.error(error instanceof VerificationError || error instanceof UsageError ? error.message : firstLine(error));
  process.exitCode = error instanceof VerificationError ? 1 : 2;
}
