import { Button, Group, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { pageOfId } from "../../app/page-of-id";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { PhoneNumber } from "../../components/phone-number";
import { useRefresh } from "../../live/use-refresh";
import { startTexts } from "../../strings/start";
import { PickAgent } from "./pick-agent";
import { PickNumber } from "./pick-number";
import { StepCard } from "./step-card";
import { TestCall } from "./test-call";

interface Choice {
  readonly number?: string | undefined;
  readonly agent?: string | undefined;
}

/** Leads from nothing to a number that rings. The choices stand in the URL, so that a reload goes on. */
export function StartPage() {
  const { number: numberId, agent: agentId } = useSearch({ from: "/signed-in/start" });
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [hasCalled, setCalled] = useState(false);
  const choose = useCallback(
    (choice: Choice) => void navigate({ to: "/start", search: choice, replace: true, resetScroll: false }),
    [navigate],
  );
  const number = useCall(
    call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: numberId ?? "" } }),
    { enabled: numberId !== undefined },
  );
  const agent = useCall(call("GET", "/v1/agents/{agent_id}", { path: { agent_id: agentId ?? "" } }), {
    enabled: agentId !== undefined,
  });
  const onNumber = useCallback((id: string) => choose({ number: id, agent: agentId }), [choose, agentId]);
  const onAgent = useCallback((id: string) => choose({ number: numberId, agent: id }), [choose, numberId]);
  const isAssigned = Boolean(agentId) && number.data?.agent_id === agentId;
  const numberPage = numberId ? pageOfId(numberId) : null;
  return (
    <>
      <PageHeader title={startTexts.title} description={startTexts.lead} />
      <Stack gap="md" maw={860}>
        <ErrorAlert error={number.error ?? agent.error} />
        <StepCard
          step={1}
          title={startTexts.pickTitle}
          isDone={numberId !== undefined}
          chosen={
            number.data && (
              <>
                <Text fw={600} component="span">
                  <PhoneNumber number={number.data.phone_number} />
                </Text>
                <Button size="compact-xs" variant="subtle" onClick={() => choose({ agent: agentId })}>
                  {startTexts.change}
                </Button>
              </>
            )
          }
        >
          {numberId === undefined && <PickNumber onPicked={onNumber} />}
        </StepCard>
        <StepCard
          step={2}
          title={startTexts.agentTitle}
          isDone={agentId !== undefined}
          chosen={
            agent.data && (
              <>
                <Text fw={600} component="span">
                  {agent.data.name}
                </Text>
                <Button size="compact-xs" variant="subtle" onClick={() => choose({ number: numberId })}>
                  {startTexts.change}
                </Button>
              </>
            )
          }
        >
          {numberId !== undefined && agentId === undefined && <PickAgent onPicked={onAgent} />}
        </StepCard>
        <StepCard step={3} title={startTexts.assignTitle} isDone={isAssigned}>
          {numberId !== undefined && agentId !== undefined && agent.data && !isAssigned && (
            <ActionButton
              label={startTexts.assign(agent.data.name)}
              variant="filled"
              scope="numbers:write"
              makeCall={() =>
                call("POST", "/v1/phone-numbers/{phone_number_id}/assign", {
                  path: { phone_number_id: numberId },
                  body: { agent_id: agentId },
                })
              }
              doneMessage={startTexts.assigned}
              onDone={() => refresh("/v1/phone-numbers", "/v1/agents")}
            />
          )}
        </StepCard>
        <StepCard step={4} title={startTexts.callTitle} isDone={hasCalled}>
          {isAssigned && numberId !== undefined && (
            <TestCall key={`${numberId} ${agentId}`} phoneNumberId={numberId} onCalled={() => setCalled(true)} />
          )}
        </StepCard>
        {hasCalled && numberPage && (
          <Group>
            <Text fw={600}>{startTexts.finished}</Text>
            <LinkButton to={numberPage}>{startTexts.more}</LinkButton>
          </Group>
        )}
      </Stack>
    </>
  );
}
