import {
  Box,
  Button,
  Group,
  Loader,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  Title,
  useMantineColorScheme,
} from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { signOut } from "../../app/sign-out";
import { useSession } from "../../app/use-session";
import { choicesOf } from "../../components/choices";
import { confirm } from "../../components/confirm";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { settingsTexts } from "../../strings/settings";
import { common } from "../../strings/words";
import { SessionsCard } from "./sessions-card";
import { type Me, UsedLimits } from "./used-limits";

/** The tenant with its limits, how the pages look, and this session. */
export function SettingsPage() {
  const me = useCall(call("GET", "/v1/me"));
  return (
    <Stack>
      <PageHeader title={settingsTexts.title} />
      <ErrorAlert error={me.error} onRetry={() => me.refetch()} />
      {me.data ? (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <TenantCard me={me.data} />
          <UsedLimits me={me.data} />
          <Appearance />
          <SessionCard me={me.data} />
        </SimpleGrid>
      ) : (
        me.isPending && <Loader aria-label={common.loading} />
      )}
      <SessionsCard />
    </Stack>
  );
}

function TenantCard({ me: { tenant } }: { readonly me: Me }) {
  const { caller_message: message } = tenant;
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="sm">
        {settingsTexts.tenant}
      </Title>
      <Facts
        facts={[
          [settingsTexts.name, tenant.name],
          [settingsTexts.id, <CopyableId key="id" id={tenant.id} />],
          [settingsTexts.status, <StatusBadge key="status" status={tenant.status} />],
          ...(tenant.status_reason ? [[settingsTexts.reason, tenant.status_reason] as const] : []),
          ...(tenant.status_since
            ? [[settingsTexts.since, <Time key="since" at={tenant.status_since} />] as const]
            : []),
          ...(tenant.release_numbers_at
            ? [[settingsTexts.releaseAt, <Time key="release" at={tenant.release_numbers_at} />] as const]
            : []),
          ...(tenant.delete_data_at
            ? [[settingsTexts.deleteAt, <Time key="delete" at={tenant.delete_data_at} />] as const]
            : []),
          [
            settingsTexts.callerMessage,
            message === null ? settingsTexts.defaultMessage : message || settingsTexts.rejects,
          ],
          [settingsTexts.redirect, tenant.redirect_allowed ? settingsTexts.allowed : settingsTexts.notAllowed],
          [settingsTexts.created, <Time key="created" at={tenant.created_at} />],
        ]}
      />
    </Paper>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="sm">
        {settingsTexts.appearance}
      </Title>
      <Text size="sm" mb={4} id="color-scheme">
        {settingsTexts.scheme}
      </Text>
      <SegmentedControl
        aria-labelledby="color-scheme"
        data={choicesOf(settingsTexts.schemes)}
        value={colorScheme}
        onChange={(value) => setColorScheme(value === "light" || value === "dark" ? value : "auto")}
      />
    </Paper>
  );
}

function SessionCard({ me: { api_key } }: { readonly me: Me }) {
  const session = useSession();
  const everywhere = async () => {
    const goOn = await confirm({
      title: settingsTexts.everywhereQuestion,
      text: settingsTexts.everywhereText,
      action: settingsTexts.signOutEverywhere,
      isDangerous: true,
    });
    if (goOn) await signOut("everywhere");
  };
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="sm">
        {settingsTexts.session}
      </Title>
      <Facts
        facts={[
          [settingsTexts.key, api_key ? `${api_key.name} (${api_key.hint})` : settingsTexts.admin],
          [settingsTexts.expires, <Time key="expires" at={session.expires_at} />],
        ]}
      />
      <Box mt="sm">
        <Facts facts={[[settingsTexts.scopes, session.scopes.join(", ")]]} />
      </Box>
      <Group mt="md">
        <Button variant="default" onClick={() => void signOut("here")}>
          {settingsTexts.signOut}
        </Button>
        <Button variant="outline" color="red" onClick={() => void everywhere()}>
          {settingsTexts.signOutEverywhere}
        </Button>
      </Group>
    </Paper>
  );
}
