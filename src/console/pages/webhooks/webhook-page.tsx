import { Alert, Loader, Paper, Stack, Title } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type Answer, call } from "../../api/call";
import { versionSeen } from "../../api/early";
import { useVersioned } from "../../api/use-call";
import { usePaletteActions } from "../../app/palette-actions";
import { ActionButton } from "../../components/action-button";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { PageHeader } from "../../components/page-header";
import { useReread } from "../../components/paged-table";
import { type Action, runAction } from "../../components/run-action";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { webhookTexts } from "../../strings/webhooks";
import { common } from "../../strings/words";
import { attemptText } from "./attempt-text";
import { Deliveries } from "./deliveries";
import { EditEndpoint } from "./edit-endpoint";
import type { Endpoint } from "./endpoint-form";
import { RotateSecret } from "./rotate-secret";

type Delivery = Answer<"POST", "/v1/webhook-endpoints/{webhook_endpoint_id}/test">;

/** One endpoint: how it is doing, its deliveries, and what one can do with it. */
export function WebhookPage() {
  const { id } = useParams({ from: "/signed-in/webhooks/$id" });
  const navigate = useNavigate();
  const reread = useReread();
  const path = { webhook_endpoint_id: id };
  const readEndpoint = call("GET", "/v1/webhook-endpoints/{webhook_endpoint_id}", { path });
  const read = useVersioned(readEndpoint);
  const [tested, setTested] = useState<Delivery | null>(null);
  const runTest = useMemo<Action<Delivery>>(
    () => ({
      label: webhookTexts.test,
      doneMessage: null,
      makeCall: () =>
        call("POST", "/v1/webhook-endpoints/{webhook_endpoint_id}/test", { path: { webhook_endpoint_id: id } }),
      onDone: (delivery) => {
        setTested(delivery);
        return reread("/v1/webhook-endpoints");
      },
    }),
    [id, reread],
  );
  usePaletteActions(
    useMemo(
      () => [{ id: "test", label: webhookTexts.test, scope: "webhooks:write", run: () => runAction(runTest) }],
      [runTest],
    ),
  );
  const endpoint = read.data?.data;
  if (read.error && !read.data) return <ErrorAlert error={read.error} onRetry={() => read.refetch()} />;
  if (!endpoint) return <Loader aria-label={common.loading} />;
  const refreshAll = () => reread("/v1/webhook-endpoints");
  const isEnabled = endpoint.status === "enabled";
  const next = isEnabled ? ("disabled" as const) : ("enabled" as const);
  return (
    <Stack>
      <PageHeader
        title={endpoint.description || new URL(endpoint.url).host}
        aside={<StatusBadge status={endpoint.status} />}
        description={endpoint.url}
      >
        <ActionButton {...runTest} variant="filled" scope="webhooks:write" />
        <EditEndpoint endpoint={endpoint} etag={read.data?.etag} onDone={refreshAll} />
        <RotateSecret endpointId={id} onDone={refreshAll} />
        <ActionButton
          label={isEnabled ? webhookTexts.disable : webhookTexts.enable}
          scope="webhooks:write"
          {...(isEnabled && {
            question: {
              title: webhookTexts.disableQuestion,
              text: webhookTexts.disableText,
              action: webhookTexts.disable,
            },
          })}
          makeCall={() =>
            call("PATCH", "/v1/webhook-endpoints/{webhook_endpoint_id}", {
              path,
              body: { status: next },
              ifMatch: versionSeen({ read: readEndpoint, etag: read.data?.etag }),
            })
          }
          early={{
            read: readEndpoint,
            id,
            change: (before) => ({ ...before, status: next }),
          }}
          onDone={refreshAll}
        />
        <ActionButton
          label={webhookTexts.remove}
          color="red"
          scope="webhooks:write"
          question={{
            title: webhookTexts.removeQuestion,
            text: webhookTexts.removeText,
            action: webhookTexts.remove,
            isDangerous: true,
          }}
          makeCall={() => call("DELETE", "/v1/webhook-endpoints/{webhook_endpoint_id}", { path })}
          onDone={() => navigate({ to: "/webhooks" })}
        />
      </PageHeader>
      {tested && <TestResult delivery={tested} />}
      <Health endpoint={endpoint} />
      <Paper withBorder p="md">
        <Facts
          facts={[
            [webhookTexts.id, <CopyableId key="id" id={id} />],
            [
              webhookTexts.types,
              endpoint.event_types.length === 0 ? webhookTexts.allEvents : endpoint.event_types.join(", "),
            ],
            [webhookTexts.columns.created, <Time key="created" at={endpoint.created_at} />],
            ...endpoint.secrets_expire_at.map((at) => [webhookTexts.oldSecrets, <Time key={at} at={at} />] as const),
          ]}
        />
      </Paper>
      <section>
        <Title order={2} mb="xs">
          {webhookTexts.deliveries}
        </Title>
        <Deliveries endpointId={id} test={<ActionButton {...runTest} scope="webhooks:write" />} />
      </section>
    </Stack>
  );
}

function TestResult({ delivery }: { readonly delivery: Delivery }) {
  const last = delivery.attempts.at(-1);
  const isDelivered = delivery.status === "delivered";
  return (
    <Alert color={isDelivered ? "green" : "red"} role="status">
      {isDelivered ? webhookTexts.testDelivered(last?.latency_ms ?? 0) : webhookTexts.testFailed(attemptText(last))}
    </Alert>
  );
}

/** Says in words why an endpoint gets nothing. */
function Health({ endpoint }: { readonly endpoint: Endpoint }) {
  const { status, stopped_reason, events_skipped } = endpoint;
  const problem =
    status === "paused"
      ? webhookTexts.paused
      : status === "disabled"
        ? stopped_reason === "gone"
          ? webhookTexts.gone
          : webhookTexts.disabled
        : null;
  return (
    <>
      {problem && (
        <Alert color="orange" title={webhookTexts.health}>
          {problem}
        </Alert>
      )}
      {events_skipped && (
        <Alert color="orange">{webhookTexts.skipped(events_skipped.from_seq, events_skipped.to_seq)}</Alert>
      )}
    </>
  );
}
