import { afterEach, describe, expect, test, vi } from "vitest";
import { call } from "../../src/console/api/call";
import { csrfToken, keepSession, onSessionLost } from "../../src/console/api/session-state";
import { instantOf } from "../../src/console/app/instant";
import { keyInLink } from "../../src/console/pages/sign-in/link-key";

/** The console's session when another tab of the same browser changes it, and links from strangers. */

const [acme, other] = [{ id: "ten_acme" }, { id: "ten_other" }];
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

/** A server that has one session, which tabs reach by its CSRF token. Returns the requests that it got. */
function serve(session: { readonly csrf_token: string; readonly tenant: { readonly id: string } | null } | null) {
  const seen: string[] = [];
  vi.stubGlobal("fetch", async (url: string, { method = "GET", headers }: RequestInit) => {
    const token = new Headers(headers).get("x-csrf-token");
    seen.push(`${method} ${url} ${token ?? "-"}`);
    if (!session) return json(401, { code: "session_expired" });
    if (token !== null && token !== session.csrf_token) return json(403, { code: "csrf_failed" });
    return url === "/v1/session" ? json(200, session) : json(200, { data: [], next_cursor: null });
  });
  return seen;
}

const lostOf = (): string[] => {
  const losses: string[] = [];
  ends.push(onSessionLost((loss) => losses.push(loss)));
  return losses;
};
const ends: (() => void)[] = [];

afterEach(() => {
  vi.unstubAllGlobals();
  for (const end of ends.splice(0)) end();
  keepSession(null);
});

describe("a tab whose session another tab replaced", () => {
  test("sends its request again with the new token, if the session acts for the same tenant", async () => {
    keepSession({ csrf_token: "old", tenant: acme });
    const seen = serve({ csrf_token: "new", tenant: acme });
    const losses = lostOf();
    await call("GET", "/v1/agents").send();
    expect(seen).toEqual(["GET /v1/agents old", "GET /v1/session -", "GET /v1/agents new"]);
    expect(csrfToken()).toBe("new");
    expect(losses).toEqual([]);
  });

  test("sends nothing more if the session acts for another tenant, and says so", async () => {
    keepSession({ csrf_token: "old", tenant: acme });
    const seen = serve({ csrf_token: "new", tenant: other });
    const losses = lostOf();
    await expect(call("DELETE", "/v1/agents/{agent_id}", { path: { agent_id: "agt_1" } }).send()).rejects.toMatchObject(
      { code: "csrf_failed" },
    );
    expect(seen).toEqual(["DELETE /v1/agents/agt_1 old", "GET /v1/session -"]);
    expect(csrfToken()).toBe("old");
    expect(losses).toEqual(["replaced"]);
  });

  test("asks once more only, whatever the API answers", async () => {
    keepSession({ csrf_token: "old", tenant: null });
    const seen: string[] = [];
    vi.stubGlobal("fetch", async (url: string) => {
      seen.push(url);
      return url === "/v1/session"
        ? json(200, { csrf_token: `${seen.length}`, tenant: null })
        : json(403, { code: "csrf_failed" });
    });
    await expect(call("GET", "/v1/agents").send()).rejects.toMatchObject({ code: "csrf_failed" });
    expect(seen).toEqual(["/v1/agents", "/v1/session", "/v1/agents"]);
  });

  test("asks for a key once when the session is over", async () => {
    keepSession({ csrf_token: "old", tenant: acme });
    serve(null);
    const losses = lostOf();
    const requests = [call("GET", "/v1/agents").send(), call("GET", "/v1/agents").send()];
    expect((await Promise.allSettled(requests)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(losses).toEqual(["expired"]);
  });
});

describe("links", () => {
  test("a key in a link signs in on loopback addresses alone", () => {
    const keyAt = (hostname: string) => keyInLink({ hostname, hash: "#key=pm_test_1" });
    for (const own of ["localhost", "127.0.0.1", "[::1]"]) expect.soft(keyAt(own), own).toBe("pm_test_1");
    for (const foreign of ["pm.example.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1"]) {
      expect.soft(keyAt(foreign), foreign).toBeNull();
    }
    expect(keyInLink({ hostname: "localhost", hash: "" })).toBeNull();
  });

  test("a day in a link is the instant at which it begins here; a day that is none stays for the API to refuse", () => {
    expect(Date.parse(instantOf("2026-11-22"))).toBe(new Date(2026, 10, 22).getTime());
    for (const text of ["2026-13-45", "2026-11-22T10:00:00Z", "soon"]) expect(instantOf(text)).toBe(text);
  });
});
