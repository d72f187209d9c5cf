import { Group, Loader, SegmentedControl, SimpleGrid, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ErrorAlert } from "../../components/error-alert";
import { StatTile } from "../../components/stat-tile";
import { UsageChart } from "../../components/usage-chart";
import { numberTexts } from "../../strings/number";
import { common } from "../../strings/words";
import type { NumberPart } from "./use-number";

const { usage: texts } = numberTexts;
const DAY_MS = 86_400_000;
const periods = [7, 30, 90, 365];

const callSeries = [
  { field: "calls", name: texts.calls, color: "#4c6ef5" },
  { field: "answered_calls", name: texts.answered, color: "#2b8a3e" },
] as const;
const messageSeries = [
  { field: "messages_in", name: texts.messagesIn, color: "#4c6ef5" },
  { field: "messages_out", name: texts.messagesOut, color: "#e8590c" },
] as const;

/** Calls and messages of the number by day. */
export function UsageTab({ number: { id } }: NumberPart) {
  const [days, setDays] = useState(30);
  const [today] = useState(() => Date.now());
  const from = new Date(today - (days - 1) * DAY_MS).toISOString().slice(0, 10);
  const { data, error, refetch } = useCall(
    call("GET", "/v1/phone-numbers/{phone_number_id}/usage", { path: { phone_number_id: id }, query: { from } }),
    { keepPrevious: true },
  );
  return (
    <Stack>
      <Group>
        <SegmentedControl
          aria-label={texts.period}
          data={periods.map((each) => ({ value: String(each), label: texts.days(each) }))}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
        />
      </Group>
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Loader aria-label={common.loading} />}
      {data && (
        <>
          <SimpleGrid cols={{ base: 2, sm: 5 }}>
            <StatTile label={texts.calls} value={data.total.calls.toLocaleString()} />
            <StatTile label={texts.answered} value={data.total.answered_calls.toLocaleString()} />
            <StatTile label={texts.minutes} value={data.total.minutes.toLocaleString()} />
            <StatTile label={texts.messagesIn} value={data.total.messages_in.toLocaleString()} />
            <StatTile label={texts.messagesOut} value={data.total.messages_out.toLocaleString()} />
          </SimpleGrid>
          <Title order={2} size="h3">
            {texts.callsChart}
          </Title>
          <UsageChart label={texts.callsChart} rows={data.days} from={data.from} to={data.to} series={callSeries} />
          <Title order={2} size="h3">
            {texts.messagesChart}
          </Title>
          <UsageChart
            label={texts.messagesChart}
            rows={data.days}
            from={data.from}
            to={data.to}
            series={messageSeries}
          />
        </>
      )}
    </Stack>
  );
}
