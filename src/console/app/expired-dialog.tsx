import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { sessionQuery } from "../api/session";
import { onSessionExpired } from "../api/session-state";
import { SignInForm } from "../components/sign-in-form";
import { shell } from "../strings/shell";

/** Asks for a key again when the session ends, over the page as it is, so that nothing typed is lost. */
export function ExpiredDialog() {
  const queryClient = useQueryClient();
  const [isOver, setOver] = useState(false);
  useEffect(() => onSessionExpired(() => setOver(true)), []);
  return (
    <Modal opened={isOver} onClose={() => undefined} withCloseButton={false} title={shell.expired} centered>
      <SignInForm
        onSignedIn={(session) => {
          queryClient.setQueryData(sessionQuery.queryKey, session);
          setOver(false);
          void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey !== sessionQuery.queryKey });
        }}
      />
    </Modal>
  );
}
