import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { type ReportTrunk, verifyTrunk } from "#connections/sip-trunks/verify-trunk";
import { openFinding } from "#findings/facts";
import { reportTrunk } from "#operations/connection-checks/trunk-findings";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { change } from "../../support/event-log";
import { withTenant } from "../../support/seed";

/** The findings that follow from a verification stand and fall with its result. */

/** A trunk whose gateway is down and whose certificate is about to expire: probes over UDP keep both. */
async function troubledTrunk() {
  const tenant = await withTenant();
  const { body } = await tenant.api.post("/v1/sip-trunks", {
    name: "Carrier",
    provider: "generic",
    gateways: [{ host: "198.51.99.7", transport: "udp" }],
  });
  await change(
    `update sip_gateways set ping = '{"isUp":false,"contrary":0,"lastProbeAt":null,"lastAnswerAt":null}',
      certificate_expires_at = ${Date.now() + 5 * 86_400_000} where sip_trunk_id = ?`,
    body.id,
  );
  const verify = (report: ReportTrunk) =>
    verifyTrunk(createJobContext(env, createExecutionContext()), {
      tenantId: tenant.id,
      id: body.id,
      showsSteps: false,
      report,
    });
  const openFindings = async (): Promise<string[]> =>
    (await tenant.api.get("/v1/findings?status=open")).body.data.map(({ kind }: Json) => kind).toSorted();
  return { ...tenant, tenantId: tenant.id, path: `/v1/sip-trunks/${body.id}`, id: body.id, verify, openFindings };
}

test("a verification that the API starts opens and closes findings, as the job's do", async () => {
  const { api, id, path, openFindings } = await troubledTrunk();
  await api.post(`${path}/verify`);
  expect((await api.get(path)).body.status).toBe("failed");
  expect(await openFindings()).toEqual(["sip_certificate_expiring", "sip_trunk_down"]);
  await change("update sip_gateways set ping = null, certificate_expires_at = null where sip_trunk_id = ?", id);
  await api.post(`${path}/verify`);
  expect(await openFindings()).toEqual([]);
});

test("a verification that lost its lease changes no finding", async () => {
  const { api, id, path, verify, openFindings } = await troubledTrunk();
  const late: ReportTrunk = async (ctx, verified, gate) => {
    await change("update sip_trunks set verifying_until = verifying_until + 1 where id = ?", id);
    return await reportTrunk(ctx, verified, gate);
  };
  expect(await verify(late)).toBeNull();
  expect((await api.get(path)).body.status).toBe("unverified");
  expect(await openFindings()).toEqual([]);
  await change("update sip_trunks set verifying_until = 0 where id = ?", id);
  expect(await verify(reportTrunk)).not.toBeNull();
  expect(await openFindings()).toEqual(["sip_certificate_expiring", "sip_trunk_down"]);
  await change("update sip_gateways set ping = null, certificate_expires_at = null where sip_trunk_id = ?", id);
  expect(await verify(late)).toBeNull();
  expect(await openFindings()).toEqual(["sip_certificate_expiring", "sip_trunk_down"]);
});

test("deleting a trunk closes the findings about it and its gateways in the same batch, with their events", async () => {
  const { api, id, tenantId, path, openFindings } = await troubledTrunk();
  await api.post(`${path}/verify`);
  const ctx = createJobContext(env, createExecutionContext());
  const unknown = { tenantId, kind: "trunk_number_unknown", subjectId: id, subjectType: "sip_trunk" } as const;
  await ctx.db.batch(openFinding(ctx, { ...unknown, evidence: { called: "+14155550199" } }));
  expect(await openFindings()).toEqual(["sip_certificate_expiring", "sip_trunk_down", "trunk_number_unknown"]);
  expect((await api.delete(path, { "if-match": '"99"' })).status).toBe(412);
  expect(await openFindings()).toHaveLength(3);
  vi.spyOn(Object.getPrototypeOf(env.DB), "batch").mockRejectedValueOnce(new Error("D1_ERROR: away"));
  expect((await api.delete(path)).status).toBe(503);
  vi.restoreAllMocks();
  expect([(await api.get(path)).status, await openFindings()]).toMatchObject([200, { length: 3 }]);
  expect((await api.delete(path)).status).toBe(204);
  expect(await openFindings()).toEqual([]);
  const { data } = (await api.get("/v1/events?sort=seq&limit=200")).body;
  const types = data.map(({ type }: Json) => type);
  expect(types.slice(-4).toSorted()).toEqual([
    ...["finding.resolved", "finding.resolved", "finding.resolved", "sip_trunk.deleted"],
  ]);
});

test("removing a gateway closes the finding about its certificate, and no other", async () => {
  const { api, id, path, openFindings } = await troubledTrunk();
  await api.post(`${path}/verify`);
  const gateways = [{ host: "198.51.99.8", transport: "udp" }];
  const kept = (await api.get(path)).body.gateways.map((gateway: Json) => ({ id: gateway.id }));
  await api.patch(path, { gateways: [...kept, ...gateways] });
  expect(await openFindings()).toEqual(["sip_certificate_expiring", "sip_trunk_down"]);
  expect((await api.patch(path, { gateways })).status).toBe(200);
  expect(await openFindings()).toEqual(["sip_trunk_down"]);
  expect((await api.get(path)).body.id).toBe(id);
});

test("a verification whose trunk is deleted or loses a gateway while it is under way opens no finding", async () => {
  for (const end of ["delete", "patch"] as const) {
    const { api, path, verify, openFindings } = await troubledTrunk();
    const meanwhile: ReportTrunk = async (ctx, verified, gate) => {
      const body = { gateways: [{ host: "198.51.99.8", transport: "udp" }] };
      expect((await (end === "delete" ? api.delete(path) : api.patch(path, body))).status).toBeLessThan(300);
      return await reportTrunk(ctx, verified, gate);
    };
    expect(await verify(meanwhile)).toBeNull();
    expect(await openFindings()).toEqual([]);
  }
});
