import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Answer, admin, type Json, send as sendFrom } from "../../support/api";
import { browserForm } from "../../support/browser-form";
import { withTenant } from "../../support/seed";

/** Links of tenants that the platform has suspended or closed. */

/** One address opens pages a few times only, so this file has its own. */
const send = (path: string, init: RequestInit = {}): Promise<Answer> =>
  sendFrom(path, {
    ...init,
    headers: { ...(init.headers as object), "cf-connecting-ip": "198.51.100.250" },
    redirect: "manual",
  });

async function shared() {
  const tenant = await withTenant();
  const request = `/v1/porting-requests/${(await tenant.api.post("/v1/porting-requests", {})).body.id}`;
  const permissions = ["view", "upload", "correct"];
  const { url } = (await tenant.api.post(`${request}/share-links`, { permissions })).body;
  return { tenant, request, path: new URL(url).pathname };
}

const upload = (path: string): Promise<Answer> => {
  const { boundary, bytes } = browserForm([
    ["kind", "bill"],
    ["file", { contents: "%PDF-1.4\ntrailer << >>\n%%EOF\n", filename: "bill.pdf", type: "application/pdf" }],
  ]);
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": String(bytes.length),
  };
  return send(`${path}/documents`, { method: "POST", body: bytes, headers });
};

const correct = (path: string): Promise<Answer> =>
  send(`${path}/corrections`, {
    method: "POST",
    body: "account_number=0012345678",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });

test("while its tenant is suspended a page only shows, says so in plain words, and takes nothing", async () => {
  const { tenant, request, path } = await shared();
  const documents = async (): Promise<Json[]> => (await tenant.api.get(`${request}/documents`)).body.data;
  expect((await send(path)).body).toContain("<form");
  expect((await admin.post(`/v1/tenants/${tenant.id}/suspend`, { reason: "Unpaid." })).status).toBe(200);
  const page = await send(path);
  expect([page.status, page.body.includes("<form")]).toEqual([200, false]);
  expect(page.body).toContain("the account of the person who sent you the link is paused");
  for (const answer of [await upload(path), await correct(path)]) {
    expect([answer.status, answer.body]).toEqual([409, expect.stringContaining("is paused. Ask that person.")]);
    expect(answer.body).not.toContain("Unpaid");
  }
  await admin.post(`/v1/tenants/${tenant.id}/resume`);
  expect(await documents()).toEqual([]);
  expect((await tenant.api.get(request)).body.secrets).toEqual({ account_number: false, pin: false });
  expect((await upload(path)).status).toBe(303);
  expect(await documents()).toHaveLength(1);
});

test("a link of a closed tenant is dead", async () => {
  const { tenant, path } = await shared();
  await env.DB.prepare("update tenants set status = 'closed' where id = ?").bind(tenant.id).run();
  for (const answer of [await send(path), await upload(path), await correct(path)]) {
    expect([answer.status, answer.body]).toEqual([410, expect.stringContaining("This link does not work")]);
  }
});
