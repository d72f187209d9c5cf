import { Group, Paper, SegmentedControl, SimpleGrid, Stack, TextInput, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { dayOf, daysBefore } from "../../api/days";
import { choicesOf } from "../../components/choices";
import { ErrorAlert } from "../../components/error-alert";
import { PageHeader } from "../../components/page-header";
import { StatTile } from "../../components/stat-tile";
import { UsageChart } from "../../components/usage-chart";
import { usageTexts } from "../../strings/usage";
import { common } from "../../strings/words";
import { CostsSection } from "./costs-section";
import { UsageTable } from "./usage-table";
import { useUsageDays } from "./use-usage-days";

/** The fields of the page's URL. */
export interface UsageSearch {
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly costs?: string;
}

const DEFAULT_DAYS = 30;

const callSeries = [
  { field: "calls", name: usageTexts.calls, color: "#4c6ef5" },
  { field: "answered_calls", name: usageTexts.answered, color: "#2b8a3e" },
] as const;
const minuteSeries = [{ field: "minutes", name: usageTexts.minutes, color: "#0c8599" }] as const;
const messageSeries = [
  { field: "messages_in", name: usageTexts.messagesIn, color: "#9c36b5" },
  { field: "messages_out", name: usageTexts.messagesOut, color: "#e8590c" },
] as const;

const LONG_DAYS = 90;

const isDay = (text: string | undefined): text is string => text !== undefined && !Number.isNaN(Date.parse(text));
const percent = new Intl.NumberFormat(undefined, { style: "percent" });
const whole = new Intl.NumberFormat();

/** How much the numbers are used, and what they cost. */
export function UsagePage() {
  const search = useSearch({ from: "/signed-in/usage" });
  const navigate = useNavigate();
  const today = dayOf(Date.now());
  const to = isDay(search.to) ? search.to : today;
  const from = isDay(search.from) ? search.from : daysBefore(to, DEFAULT_DAYS - 1);
  const set = (change: UsageSearch) => void navigate({ to: "/usage", search: { ...search, ...change }, replace: true });
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  const preset = to === today && Object.hasOwn(usageTexts.periods, days) ? String(days) : "";
  const usage = useUsageDays(from, to);
  const rows = usage.data ?? [];
  const sum = (field: "calls" | "answered_calls" | "minutes" | "messages_in" | "messages_out"): number =>
    rows.reduce((all, row) => all + row[field], 0);
  const calls = sum("calls");
  // Before an answer there is no number, not even zero.
  const shown = (value: number): string => (usage.data ? whole.format(value) : common.noValue);
  const chart = { rows, from, to };
  return (
    <Stack>
      <PageHeader title={usageTexts.title} description={usageTexts.description} />
      <Group gap="xs" align="flex-end" role="search" aria-label={common.filters}>
        <SegmentedControl
          data={choicesOf(usageTexts.periods)}
          value={preset}
          onChange={(value) => set({ from: daysBefore(today, Number(value) - 1), to: undefined })}
          aria-label={usageTexts.period}
        />
        <TextInput
          type="date"
          data-filter
          aria-label={usageTexts.from}
          value={from}
          max={to}
          onChange={({ currentTarget }) => set({ from: currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          aria-label={usageTexts.to}
          value={to}
          max={today}
          onChange={({ currentTarget }) => set({ to: currentTarget.value || undefined })}
        />
      </Group>
      <ErrorAlert error={usage.error} onRetry={() => usage.refetch()} />
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <StatTile
          label={usageTexts.calls}
          value={shown(calls)}
          hint={calls > 0 && usageTexts.answeredShare(percent.format(sum("answered_calls") / calls))}
        />
        <StatTile label={usageTexts.minutes} value={shown(sum("minutes"))} />
        <StatTile label={usageTexts.messagesIn} value={shown(sum("messages_in"))} />
        <StatTile label={usageTexts.messagesOut} value={shown(sum("messages_out"))} />
      </SimpleGrid>
      <Paper withBorder p="sm">
        <Title order={2}>{usageTexts.callsChart}</Title>
        <UsageChart {...chart} label={usageTexts.callsChart} series={callSeries} />
      </Paper>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        <Paper withBorder p="sm">
          <Title order={2}>{usageTexts.minutesChart}</Title>
          <UsageChart {...chart} label={usageTexts.minutesChart} series={minuteSeries} height={140} />
        </Paper>
        <Paper withBorder p="sm">
          <Title order={2}>{usageTexts.messagesChart}</Title>
          <UsageChart {...chart} label={usageTexts.messagesChart} series={messageSeries} height={140} />
        </Paper>
      </SimpleGrid>
      <UsageTable
        from={from}
        to={to}
        by={search.by === "agent" ? "agent" : "number"}
        onLonger={days >= LONG_DAYS ? null : () => set({ from: daysBefore(today, LONG_DAYS - 1), to: undefined })}
        onBy={(by) => set({ by: by === "agent" ? by : undefined })}
      />
      <CostsSection
        by={search.costs === "number" ? "number" : "country"}
        onBy={(by) => set({ costs: by === "number" ? by : undefined })}
      />
    </Stack>
  );
}
