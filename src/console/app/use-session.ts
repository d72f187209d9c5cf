import { useSuspenseQuery } from "@tanstack/react-query";
import { mayUse, type Session, sessionQuery } from "../api/session";
import { common } from "../strings/words";

/** The session of the person in front of the page. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** Why the session may not do what needs this scope; `null`: it may. */
export function useScope(scope: string | undefined): string | null {
  const session = useSession();
  return scope === undefined || mayUse(session, scope) ? null : common.needsScope(scope);
}
