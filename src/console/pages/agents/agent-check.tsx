import { Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { agentsTexts } from "../../strings/agents";
import type { Agent } from "./agent-draft";

interface AgentCheckProps {
  readonly agent: Agent;
  /** Whether the check runs as the page opens. */
  readonly atOnce: boolean;
}

const checkCall = (id: string) => call("POST", "/v1/agents/{agent_id}/check", { path: { agent_id: id } });

/** Checks whether the agent answers, and shows each step with what came back. */
export function AgentCheck({ agent, atOnce }: AgentCheckProps) {
  const { id, updated_at } = agent;
  const check = useMutation({ mutationFn: () => checkCall(id).send() });
  const hasStarted = useRef(false);
  const { mutate } = check;
  useEffect(() => {
    if (!atOnce || hasStarted.current) return;
    hasStarted.current = true;
    mutate();
  }, [atOnce, mutate]);
  const { data } = check;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="check">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="check">
          {agentsTexts.check}
        </Title>
        <ActionButton
          label={agentsTexts.checkNow}
          size="compact-sm"
          scope="agents:write"
          disabledReason={check.isPending ? agentsTexts.checkRunning : null}
          makeCall={() => ({ ...checkCall(id), send: () => check.mutateAsync() })}
          doneMessage={null}
          onError={() => undefined}
        />
      </Group>
      <Stack gap="xs" role="status">
        {check.isPending && <Text size="sm">{agentsTexts.checkRunning}</Text>}
        <ErrorAlert error={check.error} />
        {!data && !check.isPending && !check.error && (
          <Text size="sm" c="dimmed">
            {agentsTexts.checkHint}
          </Text>
        )}
        {data && (
          <>
            <Group gap="xs">
              <StatusBadge status={data.result} />
              <Text size="sm">{agentsTexts.checkResults[data.result]}</Text>
            </Group>
            {updated_at > data.checked_at && <Text size="sm">{agentsTexts.checkOld}</Text>}
            {data.steps.length > 0 && (
              <Table aria-label={agentsTexts.check}>
                <Table.Tbody>
                  {data.steps.map(({ step, result, detail, latency_ms }) => (
                    <Table.Tr key={step}>
                      <Table.Th scope="row" fw={500}>
                        {agentsTexts.steps[step]}
                      </Table.Th>
                      <Table.Td miw={130}>
                        <StatusBadge status={result} />
                      </Table.Td>
                      <Table.Td>
                        {detail}
                        {latency_ms !== null && ` (${agentsTexts.ms(latency_ms)})`}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
            <Text size="xs" c="dimmed">
              {agentsTexts.checkedAt} <Ago at={data.checked_at} />
            </Text>
          </>
        )}
      </Stack>
    </Paper>
  );
}
