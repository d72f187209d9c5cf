import { List, Paper, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { pageOfId } from "../../app/page-of-id";
import { ErrorAlert } from "../../components/error-alert";
import { TextLink } from "../../components/links";
import { PhoneNumber } from "../../components/phone-number";
import { agentsTexts } from "../../strings/agents";

const SHOWN = 10;

export const useNumbersOf = (agentId: string) =>
  useCall(call("GET", "/v1/phone-numbers", { query: { agent_id: agentId, limit: SHOWN } }));

/** The numbers that are assigned to the agent. */
export function AgentNumbers({ agentId }: { readonly agentId: string }) {
  const { data, error, refetch } = useNumbersOf(agentId);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="numbers">
      <Title order={2} id="numbers" mb="xs">
        {agentsTexts.numbers}
      </Title>
      <ErrorAlert error={error} onRetry={refetch} />
      {data?.data.length === 0 && (
        <Text size="sm">
          {agentsTexts.numbersNone} <TextLink to="/numbers">{agentsTexts.toNumbers}</TextLink>
        </Text>
      )}
      <List size="sm" listStyleType="none">
        {data?.data.map(({ id, phone_number, friendly_name }) => (
          <List.Item key={id}>
            <TextLink to={pageOfId(id) ?? "/numbers"}>
              <PhoneNumber number={phone_number} />
            </TextLink>{" "}
            {friendly_name}
          </List.Item>
        ))}
      </List>
      {data && data.data.length > 0 && (
        <Text size="sm" mt="xs">
          <TextLink to="/numbers" search={{ agent_id: agentId }}>
            {agentsTexts.allNumbers}
          </TextLink>
        </Text>
      )}
    </Paper>
  );
}
