import { afterAll, afterEach, beforeAll } from "vitest";
import type { ProbedGateway, RungResult } from "#sip/probe/gateway";
import { type Certificate, makeCertificate } from "./certificates.ts";
import { type Prober, startProber } from "./harness.ts";
import { answering, answerTo, type Peer, type Script, startPeer } from "./peer.ts";

/** Starts a prober that trusts `authority` for the tests of a file, and closes their peers after each. */
export function scriptedPeers(authority: Certificate) {
  let prober: Prober;
  const peers: Peer[] = [];
  beforeAll(async () => {
    prober = await startProber(authority.certFile);
  });
  afterAll(() => prober.dispose());
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
  });
  const probe: Prober["probe"] = (...args) => prober.probe(...args);
  return {
    probe,
    async peerOf(...args: Parameters<typeof startPeer>): Promise<Peer> {
      const peer = await startPeer(...args);
      peers.push(peer);
      return peer;
    },
    /** Closes a peer, whose port is then free. */
    async close(peer: Peer): Promise<void> {
      peers.splice(peers.indexOf(peer), 1);
      await peer.close();
    },
    overTcp: ({ port }: Peer, more: Partial<ProbedGateway> = {}) =>
      probe({ host: "127.0.0.1", port, transport: "tcp", ...more }),
  };
}

export const newAuthority = (): Certificate => makeCertificate({ name: "Test authority", isAuthority: true });

export const fine: Script = answering((request) => answerTo(request, "200 OK", ["Server: Scripted/1"]));

/** The rungs that did not pass, with their causes. */
export const faults = (results: readonly RungResult[]): string[] =>
  results.flatMap(({ rung, code }) =>
    code === null || code === "earlier_rung_failed" || code === "not_applicable" ? [] : [`${rung}: ${code}`],
  );
