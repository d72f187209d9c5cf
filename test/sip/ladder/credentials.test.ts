import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { ProbedGateway, RungResult } from "#sip/probe/gateway";
import { answering, answerTo, type Script } from "./peer.ts";
import { faults, fine, newAuthority, scriptedPeers } from "./scripted-peers.ts";

/** Peers that ask for credentials, and gateways that have some. */

const { probe, peerOf, overTcp } = scriptedPeers(newAuthority());

const credentials = { username: "alice", password: "Planted-Secret-4711", realm: null };
const challenge = (more: string): string => `WWW-Authenticate: Digest realm="sip:carrier.example", nonce="n1", ${more}`;

/** What a server does with `Authorization`: refuses it until its answer is right. */
const guarded = (more: string, refusal = "401 Again"): Script =>
  answering((request) => {
    const field = /^Authorization: Digest (.*)$/m.exec(request)?.[1] ?? "";
    const partOf = (name: string): string => new RegExp(`${name}="?([^",]*)`).exec(field)?.[1] ?? "";
    const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
    const ha1 = md5(`${credentials.username}:${partOf("realm")}:${credentials.password}`);
    const ha2 = md5(`OPTIONS:${partOf("uri")}`);
    const parts = more.includes("qop") ? [ha1, "n1", partOf("nc"), partOf("cnonce"), "auth", ha2] : [ha1, "n1", ha2];
    if (field === "") return answerTo(request, "401 Unauthorized", [challenge(more)]);
    const isRight = partOf(" response") === md5(parts.join(":"));
    return isRight ? answerTo(request, "200 OK") : answerTo(request, refusal, [challenge(more)]);
  });

test("credentials are accepted with and without qop, in a realm that is a URI, and appear nowhere", async () => {
  for (const more of ["", 'qop="auth", algorithm=MD5', 'qop=auth, algorithm="MD5"']) {
    const peer = await peerOf(guarded(more));
    const { report, rung } = await overTcp(peer, credentials);
    expect([report.level, rung.digest.status, rung.digest.sipCode]).toEqual(["authenticated", "passed", 200]);
    expect(JSON.stringify(report) + peer.received.join("")).not.toContain(credentials.password);
  }
});

test.for<[string, Script, Partial<ProbedGateway>, Partial<RungResult>]>([
  [
    "a wrong password",
    guarded('qop="auth"'),
    { password: "wrong" },
    { status: "failed", code: "credentials_refused", sipCode: 401 },
  ],
  [
    "a wrong password, answered 403",
    guarded("", "403 Bad credentials"),
    { password: "wrong" },
    { status: "failed", code: "credentials_refused", sipCode: 403 },
  ],
  ["another realm than the tenant gave", guarded(""), { realm: "other" }, { status: "failed", code: "realm_differs" }],
  [
    "an algorithm that we do not know",
    answering((request) => answerTo(request, "401 Unauthorized", [challenge("algorithm=AKAv1-MD5")])),
    {},
    { status: "unknown", code: "challenge_unsupported" },
  ],
  ["no challenge", fine, {}, { status: "unknown", code: "not_challenged" }],
])("credentials and %s", async ([, script, more, expected]) => {
  const { report, rung } = await overTcp(await peerOf(script), { ...credentials, ...more });
  expect(rung.digest).toMatchObject(expected);
  expect([report.level, report.isAlive]).toEqual(["sip", true]);
});

test("a nonce that was too old is replaced once, and a peer that closes after each answer is called again", async () => {
  let count = 0;
  const script: Script = {
    onText: (text, socket) => {
      count += 1;
      const stale = `WWW-Authenticate: Digest realm="r", nonce="n${count}", stale=true`;
      socket.end(answerTo(text, count < 3 ? "401 Unauthorized" : "200 OK", [stale]));
    },
  };
  const { rung } = await overTcp(await peerOf(script), credentials);
  expect([rung.digest.status, count]).toEqual(["passed", 3]);
});

test("a proxy and the server behind it may both ask for credentials", async () => {
  const script = answering((request) => {
    if (!request.includes("Proxy-Authorization")) {
      return answerTo(request, "407 Proxy", ['Proxy-Authenticate: Digest realm="p", nonce="1"']);
    }
    const isBoth = /^Authorization/m.test(request);
    return answerTo(request, isBoth ? "200 OK" : "401 No", ['WWW-Authenticate: Digest realm="s", nonce="2"']);
  });
  const { report } = await overTcp(await peerOf(script), credentials);
  expect(report.level).toBe("authenticated");
});

test("over UDP nothing past DNS is claimed", async () => {
  const { report } = await probe({ host: "127.0.0.1", port: 5_060, transport: "udp", ...credentials });
  expect(faults(report.rungs)).toEqual(["options: udp_not_probed", "digest: udp_not_probed"]);
  expect(report).toMatchObject({ level: "dns", isAlive: null, limits: ["udp_not_probed"] });
});
