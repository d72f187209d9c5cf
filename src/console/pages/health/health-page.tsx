import { Alert, Group, Loader, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { TextLink } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { useReread } from "../../components/paged-table";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { healthTexts } from "../../strings/health";
import { common } from "../../strings/words";
import { CarrierAccounts } from "./carrier-accounts";
import { WaitingWork } from "./waiting-work";

export type Report = Answer<"GET", "/health/report">;

const POLL_MS = 10_000;

/** The platform's report about itself, each check with its result. */
export function HealthPage() {
  const read = useCall(call("GET", "/health/report"), { refetchInterval: POLL_MS });
  const reread = useReread();
  const report = read.data;
  if (read.error && !report) return <ErrorAlert error={read.error} onRetry={() => read.refetch()} />;
  if (!report) return <Loader aria-label={common.loading} />;
  const isOk = report.status === "ok";
  return (
    <Stack>
      <PageHeader
        title={healthTexts.title}
        aside={<StatusBadge status={report.status} />}
        description={
          <>
            {healthTexts.description} {healthTexts.checked} <Ago at={report.checked_at} />
          </>
        }
      >
        <ActionButton
          label={healthTexts.runProbe}
          scope="admin"
          makeCall={() => call("POST", "/v1/jobs/{job_name}/run", { path: { job_name: "health" } })}
          onDone={() => reread("/health/report")}
        />
      </PageHeader>
      <Alert color={isOk ? "green" : "red"} title={isOk ? healthTexts.ok : healthTexts.attention} role="status">
        {report.attention.length > 0 && (
          <ul className="plain-list">
            {report.attention.map((item) => (
              <li key={item}>
                {healthTexts.attentionOf(item)} <code>{item}</code>
              </li>
            ))}
          </ul>
        )}
      </Alert>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Checks report={report} />
        <CarrierAccounts report={report} />
        <WaitingWork report={report} />
        <Stack>
          <Jobs report={report} />
          <LiveAndWebhooks report={report} />
          <Stuck report={report} />
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      {children}
    </Paper>
  );
}

function Checks({ report: { probe } }: { readonly report: Report }) {
  return (
    <Section
      title={healthTexts.probe}
      aside={
        <Text size="sm" c="dimmed">
          {probe.ended_at ? <Ago at={probe.ended_at} /> : healthTexts.probeHint(null)}{" "}
          {probe.overdue && healthTexts.overdue}
        </Text>
      }
    >
      <ul className="checks">
        {probe.checks.map(({ name, ok, latency_ms, error, proves }) => (
          <li key={name}>
            <Group justify="space-between" wrap="nowrap">
              <Text fw={600} size="sm">
                {name.replaceAll("_", " ")}
              </Text>
              <Group gap="xs" wrap="nowrap">
                <Text size="sm">{healthTexts.latency(latency_ms)}</Text>
                <StatusBadge status={ok ? "ok" : "failed"} />
              </Group>
            </Group>
            <Text size="xs" c="dimmed">
              {error ? `${error.code}: ${error.detail}` : proves}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Jobs({ report: { jobs } }: { readonly report: Report }) {
  const bad = jobs.filter(({ overdue, last_status }) => overdue || last_status === "died" || last_status === "failed");
  return (
    <Section title={healthTexts.jobs} aside={<TextLink to="/jobs">{healthTexts.openJobs}</TextLink>}>
      <Text size="sm">{healthTexts.jobsHint(jobs.filter(({ overdue }) => overdue).length)}</Text>
      <ul className="checks">
        {bad.map(({ name, last_status, overdue, last_done_at }) => (
          <li key={name}>
            <Group justify="space-between">
              <TextLink to="/jobs" search={{ job: name }}>
                {name}
              </TextLink>
              <Group gap="xs">
                <Ago at={last_done_at} />
                <StatusBadge status={overdue ? healthTexts.overdue : (last_status ?? healthTexts.none)} />
              </Group>
            </Group>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function LiveAndWebhooks({ report: { live, webhooks } }: { readonly report: Report }) {
  return (
    <Section title={healthTexts.live}>
      <Facts
        isCompact
        facts={[
          [healthTexts.connections, live.connections],
          [healthTexts.feeds, live.feeds],
          [healthTexts.behind, live.behind.count],
          [healthTexts.silent, live.silent.count],
        ]}
      />
      <Title order={3} mt="md" mb="xs">
        {healthTexts.webhooks}
      </Title>
      <Facts
        isCompact
        facts={[
          [healthTexts.paused, webhooks.paused.count],
          [healthTexts.lagging, webhooks.lagging],
          ...webhooks.worst.map(
            ({ id, tenant_id, events_behind }) =>
              [`${id} (${tenant_id})`, healthTexts.eventsBehind(events_behind)] as const,
          ),
        ]}
      />
    </Section>
  );
}

function Stuck({ report: { stuck } }: { readonly report: Report }) {
  return (
    <Section title={healthTexts.stuck}>
      <Facts
        isCompact
        facts={stuck.map(
          ({ kind, count, oldest_at }) =>
            [
              healthTexts.stuckKinds[kind],
              <span key={kind}>
                {count} {oldest_at && <Ago at={oldest_at} />}
              </span>,
            ] as const,
        )}
      />
    </Section>
  );
}
