import { Alert, Button, Group, Loader, Paper, Stack, Title } from "@mantine/core";
import { Navigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/call";
import { useVersioned } from "../../api/use-call";
import { useSession } from "../../app/use-session";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { LinkButton } from "../../components/links";
import { moneyText } from "../../components/money";
import { PageHeader } from "../../components/page-header";
import { useReread } from "../../components/paged-table";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { tenantTexts } from "../../strings/tenants";
import { common } from "../../strings/words";
import { useKeyCreation } from "../keys/create-key";
import { KeysTable } from "../keys/keys-table";
import { useKeys } from "../keys/use-keys";
import { ActForButton } from "./act-for-button";
import { StatusAction } from "./status-action";
import { type Tenant, TenantForm } from "./tenant-form";
import { TransferCard } from "./transfer-card";

const PLATFORM_TENANT = "ten_platform";

const movesOf = {
  active: ["suspend", "close"],
  suspended: ["resume", "close"],
  closed: ["reopen"],
} as const;

/** The operator's page of a tenant; a tenant that follows a link to itself gets its settings. */
export function TenantPage() {
  const { id } = useParams({ from: "/signed-in/tenants/$id" });
  const session = useSession();
  return session.tenant ? <Navigate to="/settings" replace /> : <TenantDetails id={id} />;
}

/** One tenant: its limits, its status, its keys, and the way to act for it. */
function TenantDetails({ id }: { readonly id: string }) {
  const read = useVersioned(call("GET", "/v1/tenants/{tenant_id}", { path: { tenant_id: id } }));
  const reread = useReread();
  const [isEditing, setEditing] = useState(false);
  const tenant = read.data?.data;
  if (read.error && !read.data) return <ErrorAlert error={read.error} onRetry={() => read.refetch()} />;
  if (!tenant) return <Loader aria-label={common.loading} />;
  const isPlatform = id === PLATFORM_TENANT;
  const refresh = () => reread("/v1/tenants");
  return (
    <Stack>
      <PageHeader
        title={tenant.name}
        aside={<StatusBadge status={tenant.status} />}
        description={<CopyableId id={tenant.id} />}
      >
        {!isPlatform && tenant.status !== "closed" && <ActForButton tenantId={id} label={tenantTexts.actFor} />}
        <Button variant="default" onClick={() => setEditing(true)}>
          {tenantTexts.edit}
        </Button>
        {!isPlatform &&
          movesOf[tenant.status].map((move) => (
            <StatusAction key={move} move={move} tenant={tenant} onDone={refresh} />
          ))}
      </PageHeader>
      {isPlatform && <Alert color="blue">{tenantTexts.isPlatform}</Alert>}
      <div className={isPlatform ? undefined : "overview-columns"}>
        <TenantFacts tenant={tenant} />
        {!isPlatform && <TransferCard tenantId={id} />}
      </div>
      <TenantKeys tenant={tenant} />
      <TenantForm
        title={tenantTexts.editTitle}
        action={tenantTexts.save}
        tenant={tenant}
        opened={isEditing}
        onClose={() => {
          setEditing(false);
          // No event says that a tenant changed: a form that is opened again begins with the newest version.
          void refresh();
        }}
        makeCall={(body) =>
          call("PATCH", "/v1/tenants/{tenant_id}", { path: { tenant_id: id }, body, ifMatch: read.data?.etag })
        }
        onDone={() => {
          setEditing(false);
          return refresh();
        }}
      />
    </Stack>
  );
}

function TenantFacts({ tenant }: { readonly tenant: Tenant }) {
  const { caller_message: message, max_monthly_cost: cap } = tenant;
  const instant = (name: string, at: string | null) => (at ? [[name, <Time key={name} at={at} />] as const] : []);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{tenantTexts.facts}</Title>
        <LinkButton to="/findings" search={{ tenant_id: tenant.id, status: "open" }} variant="default" size="xs">
          {tenantTexts.findings}
        </LinkButton>
      </Group>
      <Facts
        facts={[
          [tenantTexts.numberLimit, tenant.number_limit ?? tenantTexts.noCap],
          [tenantTexts.costLimit, cap ? moneyText(cap) : tenantTexts.noCap],
          [tenantTexts.reservationLimit, tenant.reservation_limit],
          [tenantTexts.callerMessage, message === null ? tenantTexts.platformMessage : message || common.noValue],
          [tenantTexts.redirect, tenant.redirect_allowed ? tenantTexts.yes : tenantTexts.no],
          [tenantTexts.created, <Time key="created" at={tenant.created_at} />],
          ...(tenant.status_reason ? [[tenantTexts.why, tenant.status_reason] as const] : []),
          ...instant(tenantTexts.since, tenant.status_since),
          ...instant(tenantTexts.releaseAt, tenant.release_numbers_at),
          ...instant(tenantTexts.deleteAt, tenant.delete_data_at),
          ...instant(tenantTexts.deletedAt, tenant.data_deleted_at),
        ]}
      />
    </Paper>
  );
}

function TenantKeys({ tenant }: { readonly tenant: Tenant }) {
  const list = useKeys(tenant.id);
  const { button, form } = useKeyCreation({
    tenantId: tenant.id,
    isPlatform: tenant.id === PLATFORM_TENANT,
    scope: "admin",
    onDone: list.showNew,
  });
  const create = tenant.status !== "closed" && button;
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{tenantTexts.keys}</Title>
        {create}
      </Group>
      <KeysTable list={list} scope="admin" create={create} />
      {form}
    </section>
  );
}
