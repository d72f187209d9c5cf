import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { importsTexts as texts } from "../../strings/imports";
import type { Replaceable } from "./import-options";
import { ItemDetail } from "./item-detail";
import { itemKey } from "./item-texts";
import type { SettingChange } from "./use-carrier-numbers";
import type { ImportItem } from "./use-import-job";
import "../connections/connections.css";

interface PreviewListProps {
  readonly items: readonly ImportItem[];
  /** The changes of a number's settings at Twilio, by the number's SID. */
  readonly changesOf: (sid: string) => readonly SettingChange[];
  readonly onAllow?: ((kind: Replaceable) => void) | undefined;
  readonly isImport: boolean;
  readonly onMore: (() => unknown) | null;
}

/** The changes that a job would make to each number. */
export function PreviewList({ items, changesOf, onAllow, isImport, onMore }: PreviewListProps) {
  return (
    <Stack gap="md">
      {items.map((item) => {
        const changes = item.status === "succeeded" && item.phone_number_sid ? changesOf(item.phone_number_sid) : [];
        return (
          <section key={itemKey(item)} aria-label={texts.changesOf(item.phone_number)}>
            <Group gap="xs" mb={4}>
              <Text fw={600} component="div">
                <PhoneNumber number={item.phone_number} />
              </Text>
              <StatusBadge status={item.status === "succeeded" ? "ready" : item.status} />
            </Group>
            {isImport && item.status === "succeeded" && changes.length === 0 && (
              <Text size="sm">{texts.alreadyPoints}</Text>
            )}
            <ItemDetail item={item} onAllow={onAllow} />
            {changes.length > 0 && <Changes number={item.phone_number} changes={changes} />}
          </section>
        );
      })}
      {onMore && (
        <Button variant="default" onClick={() => void onMore()}>
          {texts.showMore}
        </Button>
      )}
    </Stack>
  );
}

function Changes({ number, changes }: { readonly number: string; readonly changes: readonly SettingChange[] }) {
  return (
    <table className="setting-changes three" aria-label={texts.changesOf(number)}>
      <thead>
        <tr>
          <th scope="col">{texts.setting}</th>
          <th scope="col">{texts.before}</th>
          <th scope="col">{texts.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ setting, from, to }) => (
          <tr key={setting}>
            <th scope="row">
              <Code>{setting}</Code>
            </th>
            <td data-label={texts.before}>{from === null ? texts.emptied : <del>{from}</del>}</td>
            <td data-label={texts.after}>{to ?? texts.emptied}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
