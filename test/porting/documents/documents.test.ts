import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { cleanup } from "#operations/cleanup/cleanup";
import { announceObject } from "#porting/documents/discarded-objects";
import { documentsToScan } from "#porting/documents/queries";
import { scanDocument } from "#porting/documents/scan-document";
import { BrokenUpload, storeObject } from "#porting/documents/stored-object";
import { type Answer, admin, type Json, send } from "../../support/api";
import { contextOf } from "../../support/inventory";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

const MB = 1024 * 1024;
const encode = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));
const pdf = encode("%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n");

/** A file of this many bytes that begins and ends like a PDF. */
function pdfOf(bytes: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(bytes).fill(0x20);
  file.set(encode("%PDF-1.4\n"));
  file.set(encode("%%EOF\n"), bytes - 6);
  return file;
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function draft({ api }: Tenant, fields: object = {}): Promise<string> {
  const { body } = await api.post("/v1/porting-requests", fields);
  return `/v1/porting-requests/${body.id}`;
}

/** Uploads bytes; `headers` replaces those of a good upload. */
const upload = (
  { key }: Pick<Tenant, "key">,
  request: string,
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = {},
  query = "kind=bill&filename=bill.pdf",
): Promise<Answer> =>
  send(`${request}/documents?${query}`, {
    method: "POST",
    body,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/pdf",
      ...("length" in body && { "content-length": String(body.length) }),
      ...headers,
    },
  });

const objectsOf = async (request: string) =>
  (await env.DOCUMENTS.list()).objects.filter(({ key }) => key.includes(request.split("/").at(-1) ?? "?"));

async function leftovers(request: string): Promise<Json> {
  const discarded = await env.DB.prepare("select count(*) as n from porting_discarded_objects where id like ?")
    .bind(`%${request.split("/").at(-1)}%`)
    .first<number>("n");
  const { body } = await admin.get(`${request}/documents`);
  return { objects: (await objectsOf(request)).length, discarded, documents: body.data.length };
}

const nothing = { objects: 0, discarded: 0, documents: 0 };

test("an uploaded document is stored, named in the timeline and the event log, and comes back as a file to store", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const made = await upload(tenant, request, pdf);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect(made.body).toMatchObject({
    kind: "bill",
    filename: "bill.pdf",
    content_type: "application/pdf",
    bytes: pdf.length,
    sha256: hex(await crypto.subtle.digest("SHA-256", pdf)),
    status: "stored",
    detail: null,
    origin: "uploaded",
  });
  const at = made.headers.get("location") ?? "";
  expect((await tenant.api.get(at)).body).toEqual(made.body);
  expect((await tenant.api.get(`${request}/documents`)).body.data).toEqual([made.body]);
  expect((await tenant.api.get(request)).headers.get("etag")).toBe('"2"');
  const { data } = (await tenant.api.get(`/v1/events?subject_id=${request.split("/").at(-1)}`)).body;
  expect(data.map(({ type }: Json) => type)).toContain("porting_request.document_added");

  const { url } = (await tenant.api.post(`${at}/download-url`)).body;
  const { pathname, search } = new URL(url);
  const file = await send(pathname + search);
  expect(file.status).toBe(200);
  expect(file.body).toBe(new TextDecoder().decode(pdf));
  expect(Object.fromEntries(file.headers)).toMatchObject({
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="bill.pdf"; filename*=UTF-8''bill.pdf`,
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
  });
  expect((await send(pathname + search.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")))).status).toBe(404);
});

test("a name in any script survives in the download's header", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const query = new URLSearchParams({ kind: "other", filename: 'Rechnung "März" (1).pdf' });
  const made = await upload(tenant, request, pdf, {}, String(query));
  const { url } = (await tenant.api.post(`${made.headers.get("location")}/download-url`)).body;
  const { headers } = await send(url.replace(/^https:\/\/[^/]+/, ""));
  expect(headers.get("content-disposition")).toBe(
    `attachment; filename="Rechnung _M_rz_ (1).pdf"; filename*=UTF-8''Rechnung%20%22M%C3%A4rz%22%20%281%29.pdf`,
  );
});

test("the same file again is the document that is there", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const [first, again] = [await upload(tenant, request, pdf), await upload(tenant, request, pdf)];
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toEqual(first.body);
  expect(await leftovers(request)).toEqual({ objects: 1, discarded: 0, documents: 1 });
  expect((await upload(tenant, request, pdf, {}, "kind=csr&filename=bill.pdf")).status).toBe(201);
});

const refusals: Record<
  string,
  [status: number, code: string, body: Uint8Array<ArrayBuffer>, headers?: Record<string, string>]
> = {
  "no contents": [422, "document_empty", new Uint8Array(0)],
  "a page that says it is a PDF": [422, "document_type_mismatch", encode("<!doctype html><p>bill</p>")],
  "a PDF that says it is an image": [422, "document_type_mismatch", pdf, { "content-type": "image/png" }],
  "a large file of another kind": [422, "document_type_mismatch", new Uint8Array(MB)],
  "an encrypted PDF": [422, "document_encrypted", encode("%PDF-1.4\ntrailer << /Encrypt 5 0 R >>\n%%EOF")],
  "a PDF without its end": [422, "document_incomplete", encode("%PDF-1.4\ntrailer <<")],
  "more than 10 MB": [413, "body_too_large", pdf, { "content-length": String(10 * MB + 1) }],
  "another media type": [415, "unsupported_media_type", pdf, { "content-type": "application/msword" }],
  "a form": [415, "unsupported_media_type", pdf, { "content-type": "multipart/form-data; boundary=x" }],
  "fewer bytes than announced": [422, "document_incomplete", pdf, { "content-length": String(pdf.length + 1) }],
  "more bytes than announced": [422, "document_incomplete", pdf, { "content-length": String(pdf.length - 1) }],
};

test.each(Object.entries(refusals))("%s is refused, and nothing is left", async (_, [status, code, body, headers]) => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const answer = await upload(tenant, request, body, headers);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.body.detail.length).toBeGreaterThan(40);
  if (status === 413) expect(answer.body.limit).toBe(10 * MB);
  expect(await leftovers(request)).toEqual(nothing);
  expect((await tenant.api.get(request)).headers.get("etag")).toBe('"1"');
});

test("a file without its length is refused", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const body = new Blob([pdf]).stream();
  expect((await upload(tenant, request, body)).body).toMatchObject({ status: 411, code: "length_required" });
});

test("an upload whose sender goes away leaves nothing", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const file = pdfOf(MB);
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent >= MB / 2) return controller.error(new Error("connection reset"));
      controller.enqueue(file.slice(sent, sent + 65_536));
      sent += 65_536;
    },
  });
  const answer = await upload(tenant, request, body, { "content-length": String(MB) });
  expect([answer.status, answer.body.code]).toEqual([422, "document_incomplete"]);
  expect(await leftovers(request)).toEqual(nothing);
});

test("an object whose upload died before its row was written is deleted by cleanup, and none before", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  await upload(tenant, request, pdf);
  const ctx = contextOf(tenant.id);
  const key = `porting/${tenant.id}/${request.split("/").at(-1)}/doc_dead`;
  await announceObject(ctx, key);
  await env.DOCUMENTS.put(key, pdf);
  await cleanup.slice({ ...ctx, now: ctx.now + 59 * 60_000 }, null, () => true);
  expect(await leftovers(request)).toEqual({ objects: 2, discarded: 1, documents: 1 });
  await cleanup.slice({ ...ctx, now: ctx.now + 60 * 60_000 }, null, () => true);
  expect(await leftovers(request)).toEqual({ objects: 1, discarded: 0, documents: 1 });
});

test("10 MB pass through a few chunks at a time", async () => {
  const chunkBytes = 64 * 1024;
  const file = pdfOf(10 * MB);
  let [produced, consumed, most] = [0, 0, 0];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (produced === file.length) return controller.close();
        controller.enqueue(file.slice(produced, produced + chunkBytes));
        produced += chunkBytes;
        most = Math.max(most, produced - consumed);
      },
    },
    { highWaterMark: 0 },
  );
  // Stands in for R2: it takes a chunk, and is slow with it.
  const documents = {
    put: async (_: string, readable: ReadableStream<Uint8Array>) => {
      for await (const chunk of readable) {
        await Promise.resolve();
        consumed += chunk.length;
      }
    },
  } as unknown as R2Bucket;
  const stored = await storeObject(
    { documents },
    { key: "k", contentType: "application/pdf", body, length: file.length, inspect: () => undefined },
  );
  expect(stored).toEqual({ bytes: 10 * MB, sha256: hex(await crypto.subtle.digest("SHA-256", file)) });
  expect(consumed).toBe(10 * MB);
  expect(most).toBeLessThanOrEqual(4 * chunkBytes);
});

test("the bucket never gets the end of contents that are refused", async () => {
  let got = 0;
  const documents = {
    put: async (_: string, readable: ReadableStream<Uint8Array>) => {
      for await (const chunk of readable) got += chunk.length;
    },
  } as unknown as R2Bucket;
  const file = pdfOf(3_000);
  const body = new Blob([file]).stream();
  const refuse = () => {
    throw new BrokenUpload("no");
  };
  const storing = storeObject(
    { documents },
    { key: "k", contentType: "application/pdf", body, length: 3_000, inspect: refuse },
  );
  await expect(storing).rejects.toThrow("no");
  expect(got).toBeLessThan(3_000);
});

test("a document is deleted with its contents from a draft, and not once the request is with a carrier", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const { headers } = await upload(tenant, request, pdf);
  const at = headers.get("location") ?? "";
  const id = request.split("/").at(-1);
  await env.DB.prepare("update porting_requests set status = 'in_process' where id = ?").bind(id).run();
  expect((await tenant.api.delete(at)).body).toMatchObject({ status: 409, code: "illegal_transition" });
  await env.DB.prepare("update porting_requests set status = 'draft' where id = ?").bind(id).run();
  expect((await tenant.api.delete(at)).status).toBe(204);
  expect((await tenant.api.delete(at)).status).toBe(204);
  expect(await leftovers(request)).toEqual(nothing);
  await env.DB.prepare("update porting_requests set status = 'completed' where id = ?").bind(id).run();
  expect((await upload(tenant, request, pdf)).body).toMatchObject({ status: 409, code: "illegal_transition" });
});

test("a request takes 50 documents", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  await upload(tenant, request, pdf);
  await env.DB.prepare(
    `insert into porting_documents select porting_documents.id || value, porting_request_id, tenant_id, kind, filename, content_type, bytes,
       sha256 || value, status, detail, origin, next_scan_at, created_at
     from porting_documents, json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49]')
     where porting_request_id = ?`,
  )
    .bind(request.split("/").at(-1))
    .run();
  const answer = await upload(tenant, request, pdfOf(500));
  expect(answer.body).toMatchObject({ status: 409, code: "document_limit_reached", limit: 50 });
  expect(await objectsOf(request)).toHaveLength(1);
});

test("a neighbour sees no documents, and an operator sees them", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const request = await draft(tenant);
  const at = (await upload(tenant, request, pdf)).headers.get("location") ?? "";
  for (const path of [`${request}/documents`, at]) {
    expect([(await neighbour.api.get(path)).status, (await admin.get(path)).status]).toEqual([404, 200]);
  }
  expect((await neighbour.api.post(`${at}/download-url`)).status).toBe(404);
  expect((await upload(neighbour, request, pdf)).status).toBe(404);
});

const forLetter = {
  losing_carrier: { name: "Old Line" },
  customer: { type: "business", name: "Żółw GmbH" },
  authorized_person: { name: "Łukasz Źdźbło", email: "l@example.com" },
  service_address: { street: "1 Main St", city: "Toronto", state: "ON", postal_code: "M5H 2N2", country: "CA" },
  account_number: "0012345678",
};

test("a letter is made on the operator path, once for the same facts, without the account number", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant, { ...forLetter, phone_numbers: ["+18005550199"] });
  const made = await tenant.api.post(`${request}/letter-of-authorization`);
  expect(made.body).toMatchObject({ kind: "loa", origin: "made", filename: "letter-of-authorization.pdf" });
  expect([made.status, (await tenant.api.post(`${request}/letter-of-authorization`)).status]).toEqual([201, 200]);
  const [object] = await objectsOf(request);
  const text = await (await env.DOCUMENTS.get(object?.key ?? ""))?.text();
  expect(text).toMatch(/^%PDF-/);
  expect(text).toContain([..."Lukasz Zdzblo"].map((letter) => letter.charCodeAt(0).toString(16)).join(""));
  expect(text).not.toContain([..."0012345678"].map((digit) => digit.charCodeAt(0).toString(16)).join(""));
});

test("a letter is refused where Twilio sends its own, and while facts are missing or cannot be printed", async () => {
  const tenant = await withTenant();
  const letterOf = async (fields: object) =>
    (await tenant.api.post(`${await draft(tenant, fields)}/letter-of-authorization`)).body;
  expect(await letterOf({ ...forLetter, phone_numbers: [freshNumber()] })).toMatchObject({
    code: "illegal_transition",
  });
  const { errors, code } = await letterOf({ phone_numbers: ["+18005550199"], customer: forLetter.customer });
  expect([code, errors.map(({ pointer }: Json) => pointer)]).toEqual([
    "validation_failed",
    ["/losing_carrier", "/authorized_person", "/service_address"],
  ]);
  const person = { name: "王小明", email: "w@example.com" };
  expect(await letterOf({ ...forLetter, authorized_person: person, phone_numbers: ["+18005550199"] })).toMatchObject({
    code: "letter_not_printable",
    errors: [{ pointer: "/authorized_person/name" }],
  });
});

test("a scanner decides what becomes of a document, and is asked again while it is silent", async () => {
  const tenant = await withTenant();
  const request = await draft(tenant);
  const at = (await upload(tenant, request, pdf)).headers.get("location") ?? "";
  await env.DB.prepare("update porting_documents set status = 'scanning', next_scan_at = 1 where id = ?")
    .bind(at.split("/").at(-1))
    .run();
  const ctx = contextOf(tenant.id);
  const due = async (later = 0) =>
    (await documentsToScan({ db: ctx.db, now: ctx.now + later }, { after: null, limit: 50 })).filter(
      (row) => row.tenantId === tenant.id,
    );
  const [document] = await due();
  if (!document) throw new Error("The document waits for no scan.");
  await scanDocument({ ...ctx, scanDocument: async () => ({ kind: "unanswered" }) }, document);
  expect((await tenant.api.get(at)).body.status).toBe("scanning");
  expect((await tenant.api.post(`${at}/download-url`)).body.code).toBe("document_not_available");
  expect([(await due()).length, (await due(5 * 60_000)).length]).toEqual([0, 1]);
  let scanned = "";
  const find = async ({ body }: { readonly body: ReadableStream }) => {
    scanned = await new Response(body).text();
    return { kind: "infected", detail: "Eicar-Test-Signature" } as const;
  };
  await scanDocument({ ...ctx, scanDocument: find }, document);
  await scanDocument({ ...ctx, scanDocument: async () => ({ kind: "clean" }) }, { ...document }).catch(() => undefined);
  expect(scanned).toBe(new TextDecoder().decode(pdf));
  expect((await tenant.api.get(at)).body).toMatchObject({ status: "rejected", detail: "Eicar-Test-Signature" });
  const { data } = (await tenant.api.get(`/v1/events?subject_id=${request.split("/").at(-1)}`)).body;
  expect(data.filter(({ type }: Json) => type === "porting_request.document_rejected")).toHaveLength(1);
  await cleanup.slice(ctx, null, () => true);
  expect(await objectsOf(request)).toHaveLength(0);
  expect((await upload(tenant, request, pdf)).status).toBe(201);
});
