import { booleanInQuery, csvInstead, ctxOf } from "#kernel/http/http";
import { csvText } from "#kernel/http/input-text";
import { json, needs, operation, other } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { addTrunkNumbers } from "./add-numbers";
import { removeNumberFromTrunk } from "./remove-number";
import type { TrunkNumbersAdded } from "./responses";
import { newTrunkNumbers, numbersInCsv } from "./wire";

const add = operation({
  id: "addSipTrunkPhoneNumbers",
  method: "post",
  path: "/v1/sip-trunks/{sip_trunk_id}/phone-numbers",
  access: needs("trunks:write", "numbers:write"),
  idempotent: true,
  body: newTrunkNumbers,
  success: { 200: json<TrunkNumbersAdded>() },
  failures: ["illegal_transition", "number_limit_reached"],
});

const remove = operation({
  id: "removeSipTrunkPhoneNumber",
  method: "delete",
  path: "/v1/sip-trunks/{sip_trunk_id}/phone-numbers/{phone_number_id}",
  access: needs("trunks:write", "numbers:write"),
  conditional: true,
  query: () => z.strictObject({ force: booleanInQuery("With `true`, also a number with an agent.") }),
  success: { 204: other },
  failures: ["deletion_locked", "agent_assigned", "changed_meanwhile"],
});

export type TrunkNumberOperations = typeof add | typeof remove;

export const trunkNumberRoutes = createRouter()
  .operation(
    add,
    async (c) =>
      c.json(
        await addTrunkNumbers(ctxOf(c), c.req.valid("param").sip_trunk_id, c.req.valid("json").phone_numbers),
        200,
      ),
    csvInstead(async (c) => {
      const id = c.req.param("sip_trunk_id") ?? "";
      return c.json(await addTrunkNumbers(ctxOf(c), id, numbersInCsv(await csvText(c.req))), 200);
    }),
  )
  .operation(remove, async (c) => {
    const { sip_trunk_id, phone_number_id } = c.req.valid("param");
    const { force = false } = c.req.valid("query");
    const ifMatch = c.req.valid("header")["if-match"];
    await removeNumberFromTrunk(ctxOf(c), sip_trunk_id, phone_number_id, { force, ifMatch });
    return c.body(null, 204);
  });
