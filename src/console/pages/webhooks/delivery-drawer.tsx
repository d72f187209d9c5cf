import { Code, Paper, Stack, Text, Title } from "@mantine/core";
import type { Answer, Call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { CopyableId } from "../../components/copyable";
import { SidePanel } from "../../components/side-panel";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { webhookTexts } from "../../strings/webhooks";
import { attemptText, type Delivery } from "./attempt-text";

type Redelivered = Answer<"POST", "/v1/webhook-endpoints/{webhook_endpoint_id}/redeliver">;

interface DeliveryDrawerProps {
  /** `null`: none is open. */
  readonly delivery: Delivery | null;
  readonly onClose: () => void;
  readonly redeliver: (id: string) => Call<Redelivered>;
  readonly onRedelivered: () => unknown;
}

/** One delivery with each of its attempts. */
export function DeliveryDrawer({ delivery, onClose, redeliver, onRedelivered }: DeliveryDrawerProps) {
  return (
    <SidePanel isOpen={delivery !== null} onClose={onClose} title={webhookTexts.delivery}>
      {delivery && (
        <Stack>
          <div>
            <Text fw={600}>{delivery.event_type}</Text>
            <StatusBadge status={delivery.status} /> <CopyableId id={delivery.event_id} />
          </div>
          <ActionButton
            label={webhookTexts.redeliver}
            scope="webhooks:write"
            doneMessage={webhookTexts.redelivered(1)}
            makeCall={() => redeliver(delivery.id)}
            onDone={onRedelivered}
          />
          {delivery.attempts.map((attempt, at) => (
            <Paper withBorder p="sm" key={attempt.attempted_at}>
              <Title order={3}>{webhookTexts.attempt(at + 1)}</Title>
              <Text size="sm">
                <Time at={attempt.attempted_at} /> · {webhookTexts.latency(attempt.latency_ms)} · {attemptText(attempt)}
              </Text>
              {attempt.response_body && (
                <Code block aria-label={webhookTexts.responseBody} mt="xs">
                  {attempt.response_body}
                </Code>
              )}
            </Paper>
          ))}
        </Stack>
      )}
    </SidePanel>
  );
}
