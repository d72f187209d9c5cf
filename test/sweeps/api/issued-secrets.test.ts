import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { closeTenants } from "#operations/closing/job";
import { type Answer, admin, type Json, send } from "../../support/api";
import { cookieIn, pageWith } from "../../support/browser";
import { allCells } from "../../support/database";
import { runAll } from "../../support/jobs";
import { noteLogs } from "../../support/logged";
import { uploadBill } from "../../support/porting";
import { freshNumber, withTenant } from "../../support/seed";
import { connectWith, upgrade } from "../../support/sockets";

/** Secrets that the platform itself makes, and shows in one answer each. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const DAY = 24 * 60 * 60_000;
const visitor = { "cf-connecting-ip": "198.51.100.77" };

/** The texts of all files in the archive: days of events, and exports of closed tenants. */
async function archivedTexts(): Promise<string[]> {
  const { objects } = await env.ARCHIVE.list();
  return await Promise.all(
    objects.map(async ({ key }) => {
      const file = await env.ARCHIVE.get(key);
      return `${key}: ${await new Response(file?.body.pipeThrough(new DecompressionStream("gzip"))).text()}`;
    }),
  );
}

test("a secret that one answer shows is in no other answer, log line, event, export, file or cell", async () => {
  const logged = noteLogs();
  const tenant = await withTenant();
  const { api } = tenant;
  const secrets = new Map<string, string>([
    ["admin token", env.ADMIN_TOKEN],
    ["Twilio auth token", env.TWILIO_AUTH_TOKEN],
    ["key of the vault", env.SECRETS_KEY],
    ["API key", tenant.key],
    ["PIN on a shared page", "visitor004218"],
    ["account number on a shared page", "VISITOR-0012345679"],
  ]);
  const answers: { readonly text: string; readonly shows: readonly string[] }[] = [];
  /** Notes an answer. `found` are the secrets that it alone, or it again, shows. */
  const note = (answer: Answer, found: Readonly<Record<string, string | undefined>> = {}): Json => {
    for (const [name, text = ""] of Object.entries(found)) {
      expect(text.length, name).toBeGreaterThan(15);
      secrets.set(name, text);
    }
    answers.push({ text: JSON.stringify([answer.body, [...answer.headers]]), shows: Object.keys(found) });
    return answer.body;
  };
  const once = () => ({ "idempotency-key": crypto.randomUUID() });

  const made = await admin.post(`/v1/tenants/${tenant.id}/api-keys`, { name: "Second" }, once());
  note(made, { "second API key": made.body.key });
  const signedIn = await api.post("/v1/sessions", {});
  const [sessionToken] = /[0-9a-f]{64}/.exec(cookieIn(signedIn)) ?? [];
  const csrfToken: string = signedIn.body.csrf_token;
  note(signedIn, { "session token": sessionToken, "CSRF token": csrfToken });
  const page = pageWith(cookieIn(signedIn), csrfToken);
  note(await page.get("/v1/session"), { "CSRF token": csrfToken });
  note(await page.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } }, once()));
  note(await pageWith(cookieIn(signedIn), `${csrfToken}0`).post("/v1/agents", {}));
  note(await pageWith(`${cookieIn(signedIn)}0`, null).get("/v1/session"));
  note(await api.get("/v1/sessions"));

  const ticketAnswer = await api.post("/v1/live/tickets", {});
  const ticket: string = ticketAnswer.body.ticket;
  note(ticketAnswer, { "live ticket": ticket.split(".").at(-1) });
  (await connectWith(ticket)).close();
  const used = await upgrade({ "sec-websocket-protocol": `phone-manager.v1, ticket.${ticket}` });
  used.webSocket?.accept();
  note(await send(`/v1/live?ticket=${ticket}`, { headers: { authorization: `Bearer ${tenant.key}` } }));

  const url = "https://hooks.example.com/sandbox/receiver/secrets";
  const endpoint = await api.post("/v1/webhook-endpoints", { url }, once());
  const at = `/v1/webhook-endpoints/${note(endpoint, { "signing secret": endpoint.body.secret }).id}`;
  const rotated = await api.post(`${at}/rotate-secret`, {}, once());
  note(rotated, { "rotated signing secret": rotated.body.secret });
  note(await api.post(`${at}/test`));
  for (const path of [at, `${at}/deliveries`, "/v1/webhook-endpoints"]) note(await api.get(path));

  const port = note(await api.post("/v1/porting-requests", { phone_numbers: [freshNumber()] }, once()));
  const request = `/v1/porting-requests/${port.id}`;
  const link = await api.post(`${request}/share-links`, { permissions: ["view", "upload", "correct"] }, once());
  const token: string = new URL(link.body.url).pathname.split("/").at(-1) ?? "";
  note(link, { "share-link token": token.split("-").at(-1) });
  const shared = `/ports/${token}`;
  // The page's forms name the page itself, to its own visitor.
  note(await send(shared, { headers: visitor }), { "share-link token": token.split("-").at(-1) });
  note(await send(`${shared}0`, { headers: visitor }));
  const form = {
    method: "POST",
    redirect: "manual",
    headers: { ...visitor, "content-type": "application/x-www-form-urlencoded" },
  };
  const typed = {
    account_number: secrets.get("account number on a shared page") ?? "",
    pin: secrets.get("PIN on a shared page") ?? "",
  };
  const corrected = await send(`${shared}/corrections`, {
    ...form,
    body: new URLSearchParams(typed).toString(),
  } as RequestInit);
  note(corrected, { "share-link token": token.split("-").at(-1) });
  note(await send(shared, { headers: visitor }), { "share-link token": token.split("-").at(-1) });
  expect((await api.get(request)).body.secrets.account_number).toBe(true);
  const bill = note(await uploadBill(tenant, request));
  const download = await api.post(`${request}/documents/${bill.id}/download-url`);
  const signature = new URL(download.body.url).searchParams;
  note(download, { "signature of a download": [...signature.values()].toSorted((a, b) => b.length - a.length)[0] });
  note(await send(new URL(download.body.url).pathname + new URL(download.body.url).search));
  note(await send(`${new URL(download.body.url).pathname}${new URL(download.body.url).search}0`));
  for (const path of ["share-links", "timeline", "documents"]) note(await api.get(`${request}/${path}`));

  note(await send(`/v1/me?api_key=${tenant.key}`, { headers: { authorization: `Bearer ${tenant.key}` } }));
  note(await send("/v1/me", { headers: { authorization: `Basic ${btoa(`${tenant.key}:`)}` } }));
  note(await send("/v1/me", { headers: { authorization: `Bearer ${tenant.key}0` } }));
  for (const path of ["/v1/me", "/v1/events?limit=200", "/v1/findings", request, "/v1/phone-numbers/export"]) {
    note(await api.get(path));
  }
  note(await admin.get(`/v1/tenants/${tenant.id}/api-keys`));
  note(await api.delete("/v1/sessions"));

  const cells = await allCells();
  note(await admin.post(`/v1/tenants/${tenant.id}/close`, { grace_days: 0, retention_days: 0 }));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 12 * DAY });
  await runAll(closeTenants);
  const exported = await archivedTexts();
  expect(exported.filter((text) => text.startsWith(`exports/${tenant.id}/`)).length).toBeGreaterThan(5);
  expect(exported.some((text) => text.includes(port.id))).toBe(true);

  expect(cells.length).toBeGreaterThan(200);
  expect(answers.length).toBeGreaterThan(35);
  expect(logged.length).toBeGreaterThan(30);
  expect(secrets.size).toBe(14);
  const places: readonly (readonly [string, readonly string[]])[] = [
    ["a log line", logged],
    ["a cell", [...cells, ...(await allCells())]],
    ["an archived file", exported],
  ];
  const found = [...secrets].flatMap(([name, text]) => {
    const isIn = (one: string): boolean =>
      [text, btoa(text), encodeURIComponent(text)].some((way) => one.includes(way));
    const inAnswers = answers.filter((one) => !one.shows.includes(name) && isIn(one.text));
    return [
      ...inAnswers.map((one) => `${name} in an answer: ${one.text.slice(0, 120)}`),
      ...places.flatMap(([place, texts]) =>
        texts.filter(isIn).map((one) => `${name} in ${place}: ${one.slice(0, 120)}`),
      ),
    ];
  });
  expect(found).toEqual([]);
  // Each answer that is to show a secret does, so the sweep sees what it looks for.
  for (const { text, shows } of answers) for (const name of shows) expect(text, name).toContain(secrets.get(name));
});
