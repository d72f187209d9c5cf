import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type Session, sessionQuery } from "../api/session";
import { SignInForm } from "../components/sign-in-form";
import { shell } from "../strings/shell";

/** Asks for a key again when the session ends, over the page as it is, so that nothing typed is lost. */
export function ExpiredDialog({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const queryClient = useQueryClient();
  const goOn = (session: Session) => {
    queryClient.setQueryData(sessionQuery.queryKey, session);
    onSignedIn();
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey !== sessionQuery.queryKey });
  };
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={shell.expired} centered>
      <SignInForm onSignedIn={goOn} />
    </Modal>
  );
}
