import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { call, type QueryOf } from "../../api/call";
import { listed } from "../../components/choices";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { FilterChoice } from "../../components/filter-choice";
import { LinkButton, TextLink } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { sumsText } from "../../components/money";
import { PageHeader } from "../../components/page-header";
import { PhoneNumber } from "../../components/phone-number";
import type { Search } from "../../components/saved-views";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { ordersTexts } from "../../strings/orders";
import { monthlySums, type Order } from "./order-facts";

type Query = NonNullable<QueryOf<"GET", "/v1/orders">>;

const PAGE_ROWS = 20;

const statuses = listed<Order["status"]>({
  pending: true,
  processing: true,
  completed: true,
  partial: true,
  failed: true,
  canceled: true,
  needs_attention: true,
});
const { columns: headers } = ordersTexts;

const views = [
  { name: ordersTexts.underWay, search: { status: "processing" } },
  { name: ordersTexts.needAttention, search: { status: "needs_attention" } },
];

const columns: readonly Column<Order>[] = [
  {
    id: "order",
    header: headers.order,
    width: "minmax(10rem, 1.4fr)",
    cell: ({ id, items: [first, ...others] }) => (
      <TextLink to="/orders/$orderId" params={{ orderId: id }}>
        {first ? <PhoneNumber number={first.phone_number} /> : id}
        {others.length > 0 && ` ${ordersTexts.andMore(others.length)}`}
      </TextLink>
    ),
  },
  { id: "status", header: headers.status, width: "8.5rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "progress",
    header: headers.progress,
    width: "6rem",
    hideOnPhone: true,
    cell: ({ item_counts, items }) => ordersTexts.bought(item_counts.completed, items.length),
  },
  {
    id: "price",
    header: headers.price,
    width: "7rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ items }) => sumsText(monthlySums(items)),
  },
  {
    id: "created",
    header: headers.created,
    width: "8rem",
    hideOnPhone: true,
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
];

const readOrder = (id: string) => call("GET", "/v1/orders/{order_id}", { path: { order_id: id } });

const orderOf = ({ type, subject }: FeedEvent): string | null => (type.startsWith("order.") ? subject.id : null);

/** All orders of the tenant, the newest first. */
export function OrdersPage() {
  const filters = useSearch({ from: "/signed-in/orders" });
  const navigate = useNavigate();
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/orders", { query: { ...filters, limit: PAGE_ROWS, cursor } as Query }),
    [filters],
  );
  const list = useLivePages<Order>({ pageAt, rowAt: readOrder, rowOf: orderOf });
  const show = (search: Search) => void navigate({ to: "/orders", search, replace: true });
  return (
    <>
      <PageHeader title={ordersTexts.title}>
        <LinkButton to="/buy">{ordersTexts.search}</LinkButton>
      </PageHeader>
      <ListFilters list="orders" views={views} filters={filters} onShow={show}>
        <FilterChoice
          label={ordersTexts.status}
          data={statuses.map((status) => ({ value: status, label: status.replaceAll("_", " ") }))}
          value={filters.status}
          onChange={(status) => show({ status })}
          data-filter
          w={180}
        />
      </ListFilters>
      <LiveTable
        label={ordersTexts.title}
        list={list}
        columns={columns}
        nameOf={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: "/orders/$orderId", params: { orderId: id } })}
        empty={
          <EmptyList texts={ordersTexts} filters={filters} onClear={() => show({})}>
            <LinkButton to="/buy">{ordersTexts.search}</LinkButton>
          </EmptyList>
        }
      />
    </>
  );
}
