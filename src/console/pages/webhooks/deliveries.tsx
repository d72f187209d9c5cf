import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { call } from "../../api/call";
import { usePages } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { listed } from "../../components/choices";
import { type Column, DataTable } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { eventTypes } from "../../components/event-text";
import { FilterChoice } from "../../components/filter-choice";
import { ListFilters } from "../../components/list-filters";
import { pagesState } from "../../components/pages-state";
import type { Search } from "../../components/saved-views";
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
const statuses = listed<Delivery["status"]>({ pending: true, delivered: true, failed: true });
const types: readonly Delivery["event_type"][] = [...eventTypes, "webhook_endpoint.test"];
const views = (["failed", "pending"] as const).map((status) => ({
  name: webhookTexts.views[status],
  search: { status },
}));

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

interface DeliveriesProps {
  readonly endpointId: string;
  /** The button that sends a test. */
  readonly test: ReactNode;
}

/** The deliveries to an endpoint, with its server's answers. */
export function Deliveries({ endpointId, test }: DeliveriesProps) {
  const filters = useSearch({ from: "/signed-in/webhooks/$id" });
  const navigate = useNavigate();
  const status = statuses.find((each) => each === filters.status);
  const type = types.find((each) => each === filters.type);
  const [openId, setOpenId] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const show = (search: Search) => {
    // An action is for rows that a person sees.
    setSelected(new Set());
    void navigate({ to: "/webhooks/$id", params: { id: endpointId }, search, replace: true });
  };
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
      <ListFilters list="deliveries" views={views} filters={filters} onShow={show}>
        <FilterChoice
          data-filter
          label={webhookTexts.filterStatus}
          data={statuses}
          value={status}
          onChange={(next) => show({ ...filters, status: next })}
          w={140}
        />
        <FilterChoice
          label={webhookTexts.filterType}
          data={types}
          value={type}
          onChange={(next) => show({ ...filters, type: next })}
          searchable
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
      </ListFilters>
      <DataTable
        label={webhookTexts.deliveries}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        nameOf={({ event_type, id }) => `${event_type} ${id}`}
        onOpen={({ id }) => setOpenId(id)}
        selection={{ selected, onChange: setSelected }}
        {...pagesState(list)}
        empty={
          <EmptyList texts={webhookTexts.noDeliveries} filters={filters} onClear={() => show({})}>
            {test}
          </EmptyList>
        }
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
