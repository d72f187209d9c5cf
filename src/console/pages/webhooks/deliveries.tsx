import { Group, Select } from "@mantine/core";
import { useCallback, useEffect, useMemo, useState } from "react";
import { call } from "../../api/call";
import { usePages } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { type Column, DataTable } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { eventTypes } from "../../components/event-text";
import { pagesState } from "../../components/pages-state";
import { StatusBadge } from "../../components/status-badge";
import { Ago, Countdown } from "../../components/time";
import { webhookTexts } from "../../strings/webhooks";
import { common } from "../../strings/words";
import { attemptText, type Delivery } from "./attempt-text";
import { DeliveryDrawer } from "./delivery-drawer";
import { RedeliverPeriod } from "./redeliver-period";

const PAGE_ROWS = 50;
/** Deliveries have no events of their own, so the list is read again while some are under way, and now and then. */
const BUSY_POLL_MS = 3_000;
const POLL_MS = 15_000;

const { deliveryColumns } = webhookTexts;
const statuses = ["pending", "delivered", "failed"] as const;
type Status = (typeof statuses)[number];
const isStatus = (text: string | null): text is Status => statuses.some((status) => status === text);

const columns: readonly Column<Delivery>[] = [
  {
    id: "event",
    header: deliveryColumns.event,
    width: "minmax(12rem, 2fr)",
    cell: ({ event_type, redelivery }) => (redelivery ? `${event_type} (${webhookTexts.redelivery})` : event_type),
  },
  {
    id: "status",
    header: deliveryColumns.status,
    width: "7rem",
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "attempts",
    header: deliveryColumns.attempts,
    width: "5.5rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ attempts }) => attempts.length,
  },
  {
    id: "last",
    header: deliveryColumns.last,
    width: "minmax(9rem, 1.5fr)",
    hideOnPhone: true,
    cell: ({ attempts }) => attemptText(attempts.at(-1)),
  },
  {
    id: "next",
    header: deliveryColumns.next,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ next_attempt_at }) => (next_attempt_at ? <Countdown until={next_attempt_at} /> : common.noValue),
  },
  {
    id: "created",
    header: deliveryColumns.created,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
];

/** The deliveries to an endpoint, with its server's answers. */
export function Deliveries({ endpointId }: { readonly endpointId: string }) {
  const [status, setStatus] = useState<Status | null>(null);
  const [type, setType] = useState<Delivery["event_type"] | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/webhook-endpoints/{webhook_endpoint_id}/deliveries", {
        path: { webhook_endpoint_id: endpointId },
        query: { limit: PAGE_ROWS, cursor, ...(status && { status }), ...(type && { event_type: type }) },
      }),
    [endpointId, status, type],
  );
  const list = usePages<Delivery>(pageAt);
  const rows = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
  const isBusy = rows.some((row) => row.status === "pending");
  const { refetch } = list;
  useEffect(() => {
    const timer = setInterval(() => void refetch(), isBusy ? BUSY_POLL_MS : POLL_MS);
    return () => clearInterval(timer);
  }, [isBusy, refetch]);
  const redeliver = (delivery_ids: string[]) =>
    call("POST", "/v1/webhook-endpoints/{webhook_endpoint_id}/redeliver", {
      path: { webhook_endpoint_id: endpointId },
      body: { delivery_ids },
    });
  const open = rows.find(({ id }) => id === openId);
  return (
    <>
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters}>
        <Select
          data-filter
          aria-label={webhookTexts.filterStatus}
          placeholder={webhookTexts.filterStatus}
          data={statuses}
          value={status}
          onChange={(value) => setStatus(isStatus(value) ? value : null)}
          clearable
          w={140}
        />
        <Select
          aria-label={webhookTexts.filterType}
          placeholder={webhookTexts.filterType}
          data={[...eventTypes, "webhook_endpoint.test" as const]}
          value={type}
          onChange={(value) =>
            setType([...eventTypes, "webhook_endpoint.test" as const].find((each) => each === value) ?? null)
          }
          searchable
          clearable
          w={260}
        />
        {selected.size > 0 && (
          <ActionButton
            label={webhookTexts.redeliverMany(selected.size)}
            scope="webhooks:write"
            makeCall={() => redeliver([...selected])}
            doneMessage={webhookTexts.redelivered(selected.size)}
            onDone={() => {
              setSelected(new Set());
              return refetch();
            }}
          />
        )}
        <RedeliverPeriod endpointId={endpointId} onDone={() => refetch()} />
      </Group>
      <DataTable
        label={webhookTexts.deliveries}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        nameOf={({ event_type, id }) => `${event_type} ${id}`}
        onOpen={({ id }) => setOpenId(id)}
        selection={{ selected, onChange: setSelected }}
        {...pagesState(list)}
        empty={<EmptyState title={webhookTexts.noneDelivered} text={webhookTexts.noneDeliveredHint} />}
        height="28rem"
      />
      <DeliveryDrawer
        delivery={open ?? null}
        onClose={() => setOpenId(null)}
        redeliver={(id) => redeliver([id])}
        onRedelivered={() => refetch()}
      />
    </>
  );
}
