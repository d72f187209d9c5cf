import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { actFor, type Session, sessionQuery } from "../api/session";
import { Dialog } from "../components/dialog";
import { SignInForm } from "../components/sign-in-form";
import { shell } from "../strings/shell";

/** Questions stand at 300; without a session they can do nothing. */
const ABOVE_ALL = 350;

/** An operator's new session acts for the tenant of the one before; any other session stays as it is. */
async function goingOnAs(before: Session | undefined, session: Session): Promise<Session> {
  if (!before?.tenant || !session.is_platform || session.tenant?.id === before.tenant.id) return session;
  return await actFor(before.tenant.id).catch(() => session);
}

/** Asks for a key again when the session ends, over the page as it is, so that nothing typed is lost. */
export function ExpiredDialog({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const queryClient = useQueryClient();
  const goOn = async (signedIn: Session) => {
    const before = queryClient.getQueryData(sessionQuery.queryKey);
    const session = await goingOnAs(before, signedIn);
    const isSameTenant = before?.tenant?.id === session.tenant?.id;
    if (!isSameTenant) {
      // A key of another tenant: the page and all that it read belong to the one before.
      sessionStorage.clear();
      return location.assign("/console/");
    }
    queryClient.setQueryData(sessionQuery.queryKey, session);
    onSignedIn();
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  };
  return (
    <Dialog opened onClose={() => undefined} zIndex={ABOVE_ALL} withCloseButton={false} title={shell.expired} centered>
      <SignInForm onSignedIn={(session) => void goOn(session)} />
    </Dialog>
  );
}

/** Says that the page belongs to a tenant that the browser's session no longer acts for. */
export function ReplacedDialog() {
  return (
    <Dialog opened onClose={() => undefined} zIndex={ABOVE_ALL} withCloseButton={false} title={shell.replaced} centered>
      <Button onClick={() => location.assign("/console/")}>{shell.replacedAction}</Button>
    </Dialog>
  );
}
