import { endSession } from "../api/session";
import { showError } from "../components/run-action";
import { queryClient } from "./query-client";

/** Ends this session, or all sessions of the same API key, and goes to the sign-in page. */
export async function signOut(scope: "here" | "everywhere"): Promise<void> {
  try {
    await endSession(scope);
  } catch (error) {
    return showError(error);
  }
  queryClient.clear();
  location.assign("/console/sign-in");
}
