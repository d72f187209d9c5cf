import { type Answer, BASE, type Caller, caller, type Json, send } from "./api";

/** A browser that signed in with an API key: it sends its cookie, and its pages the CSRF token. */
export interface Browser {
  readonly cookie: string;
  readonly csrfToken: string;
  readonly session: Json;
  /** Requests of a page of the platform. */
  readonly page: Caller;
}

export const cookieIn = ({ headers }: Answer): string => (headers.get("set-cookie") ?? "").split(";")[0] ?? "";

/** A page's requests with this cookie. `csrfToken` null: the page sends none. */
export function pageWith(cookie: string, csrfToken: string | null): Caller {
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(path, {
      method,
      headers: {
        cookie,
        "sec-fetch-site": "same-origin",
        ...(method !== "GET" && { origin: BASE }),
        ...(csrfToken !== null && { "x-csrf-token": csrfToken }),
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

export async function signIn(key: string, body: Json = {}): Promise<Browser> {
  const answer = await caller(key).post("/v1/sessions", body, { "user-agent": "Browser/1.0" });
  if (answer.status !== 201) throw new Error(`No session: ${JSON.stringify(answer.body)}`);
  const cookie = cookieIn(answer);
  const { csrf_token: csrfToken } = answer.body;
  return { cookie, csrfToken, session: answer.body, page: pageWith(cookie, csrfToken) };
}
