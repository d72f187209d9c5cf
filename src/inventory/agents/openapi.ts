import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { agent, agentCheck } from "./responses";
import { type AgentOperations, agentExample, stream } from "./routes";

const checkExample = {
  agent_id: agentExample.id,
  result: "ok",
  steps: [
    { step: "name", result: "ok", detail: "agents.example.com has only public addresses.", latency_ms: null },
    { step: "handshake", result: "ok", detail: "The WebSocket was opened, and closed again.", latency_ms: 42 },
  ],
  checked_at: "2026-11-22T10:00:00.000Z",
};

export const agentDocs = describe<AgentOperations>("Agents", {
  listAgents: {
    summary: "List agents",
    description: "Your agents, the newest first unless `sort` says otherwise.",
    success: { 200: answer(pageOf(agent, "AgentPage"), "A page of agents.", pageBody([agentExample], null)) },
  },
  createAgent: {
    summary: "Create an agent",
    description:
      "An agent is where calls go. Its destination is checked for its form only; `check` finds out whether anybody is there.",
    body: { name: "Front desk", destination: stream },
    success: { 201: answer(agent, "The agent.", agentExample) },
  },
  getAgent: {
    summary: "Get an agent",
    description: "One agent, with its version as `ETag`.",
    success: { 200: answer(agent, "The agent.", agentExample) },
  },
  checkAgent: {
    summary: "Check an agent",
    description:
      "Asks where the agent's calls would go whether anybody is there: looks the name up, then opens a WebSocket (`stream`, " +
      "`conversation_relay`) or sends a HEAD (`redirect`). Of a SIP host only the name can be checked from here; `dial` and `say` " +
      "have nothing to ask. Nothing is sent to an address that is not public, or that cannot be looked up at the moment, which makes " +
      "the result `inconclusive`.",
    success: { 200: answer(agentCheck, "What was found out.", checkExample) },
  },
  updateAgent: {
    summary: "Change an agent",
    description:
      "Changes the fields that are sent; a destination is replaced whole. The next call to each of its numbers goes there. With " +
      "`If-Match` it is refused if the agent has changed since you read it. Refused is also to dial a number of yours that would put " +
      "calls through to the agent's own (`routing_loop`).",
    body: { destination: { kind: "sip", uri: "sip:desk@sip.example.com;transport=tls" } },
    success: { 200: answer(agent, "The agent as it is now.", agentExample) },
  },
  deleteAgent: {
    summary: "Delete an agent",
    description:
      "Refused while numbers use it, by assignment or in their routing plans; the problem names them in `phone_numbers`. With " +
      "`force` its assignments end, 1,000 at the most (needs `numbers:write` too), and plans pass over it, unless " +
      "numbers would then fall back at once to one that dials them (`routing_loop`).",
    success: { 200: answer(agent, "The agent as it was.", agentExample) },
  },
});
