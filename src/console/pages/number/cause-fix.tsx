import { Button, Group } from "@mantine/core";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { useAgentName } from "../../components/agents";
import { LinkButton } from "../../components/links";
import { numberTexts } from "../../strings/number";
import type { Cause } from "./readiness-checks";
import type { NumberRow } from "./use-number";

const { readiness: texts } = numberTexts;

/** The field that the fix "choose an agent" goes to. */
export const AGENT_FIELD = "agent-of-number";

interface CauseFixProps {
  readonly cause: Cause;
  readonly number: NumberRow;
  readonly agents: readonly { readonly agent_id: string; readonly exists: boolean }[];
  readonly onDone: () => unknown;
}

/** Buttons that fix one cause; some causes are fixed in Twilio's Console only. */
export function CauseFix({ cause, number, agents, onDone }: CauseFixProps) {
  switch (cause.code) {
    case "suspended":
      return (
        <ActionButton
          label={texts.resume}
          size="compact-sm"
          scope="numbers:write"
          makeCall={() =>
            call("POST", "/v1/phone-numbers/{phone_number_id}/resume", { path: { phone_number_id: number.id } })
          }
          onDone={onDone}
        />
      );
    case "no_agent":
    case "agent_gone":
    case "agent_redirect_not_allowed":
      return (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            const field = document.getElementById(AGENT_FIELD);
            field?.scrollIntoView({ block: "center" });
            field?.focus();
          }}
        >
          {texts.assign}
        </Button>
      );
    case "agent_unreachable":
    case "agent_missed_check":
      return <AgentChecks agents={agents} onDone={onDone} />;
    case "address_missing":
    case "address_not_yours":
    case "bundle_not_yours":
    case "bundle_pending":
    case "bundle_rejected":
    case "bundle_expiring":
    case "bundle_expired":
    case "bundle_gone":
      return (
        <LinkButton
          to="/regulatory"
          search={{ country: number.country, type: number.type }}
          size="compact-sm"
          variant="default"
        >
          {texts.regulatory}
        </LinkButton>
      );
    case "missing_at_carrier":
    case "carrier_setup_changed":
    case "webhooks_refused":
    case "lost":
      return (
        <LinkButton to="/findings" search={{ subject_id: number.id }} size="compact-sm" variant="default">
          {texts.findings}
        </LinkButton>
      );
    default:
      return null;
  }
}

/** Buttons that ask each agent of the number whether it answers. */
export function AgentChecks({ agents, onDone }: Pick<CauseFixProps, "agents" | "onDone">) {
  const nameOf = useAgentName();
  return (
    <Group gap="xs">
      {agents
        .filter(({ exists }) => exists)
        .map(({ agent_id }) => (
          <ActionButton
            key={agent_id}
            label={texts.checkAgent(nameOf(agent_id))}
            size="compact-sm"
            scope="agents:write"
            makeCall={() => call("POST", "/v1/agents/{agent_id}/check", { path: { agent_id } })}
            onDone={onDone}
          />
        ))}
    </Group>
  );
}
