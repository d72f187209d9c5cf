import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { cleanup } from "#operations/cleanup/cleanup";
import { type Caller, send } from "../../support/api";
import { contextOf } from "../../support/inventory";
import { withTenant } from "../../support/seed";

const file = new TextEncoder().encode("%PDF-1.4\ntrailer << >>\n%%EOF\n");

/** A draft with a document and a share link. */
async function draft(api: Caller, key: string): Promise<{ request: string; id: string; page: string }> {
  const { id } = (await api.post("/v1/porting-requests", { phone_numbers: ["+13125550100"] })).body;
  const request = `/v1/porting-requests/${id}`;
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/pdf",
    "content-length": String(file.length),
  };
  const query = "kind=bill&filename=bill.pdf";
  const uploaded = await send(`${request}/documents?${query}`, { method: "POST", body: file, headers });
  expect(uploaded.status).toBe(201);
  const { url } = (await api.post(`${request}/share-links`, {})).body;
  return { request, id, page: new URL(url).pathname };
}

const filesOf = async (id: string): Promise<number> =>
  (await env.DOCUMENTS.list()).objects.filter(({ key }) => key.includes(id)).length;

test("a deleted draft takes its documents and share links with it, cleanup their files, and another draft keeps its own", async () => {
  const { id: tenantId, api, key } = await withTenant();
  const [gone, kept] = [await draft(api, key), await draft(api, key)];
  const ctx = contextOf(tenantId);
  expect((await api.delete(gone.request, { "if-match": '"77"' })).status).toBe(412);
  await cleanup.slice(ctx, null, () => true);
  expect([await filesOf(gone.id), (await send(gone.page)).status]).toEqual([1, 200]);
  expect((await api.delete(gone.request)).status).toBe(204);
  const count = async (table: string): Promise<number | null> =>
    await env.DB.prepare(`select count(*) as n from ${table} where tenant_id = ?`).bind(tenantId).first("n");
  expect([await count("porting_documents"), await count("porting_share_links")]).toEqual([1, 1]);
  expect((await send(gone.page)).status).toBe(404);
  await cleanup.slice(ctx, null, () => true);
  expect([await filesOf(gone.id), await filesOf(kept.id)]).toEqual([0, 1]);
  expect((await send(kept.page)).status).toBe(200);
});

test("a draft is deleted while the contents of a refused document wait for cleanup", async () => {
  const { api, key } = await withTenant();
  const { request, id } = await draft(api, key);
  await env.DB.prepare(
    `insert into porting_discarded_objects
     select 'porting/' || tenant_id || '/' || porting_request_id || '/' || id, 1 from porting_documents where porting_request_id = ?`,
  )
    .bind(id)
    .run();
  expect((await api.delete(request)).status).toBe(204);
  expect((await api.get(request)).status).toBe(404);
});
