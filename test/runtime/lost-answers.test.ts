import { afterEach, expect, test, vi } from "vitest";
import { ownedBy } from "../support/carrier";
import { withAgent } from "../support/conversation";
import { interceptQueries } from "../support/database";
import { freshNumber, withTenant } from "../support/seed";
import { connect } from "../support/sockets";
import { watchFeeds } from "../support/woken-feeds";

/** Writes that D1 commits although no answer of it comes. */

afterEach(() => {
  vi.restoreAllMocks();
});

/** Loses the answer to the next write of an event, which is made; and notes which objects the Worker asks for. */
function loseAnswer() {
  let lost = 0;
  interceptQueries(async (proceed, sql) => {
    const result = await proceed();
    if (lost > 0 || !/insert into "?events/i.test(sql)) return result;
    lost += 1;
    throw new Error("D1_ERROR: Network connection lost.");
  });
  return { asked: watchFeeds(), lost: () => lost };
}

test.for([
  ["agent", "/v1/agents"],
  ["metadata", "/v1/phone-numbers/:assigned"],
  ["suspension", "/v1/phone-numbers/:assigned/suspend"],
  ["assignment", "/v1/phone-numbers/:free/assign"],
  ["reservation", "/v1/reservations"],
] as const)("a change by the API wakes the live feed although the answer of D1 is lost: %s", async ([change, path]) => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  const free = await ownedBy(tenant);
  const client = await connect(tenant);
  const bodies = {
    agent: { name: "Desk", destination: { kind: "say", message: "Hello." } },
    metadata: { metadata: { floor: "3" } },
    suspension: undefined,
    assignment: { agent_id: agentId },
    reservation: { phone_number: freshNumber() },
  };
  const { asked, lost } = loseAnswer();
  const url = path.replace(":assigned", number.id).replace(":free", free.id);
  await tenant.api[change === "metadata" ? "patch" : "post"](url, bodies[change]);
  expect({ lost: lost(), asked }).toEqual({ lost: 1, asked: expect.arrayContaining([tenant.id]) });
  client.close();
});
