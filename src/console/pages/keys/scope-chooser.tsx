import { Checkbox, SegmentedControl, Stack, Text } from "@mantine/core";
import { keyTexts } from "../../strings/keys";
import { type Choice, type Level, scopeFamilies } from "./key-scopes";

interface ScopeChooserProps {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  /** Keys of the platform can have two scopes more. */
  readonly isPlatform: boolean;
}

const levels: { value: Level; label: string }[] = [
  { value: "none", label: keyTexts.none_ },
  { value: "read", label: keyTexts.read },
  { value: "write", label: keyTexts.write },
];

/** The scopes of a key, family by family, with an explanation of each. */
export function ScopeChooser({ choice, onChange, isPlatform }: ScopeChooserProps) {
  const flags = [
    { name: "events", label: keyTexts.events, hint: keyTexts.eventsHint },
    { name: "calls", label: keyTexts.calls, hint: keyTexts.callsHint },
    ...(isPlatform
      ? ([
          { name: "admin", label: keyTexts.admin, hint: keyTexts.adminHint },
          { name: "operate", label: keyTexts.operate, hint: keyTexts.operateHint },
        ] as const)
      : []),
  ] as const;
  return (
    <Stack gap="xs">
      {scopeFamilies.map((family) => (
        <div className="scope-row" key={family}>
          <div>
            <Text size="sm" fw={600}>
              {keyTexts.families[family]}
            </Text>
            <Text size="xs" c="dimmed">
              {keyTexts.explain[family]}
            </Text>
          </div>
          <SegmentedControl
            size="xs"
            data={levels}
            value={choice.levels[family]}
            onChange={(level: Level) => onChange({ ...choice, levels: { ...choice.levels, [family]: level } })}
            aria-label={keyTexts.families[family]}
          />
        </div>
      ))}
      {flags.map(({ name, label, hint }) => (
        <Checkbox
          key={name}
          label={label}
          description={hint}
          checked={choice[name]}
          onChange={({ currentTarget }) => onChange({ ...choice, [name]: currentTarget.checked })}
        />
      ))}
    </Stack>
  );
}
