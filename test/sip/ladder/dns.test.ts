import { once } from "node:events";
import { createServer } from "node:http";
import { decode, encode } from "dns-packet";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { makeCertificate } from "./certificates.ts";
import { type Prober, startProber } from "./harness.ts";
import { answering, answerTo, type Peer, startPeer } from "./peer.ts";

/** A resolver on this machine that lies as the tests want, and a peer that must not be called then. */

type Data = string | object;
/** `"A sip.example.com"` → its records, an rcode, or a fault of the resolver. */
type Zone = Record<
  string,
  readonly [type: string, name: string, data: Data][] | "NXDOMAIN" | "SERVFAIL" | "garbage" | "silent"
>;

const RESPONSE = 0x8180;
const rcodes = { NXDOMAIN: 3, SERVFAIL: 2 };
let zone: Zone = {};
const asked: string[] = [];
const open = new Set<{ destroy(): void }>();

const resolver = createServer((request, response) => {
  const dns = new URL(request.url ?? "", "http://resolver").searchParams.get("dns") ?? "";
  const [question] = decode(Buffer.from(dns, "base64url")).questions;
  if (!question) throw new Error("The resolver was asked nothing.");
  const key = `${question.type} ${question.name}`;
  asked.push(key);
  const found = zone[key] ?? [];
  if (found === "silent") return;
  response.setHeader("content-type", "application/dns-message");
  if (found === "garbage") return void response.end("<html>");
  const code = typeof found === "string" ? rcodes[found] : 0;
  const answers = (typeof found === "string" ? [] : found).map(([type, name, data]) => ({ type, name, data, ttl: 60 }));
  response.end(encode({ type: "response", id: 0, flags: RESPONSE | code, questions: [question], answers }));
});
resolver.on("connection", (socket) => open.add(socket));

let prober: Prober;
let peer: Peer;
let dnsResolverUrl = "";

beforeAll(async () => {
  prober = await startProber(makeCertificate({ name: "Test authority", isAuthority: true }).certFile);
  resolver.listen(0, "127.0.0.1");
  await once(resolver, "listening");
  const address = resolver.address();
  if (address === null || typeof address === "string") throw new Error("The resolver has no port.");
  dnsResolverUrl = `http://127.0.0.1:${address.port}/dns-query`;
});
afterAll(async () => {
  await prober.dispose();
  for (const socket of open) socket.destroy();
  resolver.close();
});
beforeEach(async () => {
  asked.length = 0;
  peer = await startPeer(answering((request) => answerTo(request, "200 OK")));
});
afterEach(() => peer.close());

const HOST = "sip.example.com";
const probe = (loopbackTargets: boolean, port: number | null = null, transport: "tcp" | "tls" | "udp" = "tcp") =>
  prober.probe({ host: HOST, port, transport }, { dnsResolverUrl, loopbackTargets });
const srv = (name: string, target: string, port: number, priority = 10, weight = 10): [string, string, Data] => [
  ...(["SRV", name] as const),
  { priority, weight, port, target },
];
const TCP = `_sip._tcp.${HOST}`;
const PRIVATE = "is not on the public internet";

test.for<[string, Zone, string]>([
  ["an A record of this machine", { [`A ${HOST}`]: [["A", HOST, "127.0.0.1"]] }, PRIVATE],
  ["an A record of cloud metadata", { [`A ${HOST}`]: [["A", HOST, "169.254.169.254"]] }, PRIVATE],
  ["an AAAA record that maps IPv4", { [`AAAA ${HOST}`]: [["AAAA", HOST, "::ffff:127.0.0.1"]] }, PRIVATE],
  ["an AAAA record for NAT64", { [`AAAA ${HOST}`]: [["AAAA", HOST, "64:ff9b::7f00:1"]] }, PRIVATE],
  [
    "one public and one private address",
    { [`A ${HOST}`]: [["A", HOST, "93.184.216.34"]], [`AAAA ${HOST}`]: [["AAAA", HOST, "fd00::1"]] },
    PRIVATE,
  ],
  [
    "an alias of a name with a private address",
    {
      [`A ${HOST}`]: [
        ["CNAME", HOST, "in.example.net"],
        ["A", "in.example.net", "10.0.0.1"],
      ],
    },
    PRIVATE,
  ],
  [
    "an alias that must be asked for, and is private",
    { [`A ${HOST}`]: [["CNAME", HOST, "in.example.net"]], "A in.example.net": [["A", "in.example.net", "127.0.0.1"]] },
    PRIVATE,
  ],
  [
    "one of two SRV targets in private",
    {
      [`SRV ${TCP}`]: [srv(TCP, "a.example.com", 5_060), srv(TCP, "b.example.com", 5_060)],
      "A a.example.com": [["A", "a.example.com", "93.184.216.34"]],
      "A b.example.com": [["A", "b.example.com", "192.168.1.1"]],
    },
    PRIVATE,
  ],
  ["an SRV target in decimal", { [`SRV ${TCP}`]: [srv(TCP, "2130706433", 5_060)] }, "2130706433"],
  ["an SRV target in short form", { [`SRV ${TCP}`]: [srv(TCP, "127.1", 5_060)] }, "127.1"],
  ["an SRV target localhost", { [`SRV ${TCP}`]: [srv(TCP, "localhost", 5_060)] }, "localhost"],
])("refused as a whole, and nothing is called: %s", async ([, lies, detail]) => {
  zone = lies;
  const { rung, report } = await probe(false);
  expect(rung.dns).toMatchObject({
    status: "failed",
    code: "address_not_public",
    detail: expect.stringContaining(detail),
  });
  expect(report).toMatchObject({ level: "syntax", isAlive: false, addresses: [] });
  expect(peer.received).toEqual([]);
});

test.for<[string, Zone, string, boolean | null]>([
  ["no such name", { [`A ${HOST}`]: "NXDOMAIN", [`AAAA ${HOST}`]: "NXDOMAIN" }, "name_not_found", false],
  ["a name without addresses", {}, "name_without_address", false],
  ["a service that the domain refuses", { [`SRV ${TCP}`]: [srv(TCP, ".", 0)] }, "service_not_offered", false],
  ["an SRV target with the port 0", { [`SRV ${TCP}`]: [srv(TCP, "a.example.com", 0)] }, "service_not_offered", false],
  [
    "more targets than can be checked",
    { [`SRV ${TCP}`]: Array.from({ length: 11 }, (_, at) => srv(TCP, `t${at}.example.com`, 5_060)) },
    "too_many_targets",
    false,
  ],
  [
    "aliases in a circle",
    { [`A ${HOST}`]: [["CNAME", HOST, "b.example.com"]], "A b.example.com": [["CNAME", "b.example.com", HOST]] },
    "alias_loop",
    false,
  ],
  [
    "a circle in one answer",
    {
      [`A ${HOST}`]: [
        ["CNAME", HOST, "b.example.com"],
        ["CNAME", "b.example.com", HOST],
      ],
    },
    "alias_loop",
    false,
  ],
  ["a resolver that fails", { [`A ${HOST}`]: "SERVFAIL" }, "resolver_unavailable", null],
  ["a resolver that answers no DNS", { [`SRV ${TCP}`]: "garbage" }, "resolver_unavailable", null],
  ["a resolver that says nothing", { [`A ${HOST}`]: "silent" }, "resolver_unavailable", null],
])("DNS ends with %s", async ([, answers, code, isAlive]) => {
  zone = answers;
  const { rung, report } = await probe(false);
  expect(rung.dns).toMatchObject({ status: "failed", code });
  expect([report.level, report.isAlive]).toEqual(["syntax", isAlive]);
});

test("NAPTR leads to SRV, SRV to names and ports in their order, names by aliases to addresses", async () => {
  const other = "_sip._tcp.pool.example.net";
  const naptr = (order: number, services: string, replacement: string): [string, string, Data] => [
    ...(["NAPTR", HOST] as const),
    { order, preference: 1, flags: "s", services, regexp: "", replacement },
  ];
  zone = {
    [`NAPTR ${HOST}`]: [
      naptr(2, "SIP+D2T", TCP),
      naptr(1, "SIP+D2T", other),
      naptr(0, "SIP+D2U", "_sip._udp.x.example"),
    ],
    [`SRV ${other}`]: [
      srv(other, "second.example.net", 5_070, 20),
      srv(other, "light.example.net", 5_071, 10, 1),
      srv(other, "heavy.example.net", 5_072, 10, 9),
    ],
    "A second.example.net": [["A", "second.example.net", "93.184.216.34"]],
    "A light.example.net": [
      ["CNAME", "light.example.net", "end.example.net"],
      ["A", "end.example.net", "8.8.8.8"],
    ],
    "AAAA heavy.example.net": [["AAAA", "heavy.example.net", "2606:4700::1111"]],
    "A heavy.example.net": [["A", "unrelated.example.net", "10.0.0.1"]],
  };
  // UDP is not probed, so no one is called.
  const udp = await probe(false, null, "udp");
  expect(udp.rung.dns.code).toBe("name_without_address");
  zone["SRV _sip._udp.x.example"] = zone[`SRV ${other}`] ?? [];
  const { report } = await probe(false, null, "udp");
  expect(report.addresses).toEqual([
    { name: "heavy.example.net", address: "2606:4700::1111", port: 5_072 },
    { name: "light.example.net", address: "8.8.8.8", port: 5_071 },
    { name: "second.example.net", address: "93.184.216.34", port: 5_070 },
  ]);
});

test("with a port, neither NAPTR nor SRV is asked for; an address is looked up once, and called as it was checked", async () => {
  zone = { [`A ${HOST}`]: [["A", HOST, "127.0.0.1"]] };
  const { report } = await probe(true, peer.port);
  expect(report).toMatchObject({
    level: "sip",
    isAlive: true,
    addresses: [{ name: HOST, address: "127.0.0.1", port: peer.port }],
  });
  // A resolver that says something else the second time is never asked a second time.
  expect(asked.sort()).toEqual([`A ${HOST}`, `AAAA ${HOST}`]);
  expect(peer.received.join("")).toContain(`OPTIONS sip:${HOST}:${peer.port};transport=tcp SIP/2.0`);
});

test("the certificate is read at the checked address, with the host's name", async () => {
  const authority = makeCertificate({ name: "Foreign authority", isAuthority: true });
  const seen: (string | undefined)[] = [];
  const certificate = makeCertificate({ name: HOST, issuer: authority, names: `DNS:${HOST}` });
  const tls = await startPeer(
    {},
    {
      ...certificate,
      SNICallback: (name, done) => {
        seen.push(name);
        done(null);
      },
    },
  );
  zone = { [`A ${HOST}`]: [["A", HOST, "127.0.0.1"]] };
  const { rung, report } = await probe(true, tls.port, "tls");
  await tls.close();
  expect(rung.certificate).toMatchObject({ status: "passed", code: null });
  expect(report.certificate?.names).toEqual([HOST]);
  expect(seen).toEqual([HOST]);
});

test("of several addresses the first that accepts is probed, and the others are named", async () => {
  zone = {
    [`A ${HOST}`]: [
      ["A", HOST, "127.0.0.9"],
      ["A", HOST, "127.0.0.1"],
    ],
  };
  const { rung, report } = await probe(true, peer.port);
  expect(rung.tcp).toMatchObject({ status: "warning", code: "some_addresses_unreachable" });
  expect(rung.tcp.detail).toContain(`127.0.0.9:${peer.port} does not`);
  expect(report.isAlive).toBe(true);
});
