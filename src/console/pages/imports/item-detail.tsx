import { Code, List, Stack, Text } from "@mantine/core";
import { importsTexts as texts } from "../../strings/imports";
import type { ImportItem } from "./use-import-job";

/** All that a job says about one number. */
export function ItemDetail({ item }: { readonly item: ImportItem }) {
  const { error, obstacles, restored, not_restored, status } = item;
  return (
    <Stack gap="xs">
      {error && (
        <Text size="sm" component="div">
          <Code>{error.code}</Code> {error.detail}{" "}
          {error.carrier_code !== null && <Code>{texts.carrierCode(error.carrier_code)}</Code>}
        </Text>
      )}
      {obstacles.length > 0 && (
        <Named name={status === "failed" ? texts.stopped : texts.replaced}>
          {obstacles.map(({ kind, value, detail }) => (
            <List.Item key={`${kind} ${value}`}>
              {texts.obstacleNames[kind]}: {status === "failed" ? detail : <Code>{value}</Code>}
            </List.Item>
          ))}
        </Named>
      )}
      {restored.length > 0 && (
        <Named name={texts.restored}>
          {restored.map((setting) => (
            <List.Item key={setting}>
              <Code>{setting}</Code>
            </List.Item>
          ))}
        </Named>
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

function Named({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <List size="sm">{children}</List>
    </div>
  );
}
