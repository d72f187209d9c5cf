import { Box } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header";
import { agentsTexts } from "../../strings/agents";
import { NewAgentForm } from "./new-agent-form";

/** Makes an agent and goes to its page, where its check runs at once. */
export function NewAgentPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={agentsTexts.newAgent} description={agentsTexts.newLead} />
      <Box maw={720}>
        <NewAgentForm
          onCreated={({ id }) =>
            void navigate({ to: "/agents/$agentId", params: { agentId: id }, search: { check: "now" } })
          }
        />
      </Box>
    </>
  );
}
