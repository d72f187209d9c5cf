import { Button, Group, Menu, Paper, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { usePaletteActions } from "../../app/palette-actions";
import { useScope } from "../../app/use-session";
import { GatedButton, sayWhyNot } from "../../components/gated-button";
import { ChevronDown } from "../../components/icons";
import { showError } from "../../components/run-action";
import { bulkTexts } from "../../strings/numbers";
import { common } from "../../strings/words";
import { type BulkAction, bulkActions, MAX_JOB_NUMBERS } from "./bulk-actions";
import { BulkDialog } from "./bulk-dialog";
import type { NumberFilters } from "./number-filters";
import { readIds } from "./use-numbers";

interface BulkBarProps {
  readonly filters: NumberFilters;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly onStarted: (jobId: string) => void;
}

const SCOPE = "numbers:write";

/** The actions that stand beside the menu of the others. */
const inSight: readonly BulkAction[] = ["assign", "tag", "suspend", "release"];

/** The actions on the selected numbers, by buttons and in the palette. */
export function BulkBar({ filters, selected, onSelect, onStarted }: BulkBarProps) {
  const [open, setOpen] = useState<BulkAction | null>(null);
  const [isPartial, setPartial] = useState(false);
  const [isReading, setReading] = useState(false);
  const missing = useScope(SCOPE);
  const count = selected.size;
  usePaletteActions(
    useMemo(
      () =>
        count === 0
          ? []
          : bulkActions.map((action) => ({
              id: `bulk-${action}`,
              label: bulkTexts.actions[action],
              description: bulkTexts.inPalette(count),
              scope: SCOPE,
              run: () => setOpen(action),
            })),
      [count],
    ),
  );
  if (count === 0) return null;
  const selectMatching = async () => {
    setReading(true);
    try {
      const { ids, isComplete } = await readIds(filters, MAX_JOB_NUMBERS);
      onSelect(new Set(ids));
      setPartial(!isComplete);
    } catch (error) {
      showError(error);
    } finally {
      setReading(false);
    }
  };
  return (
    <Paper withBorder p="xs" mb="sm" className="bulk-bar" role="region" aria-label={bulkTexts.bar}>
      <Group gap="xs">
        <Text size="sm" fw={600} role="status">
          {bulkTexts.selected(count)}
        </Text>
        <Button size="compact-sm" variant="default" loading={isReading} onClick={() => void selectMatching()}>
          {bulkTexts.selectMatching}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onSelect(new Set())}>
          {common.clearSelection}
        </Button>
        <Group gap={6} ml="auto">
          {inSight.map((action) => (
            <GatedButton
              key={action}
              size="compact-sm"
              variant="default"
              scope={SCOPE}
              {...(action === "release" && { c: "var(--mantine-color-error)" })}
              onPress={() => setOpen(action)}
            >
              {bulkTexts.actions[action]}
            </GatedButton>
          ))}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="compact-sm" variant="default" rightSection={<ChevronDown />}>
                {bulkTexts.more}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {bulkActions
                .filter((action) => !inSight.includes(action))
                .map((action) => (
                  <Menu.Item key={action} onClick={() => (missing === null ? setOpen(action) : sayWhyNot(missing))}>
                    {bulkTexts.actions[action]}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {isPartial && count === MAX_JOB_NUMBERS && (
        <Text size="sm" c="dimmed" mt={4}>
          {bulkTexts.firstOnly(MAX_JOB_NUMBERS)}
        </Text>
      )}
      {open && (
        <BulkDialog key={open} action={open} ids={[...selected]} onClose={() => setOpen(null)} onStarted={onStarted} />
      )}
    </Paper>
  );
}
