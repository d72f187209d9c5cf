import { etagOf, firstEtag } from "#kernel/http/etag";
import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, other, page, READ_ONLY, type ReadOnlyOf, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { createTrunk } from "./create-trunk";
import { deleteTrunk, type TrunkDeletion } from "./delete-trunk";
import { listTrunks, trunkOf } from "./queries";
import type { CreatedSipTrunk, SipTrunk, SipTrunkPassword } from "./responses";
import { rotatePassword } from "./rotate-password";
import { startProvisioning } from "./start-provisioning";
import { startVerification } from "./start-verification";
import { updateTrunk } from "./update-trunk";
import type { SipTrunkVerification } from "./verification-responses";
import { toVerification } from "./verification-wire";
import type { ReportTrunk } from "./verify-trunk";
import { newSipTrunk, sipTrunkChange, toSipTrunk } from "./wire";

const list = operation({
  id: "listSipTrunks",
  method: "get",
  path: "/v1/sip-trunks",
  access: needs("trunks:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<SipTrunk>() },
});

const create = operation({
  id: "createSipTrunk",
  method: "post",
  path: "/v1/sip-trunks",
  access: needs("trunks:write"),
  idempotent: true,
  body: newSipTrunk,
  success: { 201: versioned<CreatedSipTrunk>() },
  failures: ["sip_trunk_limit_reached", "changed_meanwhile"],
});

const get = operation({
  id: "getSipTrunk",
  method: "get",
  path: "/v1/sip-trunks/{sip_trunk_id}",
  access: needs("trunks:read"),
  success: { 200: versioned<SipTrunk>() },
});

const change = operation({
  id: "updateSipTrunk",
  method: "patch",
  path: "/v1/sip-trunks/{sip_trunk_id}",
  access: needs("trunks:write"),
  conditional: true,
  body: sipTrunkChange,
  readOnly: {
    id: READ_ONLY,
    provider: "This field is read-only. Create another trunk with the other provider.",
    carrier_account_id: "This field is read-only. Create another trunk in the other account.",
    carrier_trunk_sid: READ_ONLY,
    provisioning: "This field is read-only. Use POST /v1/sip-trunks/{sip_trunk_id}/provision.",
    connection: READ_ONLY,
    status: "This field is read-only. Use POST /v1/sip-trunks/{sip_trunk_id}/verify.",
    health: "This field is read-only. Use POST /v1/sip-trunks/{sip_trunk_id}/verify.",
    first_call_at: READ_ONLY,
    created_at: READ_ONLY,
    updated_at: READ_ONLY,
  } satisfies ReadOnlyOf<SipTrunk, typeof sipTrunkChange>,
  success: { 200: versioned<SipTrunk>() },
  failures: ["changed_meanwhile"],
});

const remove = operation({
  id: "deleteSipTrunk",
  method: "delete",
  path: "/v1/sip-trunks/{sip_trunk_id}",
  access: needs("trunks:write"),
  conditional: true,
  success: { 204: other },
  failures: ["sip_trunk_in_use", "changed_meanwhile"],
});

const provision = operation({
  id: "provisionSipTrunk",
  method: "post",
  path: "/v1/sip-trunks/{sip_trunk_id}/provision",
  access: needs("trunks:write"),
  success: { 202: versioned<SipTrunk>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const rotate = operation({
  id: "rotateSipTrunkPassword",
  method: "post",
  path: "/v1/sip-trunks/{sip_trunk_id}/rotate-password",
  access: needs("trunks:write"),
  idempotent: true,
  success: { 200: json<SipTrunkPassword>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const verify = operation({
  id: "verifySipTrunk",
  method: "post",
  path: "/v1/sip-trunks/{sip_trunk_id}/verify",
  access: needs("trunks:write"),
  success: { 202: versioned<SipTrunk>() },
  failures: ["changed_meanwhile"],
});

const verification = operation({
  id: "getSipTrunkVerification",
  method: "get",
  path: "/v1/sip-trunks/{sip_trunk_id}/verification",
  access: needs("trunks:read"),
  success: { 200: json<SipTrunkVerification>() },
});

export type SipTrunkOperations =
  | typeof list
  | typeof create
  | typeof get
  | typeof change
  | typeof remove
  | typeof provision
  | typeof verify
  | typeof verification
  | typeof rotate;

/** The parts come from the inventory and from the findings, which rank higher. */
interface SipTrunkParts extends Omit<TrunkDeletion, "ifMatch"> {
  readonly report: ReportTrunk;
}

export const sipTrunkRoutes = ({ uses, report, closeFindings }: SipTrunkParts) =>
  createRouter()
    .operation(list, async (c) => {
      const page = await listTrunks(ctxOf(c), c.req.valid("query"));
      return c.json(
        listPage(
          c,
          page.rows.map((row) => toSipTrunk(row, ctxOf(c).now)),
          page.nextCursor,
        ),
        200,
      );
    })
    .operation(create, async (c) => {
      const made = await createTrunk(ctxOf(c), c.req.valid("json"));
      return c.json(made, 201, { ETag: firstEtag, Location: `/v1/sip-trunks/${made.id}` });
    })
    .operation(get, async (c) => {
      const found = await trunkOf(ctxOf(c), c.req.valid("param").sip_trunk_id);
      return c.json(toSipTrunk(found, ctxOf(c).now), 200, { ETag: etagOf(found.trunk.version) });
    })
    .operation(change, async (c) => {
      const { "if-match": ifMatch } = c.req.valid("header");
      const trunk = await updateTrunk(ctxOf(c), c.req.valid("param").sip_trunk_id, c.req.valid("json"), {
        ifMatch,
        closeFindings,
      });
      return c.json(toSipTrunk(trunk, ctxOf(c).now), 200, { ETag: etagOf(trunk.trunk.version) });
    })
    .operation(remove, async (c) => {
      const { "if-match": ifMatch } = c.req.valid("header");
      await deleteTrunk(ctxOf(c), c.req.valid("param").sip_trunk_id, { ifMatch, uses, closeFindings });
      return c.body(null, 204);
    })
    .operation(provision, async (c) => {
      const trunk = await startProvisioning(ctxOf(c), c.req.valid("param").sip_trunk_id);
      return c.json(toSipTrunk(trunk, ctxOf(c).now), 202, { ETag: etagOf(trunk.trunk.version) });
    })
    .operation(verify, async (c) => {
      const trunk = await startVerification(ctxOf(c), c.req.valid("param").sip_trunk_id, report);
      return c.json(toSipTrunk(trunk, ctxOf(c).now), 202, { ETag: etagOf(trunk.trunk.version) });
    })
    .operation(verification, async (c) =>
      c.json(toVerification(await trunkOf(ctxOf(c), c.req.valid("param").sip_trunk_id), ctxOf(c).now), 200),
    )
    .operation(rotate, async (c) => c.json(await rotatePassword(ctxOf(c), c.req.valid("param").sip_trunk_id), 200));
