import { Alert, Button, Loader, Paper, SegmentedControl, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { useSession } from "../../app/use-session";
import { ActionButton } from "../../components/action-button";
import { listed } from "../../components/choices";
import { CopyableId } from "../../components/copyable";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { PagedTable } from "../../components/paged-table";
import { PhoneNumber } from "../../components/phone-number";
import { StatTile } from "../../components/stat-tile";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { syncTexts } from "../../strings/sync";
import { common } from "../../strings/words";

type Difference = Answer<"GET", "/v1/sync/{sync_id}/differences">["data"][number];

const PAGE_ROWS = 100;
const POLL_MS = 1_500;
const { differenceColumns: columns } = syncTexts;
const kinds = listed<Difference["kind"]>({ orphaned: true, missing: true, drifted: true, found: true });

const differenceColumns: readonly Column<Difference>[] = [
  {
    id: "number",
    header: columns.number,
    width: "minmax(9rem, 1fr)",
    cell: ({ phone_number }) => <PhoneNumber number={phone_number} />,
  },
  {
    id: "kind",
    header: columns.kind,
    width: "minmax(8rem, 1.5fr)",
    hideOnPhone: true,
    cell: ({ kind }) => syncTexts.kinds[kind],
  },
  { id: "action", header: columns.action, width: "minmax(8rem, 1fr)", cell: ({ action }) => syncTexts.actions[action] },
  { id: "outcome", header: columns.outcome, width: "6.5rem", cell: ({ outcome }) => <StatusBadge status={outcome} /> },
  {
    id: "fields",
    header: columns.fields,
    width: "minmax(10rem, 2fr)",
    hideOnPhone: true,
    cell: ({ fields }) => {
      const text = fields.map(({ field, ours, theirs }) => syncTexts.field(field, ours, theirs)).join("; ");
      return <span title={text}>{text || common.noValue}</span>;
    },
  },
  {
    id: "tenant",
    header: columns.tenant,
    hideOnPhone: true,
    cell: ({ tenant_id }) => tenant_id ?? common.noValue,
  },
];

/** One comparison, live: how far it is, and each difference with what is done about it. */
export function SyncPage() {
  const { id } = useParams({ from: "/signed-in/sync/$id" });
  const search = useSearch({ from: "/signed-in/sync/$id" });
  const navigate = useNavigate();
  const session = useSession();
  const path = { sync_id: id };
  const read = useCall(call("GET", "/v1/sync/{sync_id}", { path }), { refetchInterval: POLL_MS });
  const kind = kinds.find((each) => each === search.kind);
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/sync/{sync_id}/differences", {
        path: { sync_id: id },
        query: { limit: PAGE_ROWS, cursor, ...(kind && { kind }) },
      }),
    [id, kind],
  );
  const show = (next: string) =>
    void navigate({
      to: "/sync/$id",
      params: { id },
      search: { kind: next === "all" ? undefined : next },
      replace: true,
    });
  const sync = read.data;
  if (read.error && !read.data) return <ErrorAlert error={read.error} onRetry={() => read.refetch()} />;
  if (!sync) return <Loader aria-label={common.loading} />;
  const isRunning = sync.status === "running" || sync.status === "waiting";
  const query = sync.carrier_account_id ? { carrier_account_id: sync.carrier_account_id } : {};
  return (
    <Stack>
      <PageHeader
        title={syncTexts.one(sync.preview)}
        aside={<StatusBadge status={sync.status} />}
        description={<CopyableId id={sync.id} />}
      >
        <LinkButton to="/sync" variant="default">
          {syncTexts.back}
        </LinkButton>
        {sync.preview && sync.status === "completed" && (
          <ActionButton
            label={syncTexts.runAfterPreview}
            variant="filled"
            scope={session.tenant ? "numbers:write" : "admin"}
            doneMessage={null}
            makeCall={() => call("POST", "/v1/sync", { query })}
            onDone={(made) => navigate({ to: "/sync/$id", params: { id: made.id } })}
          />
        )}
      </PageHeader>
      {sync.error && (
        <Alert color="red" title={syncTexts.error}>
          <code>{sync.error.code}</code> {sync.error.detail}
        </Alert>
      )}
      <Paper withBorder p="md">
        <Facts
          facts={[
            [syncTexts.phase, syncTexts.phases[sync.phase]],
            [syncTexts.columns.account, sync.carrier_account_id ?? syncTexts.platform],
            [syncTexts.listed, sync.listed],
            [syncTexts.compared, sync.compared],
            [syncTexts.by, sync.started_by],
            [syncTexts.started, <Time key="started" at={sync.created_at} />],
            [syncTexts.ended, <Time key="ended" at={sync.ended_at} />],
          ]}
        />
      </Paper>
      {isRunning && (
        <Text size="sm" role="status">
          {syncTexts.running}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
        {kinds.map((each) => {
          const { planned, done, open } = sync.differences[each];
          return (
            <StatTile
              key={each}
              label={syncTexts.kinds[each]}
              value={planned + done + open}
              hint={syncTexts.counts(planned, done, open)}
              isAlarm={open > 0}
            />
          );
        })}
      </SimpleGrid>
      <section>
        <Title order={2} mb="xs">
          {syncTexts.differences}
        </Title>
        <SegmentedControl
          mb="xs"
          size="xs"
          aria-label={syncTexts.differences}
          data={[{ value: "all", label: syncTexts.all }, ...kinds.map((each) => ({ value: each, label: each }))]}
          value={kind ?? "all"}
          onChange={show}
        />
        <PagedTable
          label={syncTexts.differences}
          pageAt={pageAt}
          columns={differenceColumns}
          idOf={({ kind: of, phone_number, phone_number_id }) => `${of} ${phone_number} ${phone_number_id}`}
          {...(isRunning && { pollMs: POLL_MS })}
          empty={
            <EmptyState
              title={syncTexts.noDifferences}
              text={isRunning ? syncTexts.running : syncTexts.noDifferencesHint}
            >
              {kind ? (
                <Button variant="default" onClick={() => show("all")}>
                  {syncTexts.showAll}
                </Button>
              ) : (
                <LinkButton to="/sync" variant="default">
                  {syncTexts.back}
                </LinkButton>
              )}
            </EmptyState>
          }
        />
      </section>
    </Stack>
  );
}
