import { Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { type Answer, call } from "../../api/call";
import { useSession } from "../../app/use-session";
import { ActionButton } from "../../components/action-button";
import { listed } from "../../components/choices";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { FilterText } from "../../components/filter-text";
import { ListFilters } from "../../components/list-filters";
import { PageHeader } from "../../components/page-header";
import { PagedTable } from "../../components/paged-table";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { syncTexts } from "../../strings/sync";

type SyncRow = Answer<"GET", "/v1/sync">["data"][number];

interface SyncsSearch {
  readonly status?: string | undefined;
  readonly carrier_account_id?: string | undefined;
}

const PAGE_ROWS = 100;
const POLL_MS = 5_000;
const { columns } = syncTexts;
const statuses = listed<SyncRow["status"]>({ waiting: true, running: true, completed: true, failed: true });
const views = [
  { name: syncTexts.views.running, search: { status: "running" } },
  { name: syncTexts.views.failed, search: { status: "failed" } },
];

const syncColumns: readonly Column<SyncRow>[] = [
  {
    id: "kind",
    header: columns.kind,
    width: "minmax(7rem, 1fr)",
    cell: ({ preview }) => (preview ? syncTexts.isPreview : syncTexts.isRun),
  },
  { id: "status", header: columns.status, width: "7rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "account",
    header: columns.account,
    width: "minmax(9rem, 1.5fr)",
    hideOnPhone: true,
    cell: ({ carrier_account_id }) => carrier_account_id ?? syncTexts.platform,
  },
  {
    id: "compared",
    header: columns.compared,
    width: "6.5rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ compared }) => compared,
  },
  { id: "by", header: columns.by, hideOnPhone: true, cell: ({ started_by }) => started_by },
  { id: "started", header: columns.started, width: "7rem", cell: ({ created_at }) => <Ago at={created_at} /> },
];

/** The comparisons of carrier accounts with the inventory. */
export function SyncsPage() {
  const search = useSearch({ from: "/signed-in/sync" });
  const navigate = useNavigate();
  const session = useSession();
  const scope = session.tenant ? "numbers:write" : "admin";
  const status = statuses.find((each) => each === search.status);
  const account = search.carrier_account_id;
  const query = account ? { carrier_account_id: account } : {};
  const show = (next: SyncsSearch) => void navigate({ to: "/sync", search: next, replace: true });
  const set = (change: SyncsSearch) => show({ ...search, ...change });
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/sync", {
        query: {
          limit: PAGE_ROWS,
          cursor,
          ...(status && { status }),
          ...(account && { carrier_account_id: account }),
        },
      }),
    [status, account],
  );
  const open = ({ id }: { readonly id: string }) => navigate({ to: "/sync/$id", params: { id } });
  const preview = (
    <ActionButton
      label={syncTexts.preview}
      variant="filled"
      scope={scope}
      doneMessage={null}
      makeCall={() => call("POST", "/v1/sync/preview", { query })}
      onDone={open}
    />
  );
  return (
    <>
      <PageHeader title={syncTexts.title} description={syncTexts.description}>
        {preview}
        <ActionButton
          label={syncTexts.run}
          scope={scope}
          doneMessage={null}
          question={{ title: syncTexts.runQuestion, text: syncTexts.runText, action: syncTexts.run }}
          makeCall={() => call("POST", "/v1/sync", { query })}
          onDone={open}
        />
      </PageHeader>
      <ListFilters list="syncs" views={views} filters={search} onShow={show}>
        <FilterText
          data-filter
          aria-label={syncTexts.account}
          placeholder={syncTexts.account}
          value={account}
          onChange={(carrier_account_id) => set({ carrier_account_id })}
          w={290}
        />
        <Select
          aria-label={syncTexts.filterStatus}
          placeholder={syncTexts.filterStatus}
          data={statuses}
          value={status ?? null}
          onChange={(next) => set({ status: next ?? undefined })}
          clearable
          w={150}
        />
      </ListFilters>
      <PagedTable
        label={syncTexts.title}
        pageAt={pageAt}
        columns={syncColumns}
        idOf={({ id }) => id}
        onOpen={(row) => void open(row)}
        pollMs={POLL_MS}
        empty={
          <EmptyList texts={syncTexts} filters={search} onClear={() => show({})}>
            {preview}
          </EmptyList>
        }
      />
    </>
  );
}
