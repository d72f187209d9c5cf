import { ApiError } from "../api/api-error";
import { endSession } from "../api/session";
import { showError } from "../components/run-action";
import { queryClient } from "./query-client";

/** Ends this session, or all sessions of the same API key, and goes to the sign-in page. */
export async function signOut(scope: "here" | "everywhere"): Promise<void> {
  try {
    await endSession(scope);
  } catch (error) {
    const isOver = error instanceof ApiError && error.isSessionOver;
    if (!isOver) return showError(error);
  }
  queryClient.clear();
  // The cart and the drafts of this tab are not for the next person.
  sessionStorage.clear();
  location.assign("/console/sign-in");
}
