import { Button, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { call } from "../../../api/call";
import { curlOf } from "../../../api/curl";
import { localInputOf } from "../../../app/instant";
import { AgentSelect } from "../../../components/agents";
import { copyText } from "../../../components/clipboard";
import { CountrySelect } from "../../../components/country-select";
import { ErrorAlert } from "../../../components/error-alert";
import { Facts } from "../../../components/facts";
import { outcomeName, Trace } from "../../../components/trace";
import { routingTexts } from "../../../strings/routing";
import { common } from "../../../strings/words";
import { destinationText } from "./destination-text";
import type { SimulatedCall, Simulation } from "./use-simulation";

const { simulator: texts } = routingTexts;

interface SimulatorProps {
  readonly question: SimulatedCall;
  readonly onChange: (question: SimulatedCall) => void;
  readonly simulation: Simulation;
}

/** A call that is not made: where it would go by the plan in the editor, and which rule says so. */
export function Simulator({ question, onChange, simulation }: SimulatorProps) {
  const { data, error, planErrors, body } = simulation;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="simulator">
      <Title order={2} size="h3" id="simulator">
        {texts.title}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {texts.lead}
      </Text>
      <Stack gap="xs">
        <TextInput
          label={texts.from}
          description={texts.fromHint}
          placeholder="+14155550123"
          value={question.from}
          onChange={({ currentTarget }) => onChange({ ...question, from: currentTarget.value })}
          error={error?.messageFor("/from")}
        />
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            type="datetime-local"
            label={texts.at}
            value={question.at === null ? "" : localInputOf(question.at)}
            onChange={({ currentTarget }) => {
              const at = Date.parse(currentTarget.value);
              onChange({ ...question, at: Number.isNaN(at) ? null : at });
            }}
            error={error?.messageFor("/at")}
            style={{ flex: 1 }}
          />
          <Button
            variant="default"
            aria-pressed={question.at === null}
            onClick={() => onChange({ ...question, at: null })}
          >
            {texts.now}
          </Button>
        </Group>
        <CountrySelect
          label={texts.country}
          value={question.country}
          onChange={(country) => onChange({ ...question, country })}
          clearable
          clearButtonProps={{ "aria-label": common.clearFilters }}
        />
        <AgentSelect
          label={texts.agent}
          value={question.agentId}
          onChange={(agentId) => onChange({ ...question, agentId })}
          clearable
          clearButtonProps={{ "aria-label": common.clearFilters }}
        />
        <div role="status">
          {planErrors.length > 0 && <Text c="var(--mantine-color-error)">{texts.correct}</Text>}
          <ErrorAlert error={error} />
          {data && !error && (
            <Stack gap="xs" className="simulation">
              <Text fw={600}>
                {texts.result}: {outcomeName(data.decision.outcome)}
                {data.decision.agent && ` · ${data.decision.agent.name}`}
              </Text>
              <Facts
                facts={[
                  [texts.goesTo, destinationText(data.decision.destination)],
                  [texts.fallback, destinationText(data.decision.fallback)],
                  ...(data.trunk_attempts.length > 0
                    ? [[texts.attempts, data.trunk_attempts.map(({ to }) => to).join(", ")] as const]
                    : []),
                ]}
              />
              <Trace steps={data.decision.trace} />
            </Stack>
          )}
        </div>
        <div>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              void copyText(curlOf(call("POST", "/v1/routing/simulate", { body }), location.origin), common.curlCopied)
            }
          >
            {texts.curl}
          </Button>
        </div>
      </Stack>
    </Paper>
  );
}
