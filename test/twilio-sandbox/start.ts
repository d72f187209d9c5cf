import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import twilio, { type Twilio } from "twilio";
import RequestClient from "twilio/lib/base/RequestClient.js";
import { inject } from "vitest";

export const accountSid = "AC00000000000000000000000000005a4d";
export const authToken = "0123456789abcdef0123456789abcdef";

/** The sandbox on a port of its own, with the official SDK pointed at it. */
export interface RunningSandbox {
  origin: string;
  client: Twilio;
  /** A request as curl would send it, with the right credentials unless told otherwise. */
  rest(path: string, init?: RequestInit): Promise<Response>;
  /** What a Worker sees whose outgoing requests all land here, Twilio's host intact. */
  fromWorker(url: string, giveUpMs?: number): Promise<{ status: number; body: string } | { failed: string }>;
  control(method: string, path: string, body?: unknown): Promise<Response>;
  stop(): Promise<void>;
}

/** The official client, unmodified but for the host: every request, links included, goes to the sandbox. */
class SandboxClient extends RequestClient {
  readonly origin: string;
  readonly host: string | undefined;
  readonly asked: string[] = [];

  constructor(origin: string, host?: string) {
    super();
    this.origin = origin;
    this.host = host;
  }

  override request<Body>(options: RequestClient.RequestOptions<Body>) {
    const url = new URL(options.uri);
    this.asked.push(options.uri);
    const headers = this.host === undefined ? options.headers : { ...options.headers, "X-Twilio-Host": this.host };
    return super.request<Body>({
      ...options,
      ...(headers && { headers }),
      uri: this.origin + url.pathname + url.search,
    });
  }
}

export interface SdkUser {
  /** An account or an API key. */
  readonly user?: string;
  /** The account in the paths. */
  readonly accountSid?: string;
  /** The host at Twilio that requests are for, where it is not the one that the SDK knows. */
  readonly host?: string;
}

export function sdk(origin: string, token = authToken, as: SdkUser = {}): { client: Twilio; asked: string[] } {
  const httpClient = new SandboxClient(origin, as.host);
  const client = twilio(as.user ?? accountSid, token, { httpClient, accountSid: as.accountSid ?? accountSid });
  return { client, asked: httpClient.asked };
}

const caller = `export default {
  async fetch({ headers }) {
    try {
      const signal = AbortSignal.timeout(Number(headers.get("giveUpMs")));
      const authorization = headers.get("authorization");
      const answer = await fetch(headers.get("url"), { headers: { authorization }, signal });
      return Response.json({ status: answer.status, body: await answer.text().catch((error) => String(error)) });
    } catch (error) {
      return Response.json({ failed: String(error) });
    }
  },
}`;

export async function startSandbox(bindings: Record<string, string> = {}): Promise<RunningSandbox> {
  const compatibilityDate = "2026-11-01";
  const options = convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    workers: [
      {
        name: "twilio-sandbox",
        modules: true,
        scriptPath: inject("sandboxScript"),
        compatibilityDate,
        durableObjects: { ACCOUNT: { className: "SandboxAccount", useSQLite: true } },
        bindings: { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, ...bindings },
      },
      { name: "caller", modules: true, script: caller, compatibilityDate, outboundService: "twilio-sandbox" },
    ],
  });
  const miniflare = new Miniflare(options);
  const { origin } = await miniflare.ready;
  const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`;
  return {
    origin,
    client: sdk(origin).client,
    rest: (path, init) => fetch(origin + path, { headers: { authorization }, ...init }),
    fromWorker: async (url, giveUpMs = 20_000) => {
      const worker = await miniflare.getWorker("caller");
      const answer = await worker.fetch("http://caller/", {
        headers: { authorization, url, giveUpMs: String(giveUpMs) },
      });
      return JSON.parse(await answer.text());
    },
    control: (method, path, body) =>
      fetch(`${origin}/sandbox${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      }),
    stop: () => miniflare.dispose(),
  };
}
