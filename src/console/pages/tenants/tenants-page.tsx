import { Button, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { type Answer, call } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import { listed } from "../../components/choices";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { ListFilters } from "../../components/list-filters";
import { moneyText } from "../../components/money";
import { PageHeader } from "../../components/page-header";
import { PagedTable, useReread } from "../../components/paged-table";
import type { Search } from "../../components/saved-views";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { tenantTexts } from "../../strings/tenants";
import { TenantForm } from "./tenant-form";

type Tenant = Answer<"GET", "/v1/tenants/{tenant_id}">;

const PAGE_ROWS = 100;
const POLL_MS = 15_000;
const { columns } = tenantTexts;
type Status = Tenant["status"];
const statuses = listed<Status>({ active: true, suspended: true, closed: true });
const views = statuses.map((status) => ({ name: tenantTexts.views[status], search: { status } }));
const statusIn = (text: string | undefined | null): Status | undefined => statuses.find((status) => status === text);

const tenantColumns: readonly Column<Tenant>[] = [
  { id: "name", header: columns.name, width: "minmax(10rem, 1.5fr)", cell: ({ name }) => name },
  { id: "status", header: columns.status, width: "7rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "limit",
    header: columns.limit,
    width: "9rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ number_limit }) => number_limit ?? tenantTexts.noCap,
  },
  {
    id: "cost",
    header: columns.cost,
    width: "8rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ max_monthly_cost: cap }) => (cap ? moneyText(cap) : tenantTexts.noCap),
  },
  { id: "id", header: columns.id, hideOnPhone: true, cell: ({ id }) => <code>{id}</code> },
  {
    id: "created",
    header: columns.created,
    width: "8rem",
    hideOnPhone: true,
    // The platform's own tenant has always been there.
    cell: ({ created_at }) => <Ago at={Date.parse(created_at) > 0 ? created_at : null} />,
  },
];

/** All tenants, for the platform's operator. */
export function TenantsPage() {
  const search = useSearch({ from: "/signed-in/tenants" });
  const navigate = useNavigate();
  const reread = useReread();
  const [isOpen, setOpen] = useState(false);
  usePaletteActions(useMemo(() => [{ id: "create-tenant", label: tenantTexts.create, run: () => setOpen(true) }], []));
  const status = statusIn(search.status);
  const show = (next: Search) => void navigate({ to: "/tenants", search: next, replace: true });
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/tenants", { query: { limit: PAGE_ROWS, cursor, ...(status && { status }) } }),
    [status],
  );
  return (
    <>
      <PageHeader title={tenantTexts.title} description={tenantTexts.description}>
        <Button onClick={() => setOpen(true)}>{tenantTexts.create}</Button>
      </PageHeader>
      <ListFilters list="tenants" views={views} filters={search} onShow={show}>
        <Select
          data-filter
          aria-label={tenantTexts.status}
          placeholder={tenantTexts.status}
          data={statuses}
          value={status ?? null}
          onChange={(next) => show({ status: next ?? undefined })}
          clearable
          w={150}
        />
      </ListFilters>
      <PagedTable
        label={tenantTexts.title}
        pageAt={pageAt}
        columns={tenantColumns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        onOpen={({ id }) => void navigate({ to: "/tenants/$id", params: { id } })}
        pollMs={POLL_MS}
        empty={
          <EmptyList texts={tenantTexts} filters={search} onClear={() => show({})}>
            <Button onClick={() => setOpen(true)}>{tenantTexts.create}</Button>
          </EmptyList>
        }
      />
      <TenantForm
        title={tenantTexts.createTitle}
        action={tenantTexts.create}
        opened={isOpen}
        onClose={() => setOpen(false)}
        makeCall={(body) => call("POST", "/v1/tenants", { body })}
        onDone={async ({ id }) => {
          setOpen(false);
          await reread("/v1/tenants");
          await navigate({ to: "/tenants/$id", params: { id } });
        }}
      />
    </>
  );
}
