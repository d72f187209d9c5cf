import { ActionIcon, Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { Cross } from "../../../components/icons";
import { routingTexts } from "../../../strings/routing";

interface RowsProps<Row> {
  readonly rows: readonly Row[];
  readonly onChange: (rows: Row[]) => void;
  readonly render: (row: Row, set: (row: Row) => void, at: number) => ReactNode;
  /** The name of a row, for the button that removes it. */
  readonly nameOf: (at: number) => string;
  readonly addLabel: string;
  readonly newRow: () => Row;
}

/** Rows of a form that can be added and removed. */
export function Rows<Row>({ rows, onChange, render, nameOf, addLabel, newRow }: RowsProps<Row>) {
  const keys = useKeys(rows.length);
  return (
    <Stack gap="xs">
      {rows.map((row, at) => (
        <Group key={keys.current[at]} gap="xs" align="flex-start" wrap="nowrap">
          <Group gap="xs" align="flex-start" style={{ flex: 1 }}>
            {render(row, (next) => onChange(rows.map((each, index) => (index === at ? next : each))), at)}
          </Group>
          <ActionIcon
            variant="subtle"
            color="gray"
            mt={4}
            aria-label={routingTexts.remove1(nameOf(at))}
            onClick={() => {
              keys.current.splice(at, 1);
              onChange(rows.filter((_, index) => index !== at));
            }}
          >
            <Cross />
          </ActionIcon>
        </Group>
      ))}
      <div>
        <Button size="compact-sm" variant="default" onClick={() => onChange([...rows, newRow()])}>
          {addLabel}
        </Button>
      </div>
    </Stack>
  );
}

/** Keys that stay with their rows when another one is removed. */
function useKeys(count: number) {
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  while (keys.current.length < count) {
    keys.current.push(next.current);
    next.current += 1;
  }
  keys.current.length = count;
  return keys;
}
