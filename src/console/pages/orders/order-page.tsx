import { Alert, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { CopyableId } from "../../components/copyable";
import { DataTable } from "../../components/data-table";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { sumsText } from "../../components/money";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { Ago, Time } from "../../components/time";
import { usePollUnlessLive } from "../../live/live-provider";
import { useRefresh } from "../../live/use-refresh";
import { ordersTexts } from "../../strings/orders";
import { common } from "../../strings/words";
import { FailedItem } from "./failed-item";
import { itemColumns } from "./item-columns";
import { isOpenOrder, monthlySums, type Order, type OrderItem } from "./order-facts";

/** How often an order under way is read again without the feed. */
const UNDER_WAY_MS = 3_000;

/** One order, as its numbers are bought. */
export function OrderPage() {
  const { orderId } = useParams({ from: "/signed-in/orders/$orderId" });
  const made = call("GET", "/v1/orders/{order_id}", { path: { order_id: orderId } });
  const pollMs = usePollUnlessLive(UNDER_WAY_MS);
  const {
    data: order,
    error,
    refetch,
  } = useCall(made, { refetchInterval: (read) => read !== undefined && isOpenOrder(read) && pollMs });
  const refresh = useRefresh();
  if (error && !order) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!order) return <Text>{common.loading}</Text>;
  const failed = order.items.filter(({ status }) => status === "failed");
  return (
    <>
      <PageHeader
        title={ordersTexts.order}
        aside={<StatusBadge status={order.status} />}
        description={
          <>
            <CopyableId id={order.id} /> {ordersTexts.placed} <Time at={order.created_at} /> ·{" "}
            {sumsText(monthlySums(order.items))}
          </>
        }
      >
        {isOpenOrder(order) && (
          <ActionButton
            label={ordersTexts.cancel}
            scope="numbers:write"
            disabledReason={order.item_counts.queued === 0 ? ordersTexts.cancelNothing : null}
            question={{ title: ordersTexts.cancel, text: ordersTexts.cancelText, action: ordersTexts.cancel }}
            makeCall={() => call("POST", "/v1/orders/{order_id}/cancel", { path: { order_id: order.id } })}
            doneMessage={ordersTexts.canceled}
            onDone={() => refresh("/v1/orders")}
          />
        )}
      </PageHeader>
      <Stack>
        <OrderProgress order={order} />
        {failed.length > 0 && <NotBought order={order} failed={failed} />}
        <section aria-labelledby="items">
          <Title order={2} id="items" mb="xs">
            {ordersTexts.items}
          </Title>
          <DataTable
            label={ordersTexts.items}
            columns={itemColumns}
            rows={order.items}
            idOf={({ id }) => id}
            nameOf={({ phone_number }) => phone_number}
            isLoading={false}
            error={null}
            empty={null}
            height="60dvh"
          />
        </section>
      </Stack>
    </>
  );
}

function OrderProgress({ order }: { readonly order: Order }) {
  const { completed, failed, canceled } = order.item_counts;
  const all = order.items.length;
  const finished = completed + failed + canceled;
  const share = (count: number) => (count / all) * 100;
  const summary = (["queued", "purchasing", "unknown", "completed", "failed", "canceled"] as const)
    .filter((status) => order.item_counts[status] > 0)
    .map((status) => `${order.item_counts[status].toLocaleString()} ${ordersTexts.states[status]}`)
    .join(", ");
  return (
    <section aria-label={ordersTexts.progress(finished, all)}>
      <Progress.Root size="lg">
        <Progress.Section value={share(completed)} color="green" aria-label={ordersTexts.states.completed} />
        <Progress.Section value={share(failed)} color="red" aria-label={ordersTexts.states.failed} />
        <Progress.Section value={share(canceled)} color="gray" aria-label={ordersTexts.states.canceled} />
      </Progress.Root>
      <Group justify="space-between" mt={6}>
        <Text size="sm" role="status">
          {ordersTexts.progress(finished, all)}: {summary}
        </Text>
        {order.estimated_completion_at && (
          <Text size="sm" c="dimmed">
            {ordersTexts.estimate} <Ago at={order.estimated_completion_at} />
          </Text>
        )}
      </Group>
      {order.status === "needs_attention" && (
        <Alert color="orange" variant="light" mt="sm">
          {ordersTexts.attention}
        </Alert>
      )}
      {order.status === "completed" && (
        <Group mt="sm" gap="sm">
          <Text>{ordersTexts.done}</Text>
          <LinkButton to="/numbers" size="compact-sm" variant="light">
            {ordersTexts.toNumbers}
          </LinkButton>
        </Group>
      )}
    </section>
  );
}

/** So many failures are shown with alternatives; the table below has all. */
const SHOWN = 10;

function NotBought({ order, failed }: { readonly order: Order; readonly failed: readonly OrderItem[] }) {
  const numbers = new Set(order.items.map(({ phone_number }) => phone_number));
  return (
    <section aria-labelledby="failed">
      <Title order={2} id="failed" mb="xs">
        {ordersTexts.notBought(failed.length)}
      </Title>
      <Stack gap="sm">
        {failed.slice(0, SHOWN).map((item) => (
          <FailedItem key={item.id} orderId={order.id} item={item} numbers={numbers} />
        ))}
      </Stack>
    </section>
  );
}
