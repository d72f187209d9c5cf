import { Group, Paper, Text, Title } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { AgentName, AgentSelect } from "../../components/agents";
import { LinkButton } from "../../components/links";
import { SubjectLink } from "../../components/subject-link";
import { numberTexts } from "../../strings/number";
import { AGENT_FIELD } from "./cause-fix";
import type { NumberPart } from "./use-number";

const { agent: texts } = numberTexts;

/** The agent that answers the number, to change and to remove. */
export function AgentCard({ number, reload }: NumberPart) {
  const [chosen, setChosen] = useState<string | null>(null);
  const value = chosen ?? number.agent_id;
  const path = { phone_number_id: number.id };
  const done = () => {
    setChosen(null);
    return reload();
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="who-answers">
      <Title order={2} size="h3" id="who-answers" mb="xs">
        {texts.title}
      </Title>
      <Text size="sm" mb="sm">
        {number.agent_id ? (
          <SubjectLink id={number.agent_id}>
            <AgentName id={number.agent_id} />
          </SubjectLink>
        ) : (
          texts.none
        )}
      </Text>
      <Group align="flex-end" gap="xs">
        <AgentSelect
          id={AGENT_FIELD}
          label={texts.label}
          description={texts.hint}
          value={value}
          onChange={setChosen}
          w={260}
        />
        <ActionButton
          label={texts.assign}
          variant="filled"
          scope="numbers:write"
          disabledReason={value === null || value === number.agent_id ? texts.choose : null}
          makeCall={() =>
            value === null
              ? null
              : call("POST", "/v1/phone-numbers/{phone_number_id}/assign", { path, body: { agent_id: value } })
          }
          onDone={done}
        />
        {number.agent_id && (
          <ActionButton
            label={texts.unassign}
            scope="numbers:write"
            canUndo
            makeCall={() => call("POST", "/v1/phone-numbers/{phone_number_id}/unassign", { path })}
            onDone={done}
          />
        )}
        <LinkButton to="/numbers/$id" params={{ id: number.id }} search={{ tab: "routing" }} variant="subtle">
          {texts.simulate}
        </LinkButton>
      </Group>
    </Paper>
  );
}
