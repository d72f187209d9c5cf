import { MultiSelect, NumberInput, Select, Stack, Switch, TagsInput, Text, TextInput } from "@mantine/core";
import { AgentName, AgentSelect } from "../../../components/agents";
import { choicesOf } from "../../../components/choices";
import { countryChoices } from "../../../components/country-select";
import { routingTexts } from "../../../strings/routing";
import { FallbackEditor } from "./fallback-editor";
import { type PlanPart, percentOf } from "./plan";
import { Rows } from "./rows";
import { ScheduleEditor } from "./schedule-editor";
import { RuleSection } from "./section";

const { blocked, countries, callers, weights, assignment, fallback } = routingTexts;

/** All rules of a plan, in the order in which they are asked. */
export function PlanEditor({ agentId, ...part }: PlanPart & { readonly agentId: string | null }) {
  const { plan, onChange, errorAt } = part;
  return (
    <Stack gap="sm">
      <RuleSection title={blocked.title}>
        <TagsInput
          label={blocked.label}
          description={blocked.hint}
          placeholder="+1900*"
          value={plan.blocked_callers ?? []}
          onChange={(list) => onChange({ blocked_callers: list })}
          error={errorAt("/blocked_callers")}
          maxTags={200}
          acceptValueOnBlur
        />
      </RuleSection>
      <CountriesEditor {...part} />
      <ScheduleEditor {...part} />
      <CallersEditor {...part} />
      <WeightsEditor {...part} />
      <RuleSection title={assignment.title}>
        <Text size="sm">{agentId ? <AgentName id={agentId} /> : assignment.none}</Text>
      </RuleSection>
      <RuleSection title={fallback.title}>
        <Text size="sm" c="dimmed" mb="xs">
          {fallback.hint}
        </Text>
        <FallbackEditor
          label={fallback.kind}
          value={plan.fallback ?? null}
          onChange={(next) => onChange({ fallback: next })}
          errorAt={errorAt}
          pointer="/fallback"
          noneText={fallback.kinds.none}
        />
      </RuleSection>
    </Stack>
  );
}

function CountriesEditor({ plan, onChange, errorAt }: PlanPart) {
  const rule = plan.countries ?? null;
  return (
    <RuleSection title={countries.title}>
      <Stack gap="xs">
        <Select
          label={countries.mode}
          data={choicesOf(countries.modes)}
          value={rule?.mode ?? "none"}
          onChange={(mode) =>
            onChange({
              countries: mode === "allow" || mode === "deny" ? { mode, list: rule?.list ?? [] } : null,
            })
          }
          allowDeselect={false}
          maw={320}
        />
        {rule && (
          <MultiSelect
            label={countries.list}
            data={[{ value: "ZZ", label: countries.noCountry }, ...countryChoices]}
            value={rule.list}
            onChange={(list) => onChange({ countries: { ...rule, list } })}
            error={errorAt("/countries/list")}
            searchable
          />
        )}
      </Stack>
    </RuleSection>
  );
}

function CallersEditor({ plan, onChange, errorAt }: PlanPart) {
  return (
    <RuleSection title={callers.title}>
      <Rows
        rows={plan.callers ?? []}
        onChange={(rows) => onChange({ callers: rows })}
        nameOf={(at) => callers.row(at + 1)}
        addLabel={callers.add}
        newRow={() => ({ from: "", agent_id: "" })}
        render={(row, set, at) => (
          <>
            <TextInput
              label={callers.from}
              placeholder="+14155550123"
              value={row.from}
              onChange={({ currentTarget }) => set({ ...row, from: currentTarget.value })}
              error={errorAt(`/callers/${at}/from`)}
              w={170}
            />
            <AgentSelect
              label={callers.agent}
              value={row.agent_id || null}
              onChange={(id) => set({ ...row, agent_id: id ?? "" })}
              error={errorAt(`/callers/${at}/agent_id`)}
              w={190}
            />
          </>
        )}
      />
    </RuleSection>
  );
}

function WeightsEditor({ plan, onChange, errorAt }: PlanPart) {
  const agents = plan.agents ?? [];
  return (
    <RuleSection title={weights.title}>
      <Rows
        rows={agents}
        onChange={(rows) => onChange({ agents: rows })}
        nameOf={(at) => weights.row(at + 1)}
        addLabel={weights.add}
        newRow={() => ({ agent_id: "", weight: 1 })}
        render={(row, set, at) => (
          <>
            <AgentSelect
              label={weights.agent}
              value={row.agent_id || null}
              onChange={(id) => set({ ...row, agent_id: id ?? "" })}
              error={errorAt(`/agents/${at}/agent_id`)}
              w={190}
            />
            <NumberInput
              label={weights.weight}
              description={weights.share(percentOf(row.weight, agents))}
              inputWrapperOrder={["label", "input", "description", "error"]}
              min={0}
              max={1000}
              value={row.weight}
              onChange={(weight) => set({ ...row, weight: typeof weight === "number" ? weight : 0 })}
              error={errorAt(`/agents/${at}/weight`)}
              w={110}
            />
          </>
        )}
      />
      {agents.length > 0 && (
        <Switch
          mt="sm"
          label={weights.sticky}
          checked={plan.sticky ?? false}
          onChange={({ currentTarget }) => onChange({ sticky: currentTarget.checked })}
        />
      )}
    </RuleSection>
  );
}
