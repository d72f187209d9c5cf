import { Alert, Group, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { call } from "../../api/call";
import { mayUse } from "../../api/session";
import { useCall } from "../../api/use-call";
import { useSession } from "../../app/use-session";
import { Activity } from "../../components/activity";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { JsonView } from "../../components/json-view";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { SubjectLink } from "../../components/subject-link";
import { Time } from "../../components/time";
import { findingTexts } from "../../strings/findings";
import { common } from "../../strings/words";
import { ActForButton } from "../tenants/act-for-button";
import { FindingActions } from "./finding-actions";
import { FindingSubject } from "./finding-columns";
import type { Finding } from "./finding-filters";
import { OrphanActions } from "./orphan-actions";

const EVENTS = 20;
const PLATFORM_TENANT = "ten_platform";

/** One finding: what it means, what to do, and the changes that a person can make. */
export function FindingPage() {
  const { id } = useParams({ from: "/signed-in/findings/$id" });
  const session = useSession();
  const {
    data: found,
    error,
    refetch,
  } = useCall(call("GET", "/v1/findings/{finding_id}", { path: { finding_id: id } }));
  if (error && !found) return <ErrorAlert error={error} onRetry={() => refetch()} />;
  if (!found) return <Loader aria-label={common.loading} />;
  const isForeign = session.tenant === null && found.tenant_id !== PLATFORM_TENANT;
  return (
    <Stack>
      <PageHeader
        title={findingTexts.kinds[found.kind]}
        aside={
          <>
            <StatusBadge status={found.severity} />
            <StatusBadge status={found.status} />
          </>
        }
        description={<CopyableId id={found.id} />}
      >
        {isForeign && <ActForButton tenantId={found.tenant_id} label={findingTexts.actFor} />}
      </PageHeader>
      {isForeign && <Alert color="blue">{findingTexts.foreign}</Alert>}
      <div className="overview-columns">
        <Stack>
          <Paper withBorder p="md">
            <Title order={2} mb="xs">
              {findingTexts.action}
            </Title>
            <Text>{found.suggested_action}</Text>
          </Paper>
          <FindingFacts finding={found} />
        </Stack>
        <Stack>
          {!isForeign && found.status === "resolved" && <Alert color="green">{findingTexts.isResolved}</Alert>}
          {!isForeign && found.status !== "resolved" && (
            <>
              {found.kind === "number_orphaned" && <OrphanActions finding={found} />}
              <FindingActions finding={found} />
            </>
          )}
          {session.tenant && mayUse(session, "events:read") && (
            <Paper withBorder p="md">
              <Title order={2} mb="xs">
                {findingTexts.history}
              </Title>
              <Activity limit={EVENTS} subjectId={found.id} />
            </Paper>
          )}
        </Stack>
      </div>
    </Stack>
  );
}

function FindingFacts({ finding }: { readonly finding: Finding }) {
  const { subject, created_at, assignee, snoozed_until, resolved_at, resolved_by, note, evidence, tenant_id } = finding;
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="xs">
        {findingTexts.evidence}
      </Title>
      <Facts
        facts={[
          [findingTexts.subject, <FindingSubject key="subject" finding={finding} />],
          [findingTexts.opened, <Time key="opened" at={created_at} />],
          [findingTexts.assignee, assignee ?? findingTexts.unassigned],
          ...(snoozed_until ? [[findingTexts.snoozedUntil, <Time key="until" at={snoozed_until} />] as const] : []),
          ...(resolved_at ? [[findingTexts.resolvedAt, <Time key="resolved" at={resolved_at} />] as const] : []),
          ...(resolved_by ? [[findingTexts.resolvedBy, resolved_by] as const] : []),
          ...(note ? [[findingTexts.note, note] as const] : []),
          ...(tenant_id === PLATFORM_TENANT
            ? []
            : [[findingTexts.tenant, <SubjectLink key="tenant" id={tenant_id} />] as const]),
        ]}
      />
      <Group mt="md" mb={4}>
        <Text size="sm" c="dimmed">
          {subject.type.replaceAll("_", " ")}
        </Text>
        <CopyableId id={subject.id} />
      </Group>
      <JsonView value={evidence} label={findingTexts.evidenceJson} />
    </Paper>
  );
}
