import { Button, Code, Group, List, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { importsTexts as texts } from "../../strings/imports";
import type { Replaceable } from "./import-options";
import { replaceables } from "./import-options";
import type { ImportItem } from "./use-import-job";

interface ItemDetailProps {
  readonly item: ImportItem;
  /** Allows an import to replace what stands in its way. */
  readonly onAllow?: ((kind: Replaceable) => void) | undefined;
}

/** All that a job says about one number. */
export function ItemDetail({ item, onAllow }: ItemDetailProps) {
  const { error, obstacles, restored, not_restored, status } = item;
  const hasFailed = status === "failed";
  return (
    <Stack gap="xs">
      {error && (
        <Text size="sm" component="div">
          <Code>{error.code}</Code> {!(hasFailed && obstacles.length > 0) && error.detail}{" "}
          {error.carrier_code !== null && <Code>{texts.carrierCode(error.carrier_code)}</Code>}
        </Text>
      )}
      {obstacles.length > 0 && (
        <Named name={hasFailed ? texts.stopped : texts.replaced}>
          {obstacles.map((obstacle) => (
            <List.Item key={`${obstacle.kind} ${obstacle.value}`}>
              <ObstacleText obstacle={obstacle} hasFailed={hasFailed} onAllow={onAllow} />
            </List.Item>
          ))}
        </Named>
      )}
      {restored.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {texts.restored}
          </Text>
          <Group gap={6}>
            {restored.map((setting) => (
              <Code key={setting}>{setting}</Code>
            ))}
          </Group>
        </div>
      )}
      {not_restored.length > 0 && (
        <Named name={texts.notRestored}>
          {not_restored.map(({ setting, detail }) => (
            <List.Item key={setting}>
              <Code>{setting}</Code> {detail}
            </List.Item>
          ))}
        </Named>
      )}
    </Stack>
  );
}

interface ObstacleTextProps {
  readonly obstacle: ImportItem["obstacles"][number];
  readonly hasFailed: boolean;
  readonly onAllow: ItemDetailProps["onAllow"];
}

function ObstacleText({ obstacle, hasFailed, onAllow }: ObstacleTextProps) {
  const { kind, value, can_overwrite, detail } = obstacle;
  const name = texts.obstacleNames[kind];
  const replaceable = replaceables.find((each) => each === kind);
  if (!can_overwrite) return detail;
  return (
    <>
      {name} <Code>{value}</Code> {hasFailed && texts.canAllow}{" "}
      {hasFailed && onAllow && replaceable && (
        <Button size="compact-xs" variant="default" onClick={() => onAllow(replaceable)}>
          {texts.allow(name)}
        </Button>
      )}
    </>
  );
}

function Named({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <List size="sm">{children}</List>
    </div>
  );
}
