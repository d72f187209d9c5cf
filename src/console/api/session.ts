import { queryOptions } from "@tanstack/react-query";
import { type Answer, call } from "./call";
import { keepSession } from "./session-state";

/** Who is signed in, and what the session may do. `tenant` is null while it acts for the platform itself. */
export type Session = Answer<"GET", "/v1/session">;

function keepToken(session: Session): Session {
  keepSession(session);
  return session;
}

/** The session of this browser. It also gives the token that changes need. Throws an `ApiError` 401 without one. */
export const sessionQuery = queryOptions({
  queryKey: ["/v1/session"],
  queryFn: async ({ signal }): Promise<Session> => keepToken(await call("GET", "/v1/session").send(signal)),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Exchanges an API key for a session cookie. The key is not kept. */
export const signIn = async (apiKey: string): Promise<Session> =>
  keepToken(await call("POST", "/v1/sessions", { body: {}, bearer: apiKey }).send());

/** Ends this session, or all sessions of the same API key. */
export async function endSession(scope: "here" | "everywhere"): Promise<void> {
  await (scope === "here" ? call("DELETE", "/v1/session") : call("DELETE", "/v1/sessions")).send();
  keepSession(null);
}

/** Has an operator's session act for a tenant; `null`: for the platform itself. Other keys get `missing_scope`. */
export const actFor = async (tenantId: string | null): Promise<Session> =>
  keepToken(await call("PATCH", "/v1/session", { body: { tenant_id: tenantId } }).send());

/** Whether the session may use an operation that needs this scope. A `write` scope includes `read`. */
export const mayUse = ({ scopes }: { readonly scopes: readonly string[] }, scope: string): boolean =>
  scopes.some((held) => held === scope || held === scope.replace(":read", ":write"));
