import { Group, Progress, Stack, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Check, Cross } from "../../components/icons";
import { TextLink } from "../../components/links";
import { Ago } from "../../components/time";
import { editTexts } from "../../strings/porting-edit";
import { usePortingScope } from "../porting/porting-scope";
import { useDraftHere } from "./draft-context";
import { findingsOf, type Requirement, stepOfPointer, stepOfRequirement } from "./edit-steps";

const { check } = editTexts;
const colorOf = (score: number): string => (score >= 90 ? "green" : score >= 60 ? "yellow" : "red");

/** The score, what the port needs, and what was found, each with a link to its step. */
export function PreflightPanel() {
  const { id, request, refetch } = useDraftHere();
  const scope = usePortingScope();
  const { preflight, requirements } = request;
  const findings = findingsOf(request).filter(({ rule }) => rule !== "requirement_missing");
  const missing = requirements.filter(({ status }) => status === "missing" || status === "rejected");
  return (
    <aside className="port-preflight" aria-label={check.title}>
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h4">
          {check.title}
        </Title>
        {preflight && (
          <Text fw={700} component="output">
            {check.score(preflight.score)}
          </Text>
        )}
      </Group>
      {preflight && (
        <>
          <Progress value={preflight.score} color={colorOf(preflight.score)} aria-label={check.scoreLabel} />
          <Group justify="space-between" mt={4}>
            <Text size="xs" c="dimmed">
              {check.checked} <Ago at={preflight.checked_at} />
            </Text>
            <ActionButton
              size="compact-xs"
              label={check.again}
              {...(scope && { scope })}
              makeCall={() =>
                call("POST", "/v1/porting-requests/{porting_request_id}/preflight", {
                  path: { porting_request_id: id },
                })
              }
              doneMessage={null}
              onDone={refetch}
            />
          </Group>
        </>
      )}
      <Title order={3} size="h5" mt="md">
        {check.requirements}
      </Title>
      <Text size="xs" c="dimmed" mb={4} role="status">
        {check.missing(missing.length)}
      </Text>
      <Stack component="ul" gap={4} className="port-plain-list">
        {requirements.map((requirement) => (
          <RequirementRow key={requirement.id} id={id} requirement={requirement} />
        ))}
      </Stack>
      <Title order={3} size="h5" mt="md" mb={4}>
        {check.findings}
      </Title>
      {findings.length === 0 && (
        <Text size="sm" c="dimmed">
          {check.none}
        </Text>
      )}
      <Stack component="ul" gap={6} className="port-plain-list">
        {findings.map(({ rule, severity, pointer, detail }) => (
          <li key={`${rule} ${pointer} ${detail}`}>
            <Text size="xs" c="dimmed">
              {check.severities[severity]}
            </Text>
            <Text size="sm">
              <TextLink to="/porting/$id/edit" params={{ id }} search={{ step: stepOfPointer(pointer) }}>
                {detail}
              </TextLink>
            </Text>
          </li>
        ))}
      </Stack>
    </aside>
  );
}

function RequirementRow({ id, requirement }: { readonly id: string; readonly requirement: Requirement }) {
  const { title, status, acceptance_criteria, detail } = requirement;
  const isOpen = status === "missing" || status === "rejected";
  return (
    <li className={isOpen ? "port-requirement open" : "port-requirement"} title={detail ?? acceptance_criteria}>
      {isOpen ? <Cross /> : <Check />}
      <TextLink to="/porting/$id/edit" params={{ id }} search={{ step: stepOfRequirement(requirement) }}>
        {title}
      </TextLink>
      <Text span size="xs" c="dimmed">
        {check.statuses[status]}
      </Text>
    </li>
  );
}
