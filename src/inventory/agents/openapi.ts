import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { agentExample, destinationExamples } from "./example";
import { agent, agentCheck } from "./responses";
import type { AgentOperations } from "./routes";

const checkExample = {
  agent_id: agentExample.id,
  result: "ok",
  steps: [
    { step: "name", result: "ok", detail: "agents.example.com has only public addresses.", latency_ms: null },
    { step: "handshake", result: "ok", detail: "The WebSocket was opened, and closed again.", latency_ms: 42 },
  ],
  checked_at: "2026-11-22T10:00:00.000Z",
};

/** A body for each kind of destination. */
const destinationBodies = (body: (destination: object) => object) =>
  Object.fromEntries(
    Object.entries(destinationExamples).map(([kind, { summary, destination }]) => [
      kind,
      { summary, value: body(destination) },
    ]),
  );

export const agentDocs = describe<AgentOperations>("Agents", {
  listAgents: {
    summary: "List agents",
    description: "Your agents, the newest first unless `sort` says otherwise.",
    success: { 200: answer(pageOf(agent, "AgentPage"), "A page of agents.", pageBody([agentExample], null)) },
  },
  createAgent: {
    summary: "Create an agent",
    description:
      "An agent is a destination of calls. Only the destination's form is validated; use `check` to find out " +
      "whether it answers.",
    bodies: destinationBodies((destination) => ({ name: "Front desk", destination })),
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
      "Checks whether the agent's destination answers: looks its name up, then opens a WebSocket (`stream`, " +
      "`conversation_relay`) or sends a HEAD (`redirect`). For a `sip` destination only the name is checked; " +
      "`dial` and `say` can't be checked. Nothing is sent to an address that is not public. If the DNS look-up " +
      "fails, the result is `inconclusive`.",
    success: { 200: answer(agentCheck, "The result of the check.", checkExample) },
  },
  updateAgent: {
    summary: "Change an agent",
    description:
      "Changes the fields that are sent; a destination is replaced as a whole. The next call to each of the " +
      "agent's numbers goes there. With `If-Match`, refused if the agent has changed since you read it. Also " +
      "refused: a `dial` destination whose own routing leads back to this agent (`routing_loop`).",
    bodies: {
      ...destinationBodies((destination) => ({ destination })),
      name: { summary: "Another name", value: { name: "Reception" } },
    },
    success: { 200: answer(agent, "The agent as it is now.", agentExample) },
  },
  deleteAgent: {
    summary: "Delete an agent",
    description:
      "Refused while numbers use the agent, by assignment or in their routing plans; the problem names them in " +
      "`phone_numbers`. With `force`, up to 1,000 assignments end (needs `numbers:write`, too) and routing plans " +
      "skip the agent. Also refused: a deletion after which a number would fall back at once to a number that " +
      "dials it (`routing_loop`).",
    success: { 204: { description: "The agent is deleted." } },
  },
});
