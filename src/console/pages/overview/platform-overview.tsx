import { Paper, SimpleGrid, Stack, Title } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ErrorAlert } from "../../components/error-alert";
import { TextLink } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { StatTile } from "../../components/stat-tile";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { findingTexts } from "../../strings/findings";
import { healthTexts } from "../../strings/health";
import { overviewTexts } from "../../strings/overview";
import { common } from "../../strings/words";
import { FindingsTile } from "./findings-tile";

const MAX_COUNTED = 100;
const LATEST = 8;
/** The platform's own pages have no feed, so they read again. */
const POLL_MS = 15_000;

const { platform } = overviewTexts;

export function PlatformOverview() {
  const tenants = useCall(call("GET", "/v1/tenants", { query: { limit: MAX_COUNTED } }), { refetchInterval: POLL_MS });
  const health = useCall(call("GET", "/health/report"), { refetchInterval: POLL_MS });
  const rows = tenants.data?.data ?? [];
  const ofStatus = (status: string): number => rows.filter((tenant) => tenant.status === status).length;
  const waiting = health.data?.queues.reduce((all, { count }) => all + count, 0);
  return (
    <Stack>
      <PageHeader title={platform.title} />
      <ErrorAlert error={tenants.error ?? health.error} />
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
        <StatTile
          label={platform.health}
          value={health.data ? (health.data.status === "ok" ? platform.healthy : platform.attention) : common.noValue}
          to="/health"
          isAlarm={health.data?.status === "attention"}
          hint={
            health.data && (
              <>
                {platform.checked} <Ago at={health.data.checked_at} />
              </>
            )
          }
        />
        <StatTile
          label={platform.tenants}
          value={
            tenants.data?.has_more ? overviewTexts.andMore(rows.length) : tenants.data ? rows.length : common.noValue
          }
          to="/tenants"
          hint={`${platform.suspended(ofStatus("suspended"))}, ${platform.closed(ofStatus("closed"))}`}
        />
        <FindingsTile ofAllTenants />
        <StatTile label={platform.queue} value={waiting ?? common.noValue} to="/health" hint={platform.queueHint} />
      </SimpleGrid>
      {health.data && health.data.attention.length > 0 && (
        <Paper withBorder p="sm">
          <Title order={2} mb="xs">
            {platform.attentionList}
          </Title>
          <ul className="plain-list">
            {health.data.attention.map((item) => (
              <li key={item}>{healthTexts.attentionOf(item)}</li>
            ))}
          </ul>
        </Paper>
      )}
      <LatestFindings />
    </Stack>
  );
}

/** The newest open findings of all tenants, as many as fit beside the tiles. */
function LatestFindings() {
  const found = useCall(
    call("GET", "/v1/findings", { query: { status: "open", limit: MAX_COUNTED, tenant_id: "all" } }),
  );
  const rows = found.data?.data.slice(0, LATEST) ?? [];
  if (rows.length === 0) return null;
  return (
    <Paper withBorder p="sm">
      <Title order={2} mb="xs">
        {platform.latestFindings}
      </Title>
      <ul className="activity">
        {rows.map(({ id, kind, severity, created_at }) => (
          <li key={id}>
            <span className="activity-text">
              <StatusBadge status={severity} />{" "}
              <TextLink to="/findings/$id" params={{ id }}>
                {findingTexts.kinds[kind]}
              </TextLink>
            </span>
            <span className="activity-time">
              <Ago at={created_at} />
            </span>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
