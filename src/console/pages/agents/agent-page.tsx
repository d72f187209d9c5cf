import { Box, Loader, SimpleGrid, Stack, Title } from "@mantine/core";
import { useParams, useSearch } from "@tanstack/react-router";
import { call } from "../../api/call";
import { useVersioned } from "../../api/use-call";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { PageHeader } from "../../components/page-header";
import { agentsTexts } from "../../strings/agents";
import { common } from "../../strings/words";
import { AgentCheck } from "./agent-check";
import { AgentNumbers } from "./agent-numbers";
import { DeleteAgent } from "./delete-agent";
import { EditAgent } from "./edit-agent";

/** One agent: where its calls go, whether it answers, and which numbers use it. */
export function AgentPage() {
  const { agentId } = useParams({ from: "/signed-in/agents/$agentId" });
  const { check } = useSearch({ from: "/signed-in/agents/$agentId" });
  const { data, error, refetch } = useVersioned(call("GET", "/v1/agents/{agent_id}", { path: { agent_id: agentId } }));
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!data) return <Loader aria-label={common.loading} />;
  const { data: agent, etag } = data;
  return (
    <>
      <PageHeader
        title={agent.name}
        description={
          <>
            {agentsTexts.kinds[agent.destination.kind].name} · <CopyableId id={agent.id} />
          </>
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Box miw={0}>
          <Title order={2} mb="sm">
            {agentsTexts.settings}
          </Title>
          <EditAgent key={agent.id} current={data} />
        </Box>
        <Stack miw={0}>
          <AgentCheck key={agent.id} agent={agent} atOnce={check === "now"} />
          <AgentNumbers agentId={agent.id} />
          <div>
            <DeleteAgent agent={agent} etag={etag} />
          </div>
        </Stack>
      </SimpleGrid>
    </>
  );
}
