import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import type { RungResult } from "#sip/probe/gateway";
import { type Certificate, makeCertificate } from "./certificates.ts";
import { answering, answerTo, type Peer, type Script, type startPeer } from "./peer.ts";
import { faults, fine, newAuthority, scriptedPeers } from "./scripted-peers.ts";

/** Peers that answer well, badly, late or never, and their certificates. `credentials.test.ts` has the logins. */

const authority = newAuthority();
const trusted = makeCertificate({ name: "localhost", issuer: authority, names: "DNS:localhost" });
const { probe, peerOf, close, overTcp } = scriptedPeers(authority);
const overTls = ({ port }: Peer) => probe({ host: "localhost", port, transport: "tls" });

test("a gateway over TCP passes, up to the credentials that it does not ask for", async () => {
  const peer = await peerOf(fine);
  const { report, rung } = await overTcp(peer);
  expect(report.rungs.map(({ status }) => status)).toEqual([
    ...["passed", "passed", "passed"],
    ...["skipped", "skipped", "passed", "skipped"],
  ]);
  expect(report).toMatchObject({ level: "sip", limits: [], isAlive: true, certificate: null });
  expect(rung.options).toMatchObject({ sipCode: 200, reasonPhrase: "OK", server: "Scripted/1", hint: null });
  expect(peer.received).toHaveLength(1);
  expect(peer.received[0]).toMatch(
    new RegExp(
      `^OPTIONS sip:127\\.0\\.0\\.1:${peer.port};transport=tcp SIP/2\\.0\r\n` +
        "Via: SIP/2\\.0/TCP pm\\.example\\.com;branch=z9hG4bK[0-9a-f]{24};rport\r\nMax-Forwards: 70\r\n",
    ),
  );
});

test("a gateway over TLS passes with its certificate", async () => {
  const { report, rung } = await overTls(await peerOf(fine, trusted));
  expect(report).toMatchObject({ level: "sip", limits: [], isAlive: true, certificate: { names: ["localhost"] } });
  expect(rung.certificate.status).toBe("passed");
});

test("a host that is an address needs a certificate for that address", async () => {
  const forAddress = makeCertificate({ name: "gateway", issuer: authority, names: "IP:127.0.0.1" });
  const overAddress = ({ port }: Peer) => probe({ host: "127.0.0.1", port, transport: "tls" });
  expect((await overAddress(await peerOf(fine, forAddress))).report).toMatchObject({ level: "sip", isAlive: true });
  const { report } = await overAddress(await peerOf(fine, trusted));
  expect(faults(report.rungs)).toEqual(["certificate: certificate_wrong_name", "tls: tls_failed"]);
});

const FINAL_LINE = "SIP/2.0 200 OK";
const split = (text: string, socket: Socket): void => {
  for (const byte of Buffer.from(text)) socket.write(Uint8Array.of(byte));
};

test.for<[string, Script, string[]]>([
  [
    "answers 1 MB of header fields",
    answering((request) => answerTo(request, "200 OK", [`X: ${"x".repeat(1_000_000)}`])),
    ["options: message_too_long"],
  ],
  ["speaks HTTP", answering(() => "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), ["options: not_sip"]],
  ["answers TLS", answering(() => "\u0015\u0003\u0001\u0000\u0002\u0002\u0046"), ["options: not_sip"]],
  ["hangs up at once", { onOpen: (socket) => socket.end() }, ["options: connection_closed"]],
  ["hangs up at the request", { onText: (_, socket) => socket.end() }, ["options: connection_closed"]],
  ["breaks off at the request", { onText: (_, socket) => socket.resetAndDestroy() }, ["options: connection_closed"]],
  ["answers byte by byte", { onText: (text, socket) => split(answerTo(text, "200 OK"), socket) }, []],
  [
    "sends keep-alives, provisional answers, a request and another's answer first",
    {
      onText: (text, socket) => {
        const other = answerTo(text, "500 Not yours").replace(/branch=\w+/, "branch=z9hG4bKother");
        socket.write(`\r\n\r\n${answerTo(text, "100 Trying")}\r\n${text}${other}\r\n${answerTo(text, "200 OK")}`);
      },
    },
    [],
  ],
  [
    "folds lines and uses compact names",
    {
      onText: (text, socket) => {
        const [, branch] = /branch=(\w+)/.exec(text) ?? [];
        socket.write(
          `${FINAL_LINE}\r\nv: SIP/2.0/TCP pm.example.com\r\n ;branch=${branch}\r\nCSeq:\r\n 1\r\n\tOPTIONS\r\nl:0\r\n\r\n`,
        );
      },
    },
    [],
  ],
])("over TCP, a peer that %s", async ([, script, expected]) => {
  const { report } = await overTcp(await peerOf(script));
  expect(faults(report.rungs)).toEqual([...expected, expected.length > 0 ? [] : ["digest: no_credentials"]].flat());
  expect(report.isAlive).toBe(expected.length === 0);
});

test.for<[string, RungResult["status"], boolean, string]>([
  ["401 Unauthorized", "passed", true, "credentials"],
  ["403 Forbidden", "warning", true, "allow-list"],
  ["404 Not Found", "warning", true, "domain"],
  ["405 Method Not Allowed", "passed", true, "no hindrance"],
  ["407 Proxy Authentication Required", "passed", true, "credentials"],
  ["408 Request Timeout", "failed", false, "did not answer in time"],
  ["501 Not Implemented", "passed", true, "no hindrance"],
  ["503 Service Unavailable", "failed", false, "overloaded"],
  ["599 Strange", "failed", false, "fault"],
  ["603 Decline", "warning", true, "suspended"],
])("the answer %s", async ([line, status, isAlive, hint]) => {
  const { report, rung } = await overTcp(await peerOf(answering((request) => answerTo(request, line))));
  const sipCode = Number(line.slice(0, 3));
  expect(rung.options).toMatchObject({
    status,
    sipCode,
    reasonPhrase: line.slice(4),
    hint: expect.stringContaining(hint),
  });
  expect(report.isAlive).toBe(isAlive);
  expect(report.limits).toEqual(sipCode === 403 ? ["source_address_varies"] : []);
});

test("a redirect is shown and not followed", async () => {
  const target = await peerOf(fine);
  const contact = `Contact: <sip:127.0.0.1:${target.port};transport=tcp>`;
  const { rung } = await overTcp(await peerOf(answering((request) => answerTo(request, "302 Moved", [contact]))));
  expect(rung.options).toMatchObject({ status: "warning", code: "sip_reply", sipCode: 302 });
  expect(target.received).toEqual([]);
});

test("a refused port, and addresses of which one does not answer", async () => {
  const peer = await peerOf(fine);
  await close(peer);
  const { report } = await overTcp(peer);
  expect(faults(report.rungs)).toEqual(["tcp: connection_refused"]);
  expect(report).toMatchObject({ level: "dns", isAlive: false, limits: ["source_address_varies"] });
});

test("an IPv6 address, with and without brackets", async () => {
  for (const host of ["[::1]", "::1"]) {
    const { rung } = await probe({ host, port: 9, transport: "tcp" });
    expect(rung.dns.status).toBe("passed");
    expect(rung.tcp).toMatchObject({ code: "connection_refused", detail: "No connection came about to [::1]:9." });
  }
});

const certificateCases: [string, () => Certificate, string[], string[]][] = [
  [
    "expired",
    () => makeCertificate({ name: "localhost", issuer: authority, names: "DNS:localhost", from: -30, to: -2 }),
    ["certificate: certificate_expired", "tls: tls_failed"],
    [],
  ],
  [
    "not valid yet",
    () => makeCertificate({ name: "localhost", issuer: authority, names: "DNS:localhost", from: 10, to: 90 }),
    ["certificate: certificate_not_yet_valid", "tls: tls_failed"],
    [],
  ],
  [
    "self-signed",
    () => makeCertificate({ name: "localhost", names: "DNS:localhost" }),
    ["certificate: certificate_self_signed", "tls: tls_failed"],
    ["private_ca"],
  ],
  [
    "for another name",
    () => makeCertificate({ name: "other.example.com", issuer: authority, names: "DNS:other.example.com" }),
    ["certificate: certificate_wrong_name", "tls: tls_failed"],
    [],
  ],
  [
    "of a foreign authority",
    () => {
      const foreign = makeCertificate({ name: "Foreign authority", isAuthority: true });
      return makeCertificate({ name: "localhost", issuer: foreign, names: "DNS:localhost" });
    },
    ["tls: tls_failed"],
    ["private_ca"],
  ],
  [
    "that ends in 20 days",
    () => makeCertificate({ name: "localhost", issuer: authority, names: "DNS:localhost", to: 20 }),
    ["certificate: certificate_expiring", "digest: no_credentials"],
    [],
  ],
];

test.for(certificateCases)("a certificate %s", async ([, make, expected, limits]) => {
  const { report, rung } = await overTls(await peerOf(fine, make()));
  expect(faults(report.rungs)).toEqual(expected);
  expect(report.limits).toEqual(limits);
  expect(report.certificate?.chainLength).toBe(1);
  expect(rung.certificate.detail.length).toBeGreaterThan(20);
});

test("a whole chain is read, and a broken one is shown", async () => {
  const foreign = makeCertificate({ name: "Foreign authority", isAuthority: true });
  const chain = await overTls(await peerOf(fine, { ...trusted, cert: trusted.cert + authority.cert }));
  expect(chain.report).toMatchObject({ level: "sip", certificate: { chainLength: 2, issuer: "CN=Test authority" } });
  const broken = await overTls(await peerOf(fine, { ...trusted, cert: trusted.cert + foreign.cert }));
  expect(broken.rung.certificate).toMatchObject({ status: "warning", code: "certificate_chain_broken" });
});

test.for<[string, Parameters<typeof startPeer>[1] | null, Script, string[], string[]]>([
  [
    "TLS 1.3 alone",
    { minVersion: "TLSv1.3" },
    fine,
    ["certificate: certificate_hidden", "digest: no_credentials"],
    ["expiry_unknown"],
  ],
  [
    "TLS 1.1 at most",
    { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
    fine,
    ["certificate: tls_version_too_old"],
    [],
  ],
  [
    "HTTP",
    null,
    { onText: (_, socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") },
    ["certificate: not_tls"],
    [],
  ],
  [
    "a hang-up",
    null,
    { onText: (_, socket) => socket.end() },
    ["certificate: connection_closed"],
    ["source_address_varies"],
  ],
])("over TLS, a peer with %s", async ([, tls, script, expected, limits]) => {
  const { report } = await overTls(await peerOf(script, tls ? { ...trusted, ...tls } : undefined));
  expect(faults(report.rungs)).toEqual(expected);
  expect(report.limits).toEqual(limits);
});

/** Answers the first handshake, which shows the certificate, and no second one. */
async function stallingTls(): Promise<Peer> {
  const tls = await peerOf(fine, trusted);
  let connections = 0;
  return peerOf({
    onOpen: (socket) => {
      connections += 1;
      if (connections > 1) return;
      const back = connect(tls.port, "127.0.0.1").on("error", () => undefined);
      socket.pipe(back).pipe(socket);
    },
  });
}

test("peers that keep us waiting get a precise result", async () => {
  const half = answering((request) => answerTo(request, "200 OK").slice(0, -30));
  const withoutBody = answering((request) => answerTo(request, "200 OK").replace("Length: 0", "Length: 5"));
  const trickle: Script = {
    onText: (_, socket) => {
      const timer = setInterval(() => socket.write("\r\n"), 50);
      socket.on("close", () => clearInterval(timer));
    },
  };
  const results = await Promise.all([
    overTcp(await peerOf({})),
    overTcp(await peerOf(half)),
    overTcp(await peerOf(withoutBody)),
    overTcp(await peerOf(trickle)),
    overTls(await peerOf({})),
    overTls(await stallingTls()),
  ]);
  expect(results.flatMap(({ report }) => faults(report.rungs))).toEqual([
    "options: no_sip_answer",
    "options: message_incomplete",
    "options: message_incomplete",
    "options: no_sip_answer",
    "certificate: no_tls_answer",
    "tls: no_tls_answer",
  ]);
  for (const { report } of results) expect(report.isAlive).toBe(false);
  expect(results[0]?.report.limits).toEqual(["source_address_varies"]);
});

test.for<[string, string]>([
  ["127.0.0.1", "host_not_public"],
  ["localhost", "host_not_public"],
  ["2130706433", "host_not_public"],
  ["0x7f000001", "host_not_public"],
  ["127.1", "host_not_public"],
  ["0177.0.0.1", "host_not_public"],
  ["0.0.0.0", "host_not_public"],
  ["[::ffff:127.0.0.1]", "host_not_public"],
  ["169.254.169.254", "host_not_public"],
  ["010.8.8.8", "host_invalid"],
  ["sip:sip.example.com", "host_invalid"],
  ["sip.example.com:5060", "host_invalid"],
  ["sip.example.com/path", "host_invalid"],
  ["user@sip.example.com", "host_invalid"],
])("without loopback targets, the host %s is refused by its spelling", async ([host, code]) => {
  const { report } = await probe({ host, port: 9, transport: "tcp" }, { loopbackTargets: false });
  expect(faults(report.rungs)).toEqual([`syntax: ${code}`]);
  expect(report).toMatchObject({ level: "none", isAlive: false, addresses: [] });
});
