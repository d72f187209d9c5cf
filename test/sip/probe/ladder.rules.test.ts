import fc from "fast-check";
import { expect, test } from "vitest";
import type { DnsAnswer } from "#kernel/ports/dns-records";
import type { TcpConnection, TcpRead } from "#kernel/ports/tcp";
import { ConnectionSlots } from "#sip/probe/connection-slots";
import {
  rungCodes,
  rungStatuses,
  rungs,
  sipTransports,
  verificationLevels,
  verificationLimits,
} from "#sip/probe/gateway";
import { rungHint } from "#sip/probe/hints";
import { type ProbeDependencies, probeGateway } from "#sip/probe/probe";

/** A world of random peers and resolvers, with a clock that moves only while the ladder waits. */

const password = "Planted-Secret-4711";

const records = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant("A" as const),
        name: fc.constantFrom("sip.example.com", "b.example.net"),
        address: fc.constantFrom(
          "93.184.216.34",
          "8.8.8.8",
          "93.184.216.34",
          "10.0.0.1",
          "127.0.0.1",
          "::ffff:127.0.0.1",
        ),
      }),
    },
    fc.record({
      type: fc.constant("CNAME" as const),
      name: fc.constantFrom("sip.example.com", "b.example.net"),
      target: fc.constantFrom("sip.example.com", "b.example.net", "localhost"),
    }),
    fc.record({
      type: fc.constant("SRV" as const),
      name: fc.constant("_sip._tcp.sip.example.com"),
      priority: fc.nat(3),
      weight: fc.nat(3),
      port: fc.constantFrom(0, 5_060, 5_061),
      target: fc.constantFrom("", "b.example.net", "127.1", "localhost"),
    }),
    fc.record({
      type: fc.constant("NAPTR" as const),
      name: fc.constant("sip.example.com"),
      order: fc.nat(3),
      preference: fc.nat(3),
      flags: fc.constantFrom("s", "a", ""),
      services: fc.constantFrom("SIP+D2T", "SIPS+D2T"),
      replacement: fc.constantFrom("_sip._tcp.sip.example.com", "_sips._tcp.sip.example.com"),
    }),
  ),
  { maxLength: 6 },
);

const dnsAnswer = fc.oneof(
  { weight: 4, arbitrary: records.map((found): DnsAnswer => ({ kind: "records", records: found })) },
  { weight: 1, arbitrary: fc.constantFrom<DnsAnswer>({ kind: "no_such_name" }, { kind: "unavailable" }) },
);

const statusLines = [
  "100 Trying",
  "200 OK",
  "302 Moved",
  "401 Unauthorized",
  "407 Proxy",
  "403 For\u0007bidden",
  "503 Down",
];
const challenges = [
  'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',
  "Proxy-Authenticate: Digest realm=r, nonce=n, algorithm=SHA-256, stale=true",
  'WWW-Authenticate: Digest realm="sip:other", nonce="n", algorithm=AKA',
];

/** The peer's next step: an answer that fits the last request, other bytes, or an end. */
type Step = { readonly status: string; readonly challenge: string } | { readonly text: string } | TcpRead["kind"];
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ status: fc.constantFrom(...statusLines), challenge: fc.constantFrom(...challenges) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ text: fc.constantFrom("\r\n\r\n", "HTTP/1.1 400 Bad\r\n", "SIP/2.0 200", "\u0015\u0003") }),
  },
  { weight: 1, arbitrary: fc.constantFrom("ended" as const, "broken" as const, "timeout" as const) },
);

const world = fc.record({
  answers: fc.array(dnsAnswer, { minLength: 1, maxLength: 6 }),
  connects: fc.array(fc.constantFrom("open", "open", "open", "refused", "timeout"), { minLength: 1, maxLength: 4 }),
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  delays: fc.array(fc.constantFrom(0, 1, 200, 100_000), { minLength: 1, maxLength: 6 }),
});

const gateway = fc.record({
  host: fc.constantFrom(
    ...Array<string>(6).fill("sip.example.com"),
    "93.184.216.34",
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "sip:a.example.com",
    "",
  ),
  port: fc.constantFrom(null, null, 5_060, 5_060, 5_060, 0, 70_000, 1.5),
  transport: fc.constantFrom(...sipTransports),
  credentials: fc.constantFrom(
    { username: null, password: null },
    { username: "user", password },
    { username: "user", password },
    { username: "user", password: null },
    { username: "line\r\nbreak", password },
  ),
  realm: fc.constantFrom(null, "r", "sip:other"),
});

function depsOf({ answers, connects, steps, delays }: World) {
  let now = 1_000_000;
  let turn = 0;
  const opened = new Set<TcpConnection>();
  const wait = async (timeoutMs: number): Promise<boolean> => {
    turn += 1;
    const delay = delays[turn % delays.length] ?? 0;
    now += Math.min(delay, timeoutMs);
    return delay <= timeoutMs;
  };
  const open = async (timeoutMs: number) => {
    const inTime = await wait(timeoutMs);
    const result = connects[turn % connects.length];
    if (!inTime || result === "timeout") return "timeout";
    if (result !== "open") return "refused";
    let sent = "";
    const connection: TcpConnection = {
      async read(ms): Promise<TcpRead> {
        const isPrompt = await wait(ms);
        const next = steps[turn % steps.length] ?? "timeout";
        if (!isPrompt || next === "timeout") {
          now += isPrompt ? ms : 0;
          return { kind: "timeout" };
        }
        if (next === "ended" || next === "broken") return { kind: next };
        if (next === "bytes") return { kind: "ended" };
        if ("text" in next) return { kind: "bytes", bytes: new TextEncoder().encode(next.text) };
        const copied = sent.split("\r\n").filter((line) => /^(Via|CSeq)/.test(line));
        const answer = [`SIP/2.0 ${next.status}`, ...copied, next.challenge, "", ""].join("\r\n");
        return { kind: "bytes", bytes: new TextEncoder().encode(answer) };
      },
      async write(bytes) {
        sent = new TextDecoder().decode(bytes);
        return true;
      },
      close: () => void opened.delete(connection),
    };
    opened.add(connection);
    return connection;
  };
  const contacted = new Set<string>();
  const deps: ProbeDependencies = {
    connect: {
      plain({ address }, ms) {
        contacted.add(address);
        return open(ms);
      },
      secure({ address }, ms) {
        contacted.add(address);
        return open(ms);
      },
    },
    async lookUp(_name, _type, ms) {
      return (await wait(ms)) ? (answers[turn % answers.length] ?? { kind: "unavailable" }) : { kind: "unavailable" };
    },
    slots: new ConnectionSlots(5),
    now: () => now,
    randomBytes: (count) => new Uint8Array(count).fill(7),
    loopbackTargets: false,
    localHost: "pm.example.com",
  };
  return { deps, opened, contacted, now: () => now };
}

interface World {
  readonly answers: readonly DnsAnswer[];
  readonly connects: readonly string[];
  readonly steps: readonly Step[];
  readonly delays: readonly number[];
}

test("whatever peers and resolvers do, the ladder ends in time with seven results, closes all, and keeps the secret", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(gateway, world, async ({ credentials, ...place }, random) => {
      const probed = { ...place, ...credentials };
      const { deps, opened, contacted, now } = depsOf(random);
      const startedAt = now();
      const reported: string[] = [];
      const report = await probeGateway(probed, deps, ({ rung }) => void reported.push(rung));
      expect(now() - startedAt).toBeLessThan(10_000);
      expect(opened.size).toBe(0);
      expect(reported).toEqual(rungs);
      expect(report.rungs.map(({ rung }) => rung)).toEqual(rungs);
      expect(JSON.stringify(report)).not.toContain(password);
      for (const { status, code, detail, reasonPhrase } of report.rungs) {
        expect(rungStatuses).toContain(status);
        expect(code === null).toBe(status === "passed");
        if (code !== null) expect(rungCodes).toContain(code);
        expect(detail).toMatch(/^\P{Cc}+$/u);
        expect(reasonPhrase ?? "").toMatch(/^\P{Cc}*$/u);
        seen.add(`${code}`);
      }
      for (const address of contacted) expect(["93.184.216.34", "8.8.8.8"]).toContain(address);
      expect(verificationLevels).toContain(report.level);
      for (const limit of report.limits) expect(verificationLimits[limit]).toMatch(/\.$/);
      if (probed.transport === "udp") expect(report.isAlive).not.toBe(true);
    }),
    { numRuns: 2_000 },
  );
  // The worlds are rich enough to reach most results.
  expect(seen.size).toBeGreaterThan(18);
});

test("steps that each take almost all of their time are cut short by the budget of the whole", async () => {
  const address = (last: number) => ({ type: "A", name: "sip.example.com", address: `93.184.216.${last}` }) as const;
  const challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", stale=true';
  const { deps, now } = depsOf({
    answers: [{ kind: "records", records: [address(34), address(35)] }],
    connects: ["open"],
    steps: [
      { status: "100 Trying", challenge },
      { status: "401 Unauthorized", challenge },
    ],
    delays: [1_400],
  });
  const startedAt = now();
  const host = { host: "sip.example.com", port: 5_060, transport: "tcp" } as const;
  const { rungs: results } = await probeGateway({ ...host, username: "user", password }, deps);
  expect(results.find(({ rung }) => rung === "options")).toMatchObject({ status: "passed", sipCode: 401 });
  expect(results.at(-1)).toMatchObject({ rung: "digest", code: "no_sip_answer" });
  expect(now() - startedAt).toBe(9_500);
});

const manyAddresses = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    type: "A" as const,
    name: "sip.example.com",
    address: `93.184.216.${at + 1}`,
  }));

test("a host with many addresses is refused, and one with some is shown with four of them", async () => {
  const dnsRungOf = async (count: number) => {
    const { deps } = depsOf({
      answers: [{ kind: "records", records: manyAddresses(count) }],
      connects: ["refused"],
      steps: ["ended"],
      delays: [1],
    });
    const host = { host: "sip.example.com", port: 5_060, transport: "tcp" } as const;
    const report = await probeGateway({ ...host, username: null, password: null, realm: null }, deps);
    return [report.rungs.find(({ rung }) => rung === "dns"), report.addresses.length];
  };
  expect(await dnsRungOf(21)).toMatchObject([{ code: "too_many_targets" }, 0]);
  const [rung, addresses] = await dnsRungOf(20);
  expect(addresses).toBe(20);
  expect(rung).toMatchObject({
    status: "passed",
    detail:
      "sip.example.com leads to 93.184.216.1:5060, 93.184.216.2:5060, 93.184.216.3:5060, 93.184.216.4:5060 and 16 more.",
  });
});

test("probes at the same time share five connections, and their waiting does not count as the gateways' silence", async () => {
  let now = 1_000_000;
  let open = 0;
  let most = 0;
  const opens = () => {
    open += 1;
    most = Math.max(most, open);
  };
  const world = depsOf({ answers: [], connects: [], steps: [], delays: [1] });
  const deps: ProbeDependencies = {
    ...world.deps,
    now: () => now,
    async lookUp() {
      opens();
      await Promise.resolve();
      now += 1_000;
      open -= 1;
      return { kind: "records", records: manyAddresses(4) };
    },
    connect: {
      ...world.deps.connect,
      async plain() {
        opens();
        await Promise.resolve();
        let sent = "";
        return {
          async write(bytes) {
            sent = new TextDecoder().decode(bytes);
            return true;
          },
          async read() {
            now += 1_000;
            const copied = sent.split("\r\n").filter((line) => /^(Via|CSeq)/.test(line));
            return {
              kind: "bytes",
              bytes: new TextEncoder().encode(["SIP/2.0 200 OK", ...copied, "", ""].join("\r\n")),
            };
          },
          close: () => {
            open -= 1;
          },
        };
      },
    },
  };
  const host = { host: "sip.example.com", port: 5_060, transport: "tcp" } as const;
  const reports = await Promise.all(
    Array.from({ length: 8 }, () => probeGateway({ ...host, username: null, password: null, realm: null }, deps)),
  );
  expect(reports.map(({ isAlive }) => isAlive)).toEqual(Array(8).fill(true));
  expect([open, most]).toEqual([0, 5]);
});

test("every cause of a failure has a hint", () => {
  const silent = rungCodes.filter((code) => code !== "sip_reply" && rungHint(code) === null);
  expect(silent).toEqual(["earlier_rung_failed", "not_applicable"]);
});
