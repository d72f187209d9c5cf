import { Checkbox, Fieldset, SimpleGrid, Text, TextInput } from "@mantine/core";
import type { ApiError } from "../../api/api-error";
import { trunksTexts as texts } from "../../strings/trunks";
import { inFormat, type TrunkDraft } from "./trunk-draft";

interface FormatFieldsProps {
  readonly draft: TrunkDraft;
  readonly problem: ApiError | null;
  readonly onChange: (change: Partial<TrunkDraft>) => void;
}

const EXAMPLE = "+4930901820";

/** How the carrier writes phone numbers. */
export function FormatFields({ draft, problem, onChange }: FormatFieldsProps) {
  const { plus, strip, add } = draft;
  return (
    <Fieldset legend={texts.format}>
      <Text size="xs" c="dimmed" mb="xs">
        {texts.formatHint}
      </Text>
      <Checkbox
        label={texts.plus}
        checked={plus}
        onChange={({ currentTarget: { checked } }) =>
          onChange(checked ? { plus: true, strip: "", add: "" } : { plus: false })
        }
        error={problem?.messageFor("/number_format/plus")}
      />
      {!plus && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm">
          <TextInput
            label={texts.strip}
            description={texts.stripHint}
            inputMode="numeric"
            value={strip}
            onChange={({ currentTarget }) => onChange({ strip: currentTarget.value })}
            error={problem?.messageFor("/number_format/strip_prefix")}
          />
          <TextInput
            label={texts.add}
            description={texts.addHint}
            value={add}
            onChange={({ currentTarget }) => onChange({ add: currentTarget.value })}
            error={problem?.messageFor("/number_format/add_prefix")}
          />
        </SimpleGrid>
      )}
      <Text size="sm" mt="sm" aria-live="polite">
        {texts.formatExample(inFormat(EXAMPLE, { plus, strip, add }))}
      </Text>
    </Fieldset>
  );
}
