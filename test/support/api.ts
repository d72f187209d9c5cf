import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "#index";

/** A caller of the API: the Worker under test, with one credential. */
export interface Caller {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; `any` thing the API may say, so tests can look at it freely. */
  readonly body: Json;
}

// biome-ignore lint/suspicious/noExplicitAny: what the API says is the thing under test, so its shape is asserted, not assumed.
export type Json = any;

export const BASE = "https://pm.example.com";

/** The OpenAPI document as built; the Worker itself does not serve it, its static assets do. */
export const openApiDocument = (): Json => JSON.parse(env.OPENAPI_DOCUMENT);

/** The example of a body, or the first of several. */
export const bodyExample = (operation: Json): Json => {
  const media = operation.requestBody?.content["application/json"];
  return media?.example ?? Object.values<Json>(media?.examples ?? {})[0]?.value;
};

/** The Worker's response, returned once its post-response tasks are over, too, so that they disturb no later step. */
export async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const execution = createExecutionContext();
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, init as RequestInit<never>);
  const answer = await read(await worker.fetch(request, env, execution));
  await waitOnExecutionContext(execution);
  return answer;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith("{") ? JSON.parse(text) : text };
}

export function caller(token: string): Caller {
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    get: (path, headers) => call("GET", path, undefined, headers),
    post: (path, body, headers) => call("POST", path, body, headers),
    put: (path, body, headers) => call("PUT", path, body, headers),
    patch: (path, body, headers) => call("PATCH", path, body, headers),
    delete: (path, headers) => call("DELETE", path, undefined, headers),
  };
}

export const admin = caller(env.ADMIN_TOKEN);
