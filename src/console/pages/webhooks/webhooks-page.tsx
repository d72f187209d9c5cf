import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { call } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { GatedButton } from "../../components/gated-button";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { webhookTexts } from "../../strings/webhooks";
import { common } from "../../strings/words";
import { type Endpoint, EndpointForm } from "./endpoint-form";
import { showEndpointSecret } from "./show-endpoint-secret";
import { useEndpoints } from "./use-endpoints";

const { columns } = webhookTexts;

const typesText = (types: readonly string[]): string => {
  if (types.length === 0) return webhookTexts.allEvents;
  return types.length <= 2 ? types.join(", ") : webhookTexts.typeCount(types.length);
};

const endpointColumns: readonly Column<Endpoint>[] = [
  { id: "url", header: columns.url, width: "minmax(14rem, 2fr)", cell: ({ url }) => url },
  {
    id: "description",
    header: columns.description,
    hideOnPhone: true,
    cell: ({ description }) => description || common.noValue,
  },
  { id: "types", header: columns.types, hideOnPhone: true, cell: ({ event_types }) => typesText(event_types) },
  { id: "status", header: columns.status, width: "7rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "created",
    header: columns.created,
    width: "8rem",
    hideOnPhone: true,
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
];

/** The servers that receive the tenant's events. */
export function WebhooksPage() {
  const navigate = useNavigate();
  const list = useEndpoints();
  const [isOpen, setOpen] = useState(false);
  usePaletteActions(
    useMemo(
      () => [{ id: "create-endpoint", label: webhookTexts.create, scope: "webhooks:write", run: () => setOpen(true) }],
      [],
    ),
  );
  const create = (
    <GatedButton scope="webhooks:write" onPress={() => setOpen(true)}>
      {webhookTexts.create}
    </GatedButton>
  );
  return (
    <>
      <PageHeader title={webhookTexts.title} description={webhookTexts.description}>
        <LinkButton to="/webhooks/refusals" variant="default">
          {webhookTexts.refusals}
        </LinkButton>
        {create}
      </PageHeader>
      <LiveTable
        label={webhookTexts.title}
        list={list}
        columns={endpointColumns}
        nameOf={({ url }) => url}
        onOpen={({ id }) => void navigate({ to: "/webhooks/$id", params: { id } })}
        empty={
          <EmptyState title={webhookTexts.none} text={webhookTexts.noneHint}>
            {create}
          </EmptyState>
        }
      />
      <EndpointForm
        title={webhookTexts.createTitle}
        action={webhookTexts.create}
        opened={isOpen}
        onClose={() => setOpen(false)}
        makeCall={(body) => call("POST", "/v1/webhook-endpoints", { body })}
        onDone={({ id, secret }) => {
          setOpen(false);
          showEndpointSecret(webhookTexts.secretTitle, secret);
          void navigate({ to: "/webhooks/$id", params: { id } });
        }}
      />
    </>
  );
}
