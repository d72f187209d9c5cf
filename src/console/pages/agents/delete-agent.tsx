import { Alert, List, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { PhoneNumber } from "../../components/phone-number";
import { showError } from "../../components/run-action";
import { useRefresh } from "../../live/use-refresh";
import { agentsTexts } from "../../strings/agents";
import type { Agent } from "./agent-draft";
import { useNumbersOf } from "./agent-numbers";

interface DeleteAgentProps {
  readonly agent: Agent;
  readonly etag: string | undefined;
}

/** The numbers that a refusal names. */
const numbersIn = ({ problem: { phone_numbers } }: ApiError): readonly string[] =>
  Array.isArray(phone_numbers)
    ? phone_numbers.flatMap((each: unknown) =>
        typeof each === "object" && each !== null && "phone_number" in each && typeof each.phone_number === "string"
          ? [each.phone_number]
          : [],
      )
    : [];

/** Deletes an agent; while numbers use it, it says which and asks again. */
export function DeleteAgent({ agent, etag }: DeleteAgentProps) {
  const { id, name } = agent;
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const { data } = useNumbersOf(id);
  const navigate = useNavigate();
  const refresh = useRefresh();
  const onDone = async () => {
    await navigate({ to: "/agents" });
    await refresh("/v1/agents", "/v1/phone-numbers");
  };
  const used = data?.data.length ?? 0;
  if (!refusal) {
    return (
      <ActionButton
        label={agentsTexts.deletion}
        color="red"
        scope="agents:write"
        question={{
          title: agentsTexts.deleteQuestion(name),
          text: used > 0 ? agentsTexts.deleteUsed(used) : agentsTexts.deleteUnused,
          action: agentsTexts.deletion,
          isDangerous: true,
        }}
        makeCall={() => call("DELETE", "/v1/agents/{agent_id}", { path: { agent_id: id }, ifMatch: etag })}
        doneMessage={agentsTexts.deleted(name)}
        onDone={onDone}
        onError={(error) =>
          error instanceof ApiError && error.code === "agent_in_use" ? setRefusal(error) : showError(error)
        }
      />
    );
  }
  return (
    <Alert color="red" variant="light" title={agentsTexts.inUse} role="alert">
      <Text size="sm">{agentsTexts.inUseText}</Text>
      <List size="sm" my="xs">
        {numbersIn(refusal).map((number) => (
          <List.Item key={number}>
            <PhoneNumber number={number} />
          </List.Item>
        ))}
        {refusal.problem.has_more === true && <List.Item>{agentsTexts.andMore}</List.Item>}
      </List>
      <ActionButton
        label={agentsTexts.deleteAnyway}
        color="red"
        variant="filled"
        scope="numbers:write"
        makeCall={() =>
          call("DELETE", "/v1/agents/{agent_id}", { path: { agent_id: id }, query: { force: true }, ifMatch: etag })
        }
        doneMessage={agentsTexts.deleted(name)}
        onDone={onDone}
      />
    </Alert>
  );
}
