import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { scanDocument } from "#porting/documents/scan-document";
import type { Json } from "../../support/api";
import { contextOf } from "../../support/inventory";
import { draft, uploadBill, uploadDocument } from "../../support/porting";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

const stored = async (request: string): Promise<Json> =>
  await env.DB.prepare("select * from porting_requests where id = ?").bind(request.split("/").at(-1)).first();

const checkOf = async ({ api }: Tenant, request: string): Promise<Json> => (await api.get(request)).body.preflight;

const pointersOf = ({ findings }: Json): string[] => findings.map(({ pointer }: Json) => pointer);

test("each change of a draft's documents makes the pre-flight check anew, in the batch of the change", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant, { phone_numbers: [freshNumber()] });
  const before = await checkOf(tenant, request);
  expect(pointersOf(before)).toContain("/documents/bill");
  const at = (await uploadBill(tenant, request)).headers.get("location") ?? "";
  const after = await checkOf(tenant, request);
  expect(pointersOf(after)).toEqual(pointersOf(before).filter((pointer) => pointer !== "/documents/bill"));
  expect(after.score).toBeGreaterThanOrEqual(before.score);
  const { version } = await stored(request);
  expect((await tenant.api.post(`${request}/preflight`)).body.findings).toEqual(after.findings);
  expect((await stored(request)).version).toBe(version);

  await env.DB.prepare("update porting_documents set status = 'scanning' where id = ?")
    .bind(at.split("/").at(-1))
    .run();
  const document = await env.DB.prepare("select * from porting_documents where id = ?")
    .bind(at.split("/").at(-1))
    .first();
  const ctx = contextOf(tenant.id);
  const row = { ...document, portingRequestId: request.split("/").at(-1), tenantId: tenant.id } as Json;
  await scanDocument({ ...ctx, scanDocument: async () => ({ kind: "infected", detail: "Eicar" }) }, row);
  expect((await checkOf(tenant, request)).findings).toContainEqual(
    expect.objectContaining({ pointer: "/documents/bill", detail: expect.stringContaining("Eicar") }),
  );
  // The scanner has given the contents up already.
  expect((await tenant.api.delete(at)).status).toBe(204);
  expect(await checkOf(tenant, request)).toMatchObject({ score: before.score, findings: before.findings });
});

test("a change of the request during an upload leaves neither the change nor the document out of the check", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant, { phone_numbers: [freshNumber()] });
  const uploads = ["bill", "loa", "other"].map((kind) => uploadDocument(tenant, request, kind));
  const changes = [1, 2, 3].map((at) =>
    tenant.api.patch(request, { customer: { type: "business", name: `Acme ${at}` } }),
  );
  const answers = await Promise.all([...uploads, ...changes]);
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 200, 200, 200]);
  const { findings } = await checkOf(tenant, request);
  expect((await tenant.api.post(`${request}/preflight`)).body.findings).toEqual(findings);
  expect(pointersOf({ findings })).not.toContain("/documents/bill");
  expect(pointersOf({ findings })).not.toContain("/customer");
});
