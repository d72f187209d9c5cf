import { Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { choicesOf } from "../../components/choices";
import { Dialog } from "../../components/dialog";
import { GatedButton } from "../../components/gated-button";
import { webhookTexts } from "../../strings/webhooks";
import { showEndpointSecret } from "./show-endpoint-secret";

interface RotateSecretProps {
  readonly endpointId: string;
  readonly onDone: () => unknown;
}

const overlaps = choicesOf(webhookTexts.overlaps);

/** Makes a new secret, with a time in which the old one counts as well. */
export function RotateSecret({ endpointId, onDone }: RotateSecretProps) {
  const [isOpen, setOpen] = useState(false);
  const [overlap, setOverlap] = useState("86400");
  return (
    <>
      <GatedButton variant="default" scope="webhooks:write" onPress={() => setOpen(true)}>
        {webhookTexts.rotate}
      </GatedButton>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={webhookTexts.rotateTitle}>
        <Stack>
          <Text size="sm">{webhookTexts.rotateText}</Text>
          <Select
            label={webhookTexts.overlap}
            data={overlaps}
            value={overlap}
            onChange={(value) => value && setOverlap(value)}
            allowDeselect={false}
          />
          <Group justify="flex-end">
            <ActionButton
              label={webhookTexts.rotate}
              variant="filled"
              scope="webhooks:write"
              doneMessage={null}
              makeCall={() =>
                call("POST", "/v1/webhook-endpoints/{webhook_endpoint_id}/rotate-secret", {
                  path: { webhook_endpoint_id: endpointId },
                  body: { overlap_seconds: Number(overlap) },
                })
              }
              onDone={({ secret }) => {
                setOpen(false);
                showEndpointSecret(webhookTexts.rotated, secret);
                return onDone();
              }}
            />
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
