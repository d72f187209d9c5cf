import { Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { dayOf, daysBefore } from "../../api/days";
import { mayUse } from "../../api/session";
import { useSession } from "../../app/use-session";
import { Activity } from "../../components/activity";
import { ErrorAlert } from "../../components/error-alert";
import { TextLink } from "../../components/links";
import { sumsText } from "../../components/money";
import { PageHeader } from "../../components/page-header";
import { StatTile } from "../../components/stat-tile";
import { UsageChart } from "../../components/usage-chart";
import { useCalmCall } from "../../live/use-calm-call";
import { overviewTexts } from "../../strings/overview";
import { common } from "../../strings/words";
import { FindingsTile } from "./findings-tile";
import { StartHint } from "./start-hint";

const DAYS = 30;
const EVENTS = 8;

const series = [
  { field: "calls", name: overviewTexts.calls, color: "#4c6ef5" },
  { field: "answered_calls", name: overviewTexts.answeredCalls, color: "#2b8a3e" },
] as const;

const statuses = ["active", "suspended", "releasing", "cooling_off", "lost"] as const;

export function TenantOverview() {
  const session = useSession();
  const mayRead = mayUse(session, "numbers:read");
  const today = dayOf(Date.now());
  const from = daysBefore(today, DAYS - 1);
  const counts = useCalmCall(call("GET", "/v1/phone-numbers/counts"), { enabled: mayRead });
  const me = useCalmCall(call("GET", "/v1/me"));
  const usage = useCalmCall(call("GET", "/v1/usage", { query: { group_by: "day", from, to: today, limit: 100 } }), {
    enabled: mayRead,
  });
  const cost = me.data?.usage;
  const todays = usage.data?.data.find(({ day }) => day === today);
  return (
    <Stack>
      <PageHeader title={overviewTexts.title} />
      <ErrorAlert error={counts.error ?? me.error ?? usage.error} />
      {counts.data?.total === 0 && <StartHint />}
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
        <StatTile
          label={overviewTexts.numbers}
          value={counts.data?.total ?? common.noValue}
          to="/numbers"
          hint={
            counts.data && (
              <Group gap={8}>
                {statuses
                  .filter((status) => (counts.data?.by_status[status] ?? 0) > 0)
                  .map((status) => (
                    <TextLink key={status} to="/numbers" search={{ status }}>
                      {`${counts.data?.by_status[status]} ${overviewTexts.status[status].toLowerCase()}`}
                    </TextLink>
                  ))}
              </Group>
            )
          }
        />
        <StatTile
          label={overviewTexts.notReady}
          value={counts.data?.by_readiness.not_ready ?? common.noValue}
          to="/numbers"
          search={{ ready: "false" }}
          isAlarm={(counts.data?.by_readiness.not_ready ?? 0) > 0}
          hint={counts.data?.by_readiness.not_ready === 0 ? overviewTexts.notReadyNone : overviewTexts.notReadyHint}
        />
        {mayRead && <FindingsTile />}
        <StatTile
          label={overviewTexts.callsToday}
          value={usage.data ? (todays?.calls ?? 0) : common.noValue}
          to="/usage"
          hint={usage.data && overviewTexts.answered(todays?.answered_calls ?? 0)}
        />
        <StatTile
          label={overviewTexts.cost}
          value={cost ? sumsText(cost.monthly_cost) : common.noValue}
          to="/usage"
          hint={
            cost &&
            (cost.numbers_without_price > 0
              ? overviewTexts.costUnpriced(cost.numbers_without_price)
              : overviewTexts.costHint(cost.numbers))
          }
        />
      </SimpleGrid>
      <div className="overview-columns">
        <Paper withBorder p="sm">
          <Title order={2}>{overviewTexts.callsPerDay}</Title>
          <Text size="sm" c="dimmed" mb="xs">
            {overviewTexts.callsPerDayHint}
          </Text>
          <UsageChart
            label={overviewTexts.callsPerDay}
            rows={usage.data?.data ?? []}
            from={from}
            to={today}
            series={series}
            height={240}
          />
        </Paper>
        {mayUse(session, "events:read") && (
          <Paper withBorder p="sm">
            <Group justify="space-between" mb="xs">
              <Title order={2}>{overviewTexts.activity}</Title>
              <TextLink to="/events">{overviewTexts.allEvents}</TextLink>
            </Group>
            <Activity limit={EVENTS} />
          </Paper>
        )}
      </div>
    </Stack>
  );
}
