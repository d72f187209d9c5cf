import { Group, Radio, Text } from "@mantine/core";

interface ChoiceCardProps {
  readonly value: string;
  readonly name: string;
  readonly hint: string;
}

/** One of a few choices that need a sentence each. It stands in a `Radio.Group`. */
export const ChoiceCard = ({ value, name, hint }: ChoiceCardProps) => (
  <Radio.Card value={value} p="sm" aria-label={name}>
    <Group wrap="nowrap" align="flex-start" gap="xs">
      <Radio.Indicator mt={2} />
      <div>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      </div>
    </Group>
  </Radio.Card>
);
