import { Alert, Code, Group, Loader, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { StatusBadge } from "../../components/status-badge";
import { trunksTexts as texts } from "../../strings/trunks";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import type { Trunk } from "./use-trunks";

/** Where the work at Twilio stands, and what repairs it. */
export function ProvisioningSection({ trunk }: { readonly trunk: Trunk }) {
  const queryClient = useQueryClient();
  const { state, error } = trunk.provisioning;
  if (state === "not_needed") return null;
  return (
    <Section
      title={texts.provisioning}
      lead={texts.provisionHint}
      aside={
        <ActionButton
          label={texts.provision}
          scope="trunks:write"
          makeCall={() => call("POST", "/v1/sip-trunks/{sip_trunk_id}/provision", { path: { sip_trunk_id: trunk.id } })}
          doneMessage={texts.provisionDone}
          onDone={() => refresh(queryClient, `/v1/sip-trunks/${trunk.id}`)}
        />
      }
    >
      <Group gap="xs" aria-live="polite">
        {state === "pending" && <Loader size="xs" />}
        <StatusBadge status={state} />
        <Text size="sm">{texts.provisioningStates[state]}</Text>
      </Group>
      {error && (
        <Alert color="red" mt="sm" title={error.code} role="alert">
          <Text size="sm">
            {texts.part(error.part)}. {error.detail}{" "}
            {error.carrier_code !== null && <Code>{texts.carrierCode(error.carrier_code)}</Code>}
          </Text>
          <Text size="sm" fw={600}>
            {error.hint}
          </Text>
        </Alert>
      )}
    </Section>
  );
}
