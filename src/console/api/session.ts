import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "./api-error";
import { call } from "./call";
import { setCsrfToken } from "./session-state";

export interface Session {
  id: string;
  csrf_token: string;
  tenant: { id: string; name: string; status: string } | null;
  scopes: string[];
  is_platform: boolean;
  expires_at: string;
}

/** The session of this browser. It also gives the token that changes need. Throws an `ApiError` 401 without one. */
export const sessionQuery = queryOptions({
  queryKey: ["/v1/session"],
  queryFn: async ({ signal }): Promise<Session> => {
    const session = await (call as any)("GET", "/v1/session").send(signal);
    setCsrfToken(session.csrf_token);
    return session;
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Exchanges an API key for a session cookie. The key is not kept. */
export async function signIn(apiKey: string): Promise<Session> {
  const response = await fetch("/v1/sessions", {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: "{}",
    credentials: "same-origin",
  });
  if (!response.ok) {
    throw await ApiError.from(response, "POST", "/v1/sessions");
  }
  const session: Session = await response.json();
  setCsrfToken(session.csrf_token);
  return session;
}

/** Whether the session may use an operation that needs this scope. A `write` scope includes `read`. */
export const mayUse = ({ scopes }: Pick<Session, "scopes">, scope: string): boolean =>
  scopes.some((held) => held === scope || held === scope.replace(":read", ":write"));
