import { Chip, Group, SegmentedControl, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { routingTexts } from "../../../strings/routing";
import { FallbackEditor } from "./fallback-editor";
import type { Day, ErrorAt, Hours, PlanPart, Schedule } from "./plan";
import { Rows } from "./rows";
import { RuleSection } from "./section";

const { schedule: texts, fallback } = routingTexts;

const week: readonly Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const workDays: Day[] = ["mon", "tue", "wed", "thu", "fri"];
const timeZones = Intl.supportedValuesOf("timeZone");

const newHours = (): Hours => ({ days: [...workDays], from: "09:00", to: "17:00" });
const newSchedule = (): Schedule => ({
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  open: [newHours()],
});

/** When the number is open, and where calls go when it is not. */
export function ScheduleEditor({ plan, onChange, errorAt }: PlanPart) {
  const schedule = plan.schedule ?? null;
  const set = (change: Partial<Schedule>) => schedule && onChange({ schedule: { ...schedule, ...change } });
  return (
    <RuleSection title={texts.title}>
      <SegmentedControl
        aria-label={texts.mode}
        data={[
          { value: "always", label: texts.always },
          { value: "hours", label: texts.hours },
        ]}
        value={schedule ? "hours" : "always"}
        onChange={(mode) => onChange({ schedule: mode === "hours" ? (schedule ?? newSchedule()) : null })}
      />
      {schedule && (
        <Stack gap="sm" mt="sm">
          <Select
            label={texts.timeZone}
            data={timeZones.includes(schedule.time_zone) ? timeZones : [schedule.time_zone, ...timeZones]}
            value={schedule.time_zone}
            onChange={(zone) => zone && set({ time_zone: zone })}
            error={errorAt("/schedule/time_zone")}
            searchable
            allowDeselect={false}
            maw={320}
          />
          <Rows
            rows={schedule.open}
            onChange={(open) => set({ open })}
            nameOf={(at) => texts.row(at + 1)}
            addLabel={texts.add}
            newRow={newHours}
            render={(hours, setHours, at) => (
              <HoursFields
                hours={hours}
                onChange={setHours}
                at={at}
                errorAt={(name) => errorAt(`/schedule/open/${at}${name}`)}
              />
            )}
          />
          <TagsInput
            label={texts.closedOn}
            description={texts.closedOnHint}
            placeholder="2026-12-25"
            value={schedule.closed_on ?? []}
            onChange={(days) => set({ closed_on: days })}
            error={errorAt("/schedule/closed_on")}
            acceptValueOnBlur
          />
          <FallbackEditor
            label={texts.closed}
            value={schedule.closed ?? null}
            onChange={(closed) => set({ closed })}
            errorAt={errorAt}
            pointer="/schedule/closed"
            noneText={fallback.kinds.plan}
          />
        </Stack>
      )}
    </RuleSection>
  );
}

interface HoursFieldsProps {
  readonly hours: Hours;
  readonly onChange: (hours: Hours) => void;
  readonly at: number;
  readonly errorAt: ErrorAt;
}

function HoursFields({ hours, onChange, at, errorAt }: HoursFieldsProps) {
  const daysError = errorAt("/days");
  return (
    <>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <TextInput
          label={texts.from}
          placeholder="09:00"
          value={hours.from}
          onChange={({ currentTarget }) => onChange({ ...hours, from: currentTarget.value })}
          error={errorAt("/from")}
          w={84}
        />
        <TextInput
          label={texts.to}
          title={texts.toHint}
          placeholder="17:30"
          value={hours.to}
          onChange={({ currentTarget }) => onChange({ ...hours, to: currentTarget.value })}
          error={errorAt("/to")}
          w={84}
        />
      </Group>
      <fieldset className="plain-fieldset">
        <legend className="visually-hidden">{texts.daysOf(at + 1)}</legend>
        <Chip.Group
          multiple
          value={hours.days}
          onChange={(days) => onChange({ ...hours, days: week.filter((day) => days.includes(day)) })}
        >
          <Group gap={4}>
            {week.map((day) => (
              <Chip key={day} value={day} size="xs">
                {texts.days[day]}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {daysError && (
          <Text size="xs" c="var(--mantine-color-error)">
            {daysError}
          </Text>
        )}
      </fieldset>
    </>
  );
}
