import { Box, Center, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type Session, sessionQuery, signIn } from "../../api/session";
import { ErrorAlert } from "../../components/error-alert";
import { SignInForm } from "../../components/sign-in-form";
import { signInTexts } from "../../strings/sign-in";
import { common } from "../../strings/words";
import { keyInLink } from "./link-key";

/** Only paths of the console, so that a link cannot send people elsewhere. */
const isOwnPath = (path: string): boolean => /^\/(?![/\\])/.test(path);

export function SignInPage() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ from: "/sign-in" });
  const [linkKey] = useState(() => keyInLink(location));
  const [error, setError] = useState<unknown>(null);
  const go = async (session: Session) => {
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, session);
    await router.navigate({ to: next && isOwnPath(next) ? next : "/", replace: true });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link's key is used once.
  useEffect(() => {
    document.title = `${signInTexts.title} · ${common.appName}`;
    if (location.hash === "") return;
    history.replaceState(history.state, "", location.pathname + location.search);
    if (linkKey) signIn(linkKey).then(go, setError);
  }, []);
  const isWaiting = linkKey !== null && !error;
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" maw={440} w="100%" radius="md">
        <Stack>
          <Box>
            <Text fw={700} c="dimmed" size="sm">
              {common.appName}
            </Text>
            <Title order={1}>{signInTexts.title}</Title>
          </Box>
          {isWaiting ? (
            <>
              <Loader aria-label={signInTexts.signingIn} />
              <Text>{signInTexts.signingIn}</Text>
            </>
          ) : (
            <>
              <Text size="sm">{signInTexts.lead}</Text>
              <ErrorAlert error={error} />
              <SignInForm onSignedIn={(session) => void go(session)} />
              <Text size="sm" c="dimmed">
                {signInTexts.noKey}
              </Text>
            </>
          )}
        </Stack>
      </Paper>
    </Center>
  );
}
