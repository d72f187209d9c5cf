import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { dnsResponse, isDnsRequest } from "../../support/dns";
import { withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

interface Internet {
  /** The addresses that a resolver has for every name; `null`: there is no such name; `"away"`: it does not answer. */
  readonly addresses?: readonly string[] | null | "away";
  /** What any other server answers. */
  readonly server?: (request: Request) => Response;
}

/** Stands in for the internet as a whole: what the check asks, and what was asked. */
function internet({ addresses = ["93.184.216.34"], server }: Internet): Request[] {
  const asked: Request[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as string, init as RequestInit);
    if (isDnsRequest(request)) {
      if (addresses === "away") throw new Error("away");
      return dnsResponse(request, () => addresses);
    }
    asked.push(request);
    if (!server) throw new Error("connection refused");
    return server(request);
  });
  return asked;
}

async function check(destination: Json): Promise<Json> {
  const { api } = await withTenant();
  const { body } = await api.post("/v1/agents", { name: "Desk", destination });
  const answer = await api.post(`/v1/agents/${body.id}/check`);
  expect(answer).toMatchObject({ status: 200, body: { agent_id: body.id, checked_at: expect.any(String) } });
  return answer.body;
}

const stream = { kind: "stream", url: "wss://agents.example.com/media" };
const redirect = { kind: "redirect", url: "https://agents.example.com/twiml" };
const results = ({ result, steps }: Json) => [result, ...steps.map((step: Json) => [step.step, step.result])];

/** A server that opens a WebSocket, and notes when it is closed. */
function opening(): { server: () => Response; closed: Promise<number> } {
  const { promise: closed, resolve: close } = Promise.withResolvers<number>();
  const server = (): Response => {
    const { 0: client, 1: ours } = new WebSocketPair();
    ours.accept();
    ours.addEventListener("close", ({ code }) => close(code));
    return new Response(null, { status: 101, webSocket: client });
  };
  return { server, closed };
}

test("an agent whose WebSocket opens is fine, and it is closed again", async () => {
  for (const kind of ["stream", "conversation_relay"]) {
    const { server, closed } = opening();
    const asked = internet({ server });
    expect(results(await check({ ...stream, kind }))).toEqual(["ok", ["name", "ok"], ["handshake", "ok"]]);
    expect(asked.map(({ url, headers }) => [url, headers.get("upgrade")])).toEqual([
      ["https://agents.example.com/media", "websocket"],
    ]);
    expect(await closed).toBe(1000);
  }
});

test("no request is sent to a server that is not public, under any name", async () => {
  for (const addresses of [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["fd00::1"], ["::ffff:10.0.0.1"]]) {
    const asked = internet({ addresses, server: opening().server });
    const checked = await check(stream);
    expect(results(checked)).toEqual(["failed", ["name", "failed"]]);
    expect(checked.steps[0].detail).toContain("not public");
    expect(asked).toEqual([]);
  }
});

test("a name that does not exist fails; without a resolver the check is inconclusive, and no server gets a request", async () => {
  internet({ addresses: null });
  expect(results(await check(stream))).toEqual(["failed", ["name", "failed"]]);
  for (const server of [opening().server, undefined]) {
    for (const destination of [stream, redirect, { kind: "sip", uri: "sip:desk@sip.example.com" }]) {
      const asked = internet({ addresses: "away", ...(server && { server }) });
      const checked = await check(destination);
      expect(results(checked)).toEqual(["inconclusive", ["name", "inconclusive"]]);
      expect(checked.steps[0].detail).toBe("The DNS look-up failed. Retry later.");
      expect(asked).toEqual([]);
    }
  }
});

test.for([
  [200, "failed"],
  [404, "failed"],
  [500, "failed"],
  [401, "inconclusive"],
  [403, "inconclusive"],
] as const)("a handshake that is answered with %i is %s", async ([status, result]) => {
  internet({ server: () => new Response("no", { status }) });
  expect(results(await check(stream))).toEqual([result, ["name", "ok"], ["handshake", result]]);
});

test.for([
  [200, "ok"],
  [204, "ok"],
  [302, "failed"],
  [404, "failed"],
  [405, "inconclusive"],
  [403, "inconclusive"],
  [503, "failed"],
] as const)("a TwiML server that answers HEAD with %i is %s", async ([status, result]) => {
  const headers = { location: "http://169.254.169.254/" };
  const asked = internet({ server: () => new Response(null, { status, headers }) });
  expect(results(await check(redirect))).toEqual([result, ["name", "ok"], ["request", result]]);
  expect(asked.map(({ method, redirect: follows }) => [method, follows])).toEqual([["HEAD", "manual"]]);
});

test("a server that does not answer fails", async () => {
  internet({});
  for (const [destination, step] of [
    [stream, "handshake"],
    [redirect, "request"],
  ] as const) {
    expect(results(await check(destination))).toEqual(["failed", ["name", "ok"], [step, "failed"]]);
  }
});

test("for a SIP destination only the host name is checked, and for a number or a message nothing", async () => {
  const asked = internet({});
  const sip = (uri: string) => check({ kind: "sip", uri });
  expect(results(await sip("sip:desk@sip.example.com:5061;transport=tls"))).toEqual(["inconclusive", ["name", "ok"]]);
  expect(results(await sip("sip:desk@93.184.216.34"))).toEqual(["inconclusive", ["name", "ok"]]);
  internet({ addresses: ["192.168.1.1"] });
  expect(results(await sip("sip:desk@sip.example.com"))).toEqual(["failed", ["name", "failed"]]);
  expect(results(await check({ kind: "dial", phone_number: "+14155550199" }))).toEqual(["not_applicable"]);
  expect(results(await check({ kind: "say", message: "Hi" }))).toEqual(["not_applicable"]);
  expect(asked).toEqual([]);
});
