import { Button, Group, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { type Answer, call } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { moneyText } from "../../components/money";
import { PageHeader } from "../../components/page-header";
import { PagedTable, useReread } from "../../components/paged-table";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { tenantTexts } from "../../strings/tenants";
import { common } from "../../strings/words";
import { TenantForm } from "./tenant-form";

type Tenant = Answer<"GET", "/v1/tenants/{tenant_id}">;

const PAGE_ROWS = 100;
const POLL_MS = 15_000;
const { columns } = tenantTexts;
const statuses = ["active", "suspended", "closed"] as const;
type Status = (typeof statuses)[number];
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
    cell: ({ created_at }) => <Ago at={created_at} />,
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
      <Group mb="sm" role="search" aria-label={common.filters}>
        <Select
          data-filter
          aria-label={tenantTexts.status}
          placeholder={tenantTexts.status}
          data={statuses}
          value={status ?? null}
          onChange={(next) => void navigate({ to: "/tenants", search: { status: statusIn(next) }, replace: true })}
          clearable
          w={150}
        />
      </Group>
      <PagedTable
        label={tenantTexts.title}
        pageAt={pageAt}
        columns={tenantColumns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        onOpen={({ id }) => void navigate({ to: "/tenants/$id", params: { id } })}
        pollMs={POLL_MS}
        empty={
          <EmptyState
            title={status ? tenantTexts.noneMatch : tenantTexts.none}
            text={status ? "" : tenantTexts.noneHint}
          />
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
