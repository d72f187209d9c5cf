import { Group, Text } from "@mantine/core";
import type { ComponentProps } from "react";
import { ActionButton } from "../../components/action-button";
import { Section } from "./section";

interface DeleteSectionProps
  extends Pick<ComponentProps<typeof ActionButton<unknown>>, "scope" | "makeCall" | "onDone"> {
  readonly texts: Readonly<Record<"deleteTitle" | "deleteLead" | "delete" | "deleted", string>> & {
    readonly deleteQuestion: (name: string) => NonNullable<ComponentProps<typeof ActionButton<unknown>>["question"]>;
  };
  readonly name: string;
}

/** The part of a page that deletes its thing, after a question. */
export function DeleteSection({ texts, name, ...action }: DeleteSectionProps) {
  return (
    <Section title={texts.deleteTitle}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={560}>
          {texts.deleteLead}
        </Text>
        <ActionButton
          label={texts.delete}
          color="red"
          variant="outline"
          question={texts.deleteQuestion(name)}
          doneMessage={texts.deleted}
          {...action}
        />
      </Group>
    </Section>
  );
}
