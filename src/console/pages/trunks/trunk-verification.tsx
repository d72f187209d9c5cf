import { Group, List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Call, call } from "../../api/call";
import { keyOf, useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { trunksTexts as texts } from "../../strings/trunks";
import { refresh } from "../connections/refresh";
import { Section } from "../connections/section";
import { GatewayLadder } from "./gateway-ladder";
import { useSteps } from "./use-steps";
import type { Trunk, Verification } from "./use-trunks";

/** While a verification is under way, its result is asked for: it may change nothing, and then has no event. */
const RESULT_MS = 1_000;

/** The ladder of each gateway, rung by rung as it is climbed, and the comparison with Twilio. */
export function TrunkVerification({ trunk }: { readonly trunk: Trunk }) {
  const path = { sip_trunk_id: trunk.id };
  const queryClient = useQueryClient();
  const read = call("GET", "/v1/sip-trunks/{sip_trunk_id}/verification", { path });
  const known = queryClient.getQueryData<Verification>(keyOf(read));
  const isRunning = (known?.status ?? trunk.status) === "verifying";
  const { data, error, refetch } = useCall(read, { refetchInterval: isRunning ? RESULT_MS : false });
  const [wasRunning, setWasRunning] = useState(isRunning);
  const { steps, clear } = useSteps(trunk.id);
  useEffect(() => {
    if (wasRunning && !isRunning) void refresh(queryClient, `/v1/sip-trunks/${trunk.id}`);
    setWasRunning(isRunning);
  }, [wasRunning, isRunning, queryClient, trunk.id]);
  return (
    <Section
      title={texts.verification}
      lead={texts.verificationLead}
      aside={
        <ActionButton
          label={data?.checked_at ? texts.verify : texts.verifyFirst}
          scope="trunks:write"
          makeCall={() => startingAnew(call("POST", "/v1/sip-trunks/{sip_trunk_id}/verify", { path }), clear)}
          doneMessage={null}
          onDone={() => {
            queryClient.setQueryData<Verification>(
              keyOf(read),
              (before) => before && { ...before, status: "verifying" },
            );
            return refetch();
          }}
        />
      }
    >
      <ErrorAlert error={error} onRetry={refetch} />
      {data && (
        <Group gap="xs" mb="sm" aria-live="polite">
          <StatusBadge status={data.status} />
          <Text size="sm">{texts.statusMeans[data.status]}</Text>
          <Text size="sm" c="dimmed">
            {data.checked_at ? texts.checked : texts.notChecked} {data.checked_at && <Ago at={data.checked_at} />}
          </Text>
        </Group>
      )}
      {data && data.carrier_checks.length > 0 && <CarrierChecks checks={data.carrier_checks} />}
      {trunk.gateways.map((gateway) => (
        <GatewayLadder
          key={gateway.id}
          gateway={gateway}
          found={data?.gateways.find(({ gateway_id }) => gateway_id === gateway.id)}
          steps={isRunning ? (steps.get(gateway.id) ?? []) : null}
        />
      ))}
    </Section>
  );
}

/** The same call; the steps of the verification before are forgotten first, as new ones come before its answer. */
const startingAnew = <Data,>(made: Call<Data>, clear: () => void): Call<Data> => ({
  ...made,
  send: (signal) => {
    clear();
    return made.send(signal);
  },
});

function CarrierChecks({ checks }: { readonly checks: Verification["carrier_checks"] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {texts.carrierChecks}
      </Text>
      <List size="sm" listStyleType="none" mb="md">
        {checks.map(({ part, status, detail }) => (
          <List.Item key={part}>
            <StatusBadge status={status} /> <strong>{part}</strong> {detail}
          </List.Item>
        ))}
      </List>
    </div>
  );
}
