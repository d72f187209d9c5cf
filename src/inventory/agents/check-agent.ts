import type { Context } from "#kernel/ports/context";
import type { ProbeAnswer } from "#kernel/ports/probe";
import { checkHost, type HostCheck, isPublicAddress } from "#kernel/values/address";
import type { Destination } from "#kernel/values/destination";
import { isoTime } from "#kernel/values/time";
import { checkDestinationUrl, type WithUrl } from "./allowed-destination";
import { agentOf } from "./queries";
import { hostOfSipUri, missingInSipUri } from "./sip-uri";
import { storeCheck } from "./store-check";
import type { AgentRow } from "./table";
import type { AgentCheckWire } from "./wire";

type Step = AgentCheckWire["steps"][number];

/**
 * Checks whether an agent's destination answers, as far as that can be found out without a call, and stores the result.
 */
export async function checkAgent(ctx: Context, id: string): Promise<AgentCheckWire> {
  const agent = await agentOf(ctx, id);
  const { result, steps } = await probeAgent(ctx, agent);
  await storeCheck(ctx, agent, { result, detail: steps.at(-1)?.detail ?? "" });
  return { agent_id: id, result, steps, checked_at: isoTime(ctx.now) };
}

/** Checks and writes nothing. */
export async function probeAgent(
  ctx: Context,
  { destination }: Pick<AgentRow, "destination">,
): Promise<Pick<AgentCheckWire, "result" | "steps">> {
  const steps: Step[] = [];
  for (const step of stepsFor(ctx, destination)) {
    const done = await step();
    steps.push(done);
    if (done.result !== "ok") break;
  }
  return { result: resultOf(destination, steps), steps };
}

function resultOf(destination: Destination, steps: readonly Step[]): AgentCheckWire["result"] {
  if (steps.length === 0) return "not_applicable";
  const worst = (["failed", "inconclusive"] as const).find((result) => steps.some((step) => step.result === result));
  // A SIP host with a name may still not answer SIP.
  return worst ?? (destination.kind === "sip" ? "inconclusive" : "ok");
}

function stepsFor(ctx: Context, destination: Destination): (() => Promise<Step>)[] {
  const urlStep = (to: WithUrl) => nameStep(ctx, checkDestinationUrl(ctx.config, to));
  switch (destination.kind) {
    case "stream":
    case "conversation_relay": {
      const url = destination.url.replace(/^ws/i, "http");
      return [() => urlStep(destination), async () => handshakeStep(await ctx.probe.handshake(url))];
    }
    case "redirect":
      return [() => urlStep(destination), async () => requestStep(await ctx.probe.request(destination.url))];
    case "sip":
      return destination.sipTrunkId === undefined ? sipSteps(ctx, destination.uri) : [];
    case "dial":
    case "say":
      return [];
  }
}

function sipSteps(ctx: Context, uri: string): (() => Promise<Step>)[] {
  const missing = missingInSipUri(uri);
  const step = { step: "name", result: "failed", latency_ms: null } as const;
  return [
    async () => (missing === null ? await nameStep(ctx, checkHost(hostOfSipUri(uri))) : { ...step, detail: missing }),
  ];
}

/** Nothing is sent to a name unless all of its addresses are known and public (server-side request forgery). */
async function nameStep(ctx: Context, target: HostCheck): Promise<Step> {
  const answer = (result: Step["result"], detail: string): Step => ({ step: "name", result, detail, latency_ms: null });
  if ("problem" in target) return answer("failed", target.problem);
  if (target.nameToResolve === null) return answer("ok", "The host is a public address.");
  const resolved = await ctx.probe.resolve(target.nameToResolve);
  switch (resolved.kind) {
    case "no_such_name":
      return answer("failed", `The name ${target.nameToResolve} does not exist in DNS.`);
    case "unavailable":
      return answer("inconclusive", "The DNS look-up failed. Retry later.");
    case "addresses":
      return resolved.addresses.every(isPublicAddress)
        ? answer("ok", `${target.nameToResolve} has only public addresses.`)
        : answer("failed", `${target.nameToResolve} has an address that is not public.`);
  }
}

function handshakeStep(answer: ProbeAnswer): Step {
  if (answer.kind === "silent") return { step: "handshake", result: "failed", detail: answer.reason, latency_ms: null };
  const { status, latencyMs } = answer;
  const result = status === 101 ? "ok" : status === 401 || status === 403 ? "inconclusive" : "failed";
  const details = {
    ok: "The WebSocket was opened, and closed again.",
    inconclusive: `The server answered ${status}. It is up, and may accept only Twilio.`,
    failed: `The server answered ${status} instead of opening a WebSocket.`,
  };
  return { step: "handshake", result, detail: details[result], latency_ms: latencyMs };
}

/** The request has no body and no signature, so a server that rejects it with 4xx is up. */
function requestStep(answer: ProbeAnswer): Step {
  if (answer.kind === "silent") return { step: "request", result: "failed", detail: answer.reason, latency_ms: null };
  const { status, latencyMs } = answer;
  const result = status < 300 ? "ok" : status < 400 || status === 404 || status >= 500 ? "failed" : "inconclusive";
  return { step: "request", result, detail: `The server answered HEAD with ${status}.`, latency_ms: latencyMs };
}
