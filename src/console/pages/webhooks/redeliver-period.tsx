import { Alert, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { GatedButton } from "../../components/gated-button";
import { webhookTexts } from "../../strings/webhooks";

interface RedeliverPeriodProps {
  readonly endpointId: string;
  readonly onDone: () => unknown;
}

/** An instant as `datetime-local` writes it, where the person is. */
const localText = (ms: number): string => {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Delivers all events of a period again, such as after an outage of the receiver. */
export function RedeliverPeriod({ endpointId, onDone }: RedeliverPeriodProps) {
  const [isOpen, setOpen] = useState(false);
  const [from, setFrom] = useState(() => localText(Date.now() - 3_600_000));
  const [to, setTo] = useState(() => localText(Date.now()));
  const [error, setError] = useState<unknown>(null);
  const [hasMore, setMore] = useState(false);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  return (
    <>
      <GatedButton variant="default" scope="webhooks:write" onPress={() => setOpen(true)}>
        {webhookTexts.redeliverPeriod}
      </GatedButton>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={webhookTexts.redeliverPeriod}>
        <Stack>
          <TextInput
            type="datetime-local"
            label={webhookTexts.from}
            value={from}
            onChange={({ currentTarget }) => setFrom(currentTarget.value)}
            error={messageFor("/from")}
          />
          <TextInput
            type="datetime-local"
            label={webhookTexts.to}
            value={to}
            onChange={({ currentTarget }) => setTo(currentTarget.value)}
            error={messageFor("/to")}
          />
          {hasMore && <Alert color="orange">{webhookTexts.more}</Alert>}
          <ErrorAlert error={error} withFields={false} />
          <Group justify="flex-end">
            <ActionButton
              label={webhookTexts.redeliver}
              variant="filled"
              scope="webhooks:write"
              makeCall={() =>
                from && to
                  ? call("POST", "/v1/webhook-endpoints/{webhook_endpoint_id}/redeliver", {
                      path: { webhook_endpoint_id: endpointId },
                      body: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
                    })
                  : null
              }
              onError={setError}
              onDone={({ next_from }) => {
                setError(null);
                setMore(next_from !== null);
                if (next_from === null) setOpen(false);
                else setFrom(localText(Date.parse(next_from)));
                return onDone();
              }}
            />
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
