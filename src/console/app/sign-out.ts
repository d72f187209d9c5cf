import { call } from "../api/call";
import { setCsrfToken } from "../api/session-state";
import { showError } from "../components/action-button";
import { queryClient } from "./query-client";

/** Ends this session, or all sessions of the same API key, and goes to the sign-in page. */
export async function signOut({ everywhere }: { readonly everywhere: boolean }): Promise<void> {
  try {
    await (everywhere ? call("DELETE", "/v1/sessions") : call("DELETE", "/v1/session")).send();
  } catch (error) {
    return showError(error);
  }
  setCsrfToken(null);
  queryClient.clear();
  location.assign("/console/sign-in");
}
