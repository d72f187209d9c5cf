import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "./api-error";
import { csrfToken, setCsrfToken } from "./session-state";

/** Who is signed in, and what the session may do. */
export interface Session {
  readonly id: string;
  readonly csrf_token: string;
  /** The tenant that the session acts for; `null`: the platform itself. */
  readonly tenant: { readonly id: string; readonly name: string; readonly status: string } | null;
  readonly scopes: readonly string[];
  /** The platform's operator, who can switch the tenant. */
  readonly is_platform: boolean;
  readonly expires_at: string;
}

async function send(method: string, path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...init, method, credentials: "same-origin" });
  if (!response.ok) throw await ApiError.from(response, method, path);
  return response;
}

async function readSession(response: Response): Promise<Session> {
  const session: Session = await response.json();
  setCsrfToken(session.csrf_token);
  return session;
}

/** The session of this browser. It also gives the token that changes need. Throws an `ApiError` 401 without one. */
export const sessionQuery = queryOptions({
  queryKey: ["/v1/session"],
  queryFn: async ({ signal }): Promise<Session> => await readSession(await send("GET", "/v1/session", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Exchanges an API key for a session cookie. The key is not kept. */
export async function signIn(apiKey: string): Promise<Session> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  return await readSession(await send("POST", "/v1/sessions", { headers, body: "{}" }));
}

/** Ends this session, or all sessions of the same API key. */
export async function endSession(scope: "here" | "everywhere"): Promise<void> {
  const headers = { "x-csrf-token": csrfToken() ?? "" };
  await send("DELETE", scope === "here" ? "/v1/session" : "/v1/sessions", { headers });
  setCsrfToken(null);
}

/** Has an operator's session act for a tenant; `null`: for the platform itself. Other keys get `missing_scope`. */
export async function actFor(tenantId: string | null): Promise<Session> {
  const headers = { "x-csrf-token": csrfToken() ?? "", "content-type": "application/json" };
  return await readSession(
    await send("PATCH", "/v1/session", { headers, body: JSON.stringify({ tenant_id: tenantId }) }),
  );
}

/** Whether the session may use an operation that needs this scope. A `write` scope includes `read`. */
export const mayUse = ({ scopes }: Pick<Session, "scopes">, scope: string): boolean =>
  scopes.some((held) => held === scope || held === scope.replace(":read", ":write"));
