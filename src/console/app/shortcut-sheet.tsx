import { Kbd, Table } from "@mantine/core";
import { Dialog } from "../components/dialog";
import { shell } from "../strings/shell";
import type { Navigation } from "./shortcuts";

interface ShortcutSheetProps {
  readonly navigation: Navigation;
  readonly onClose: () => void;
}

/** All shortcuts on one sheet. */
export function ShortcutSheet({ navigation, onClose }: ShortcutSheetProps) {
  const { keys } = shell;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [keys.palette, ["Ctrl", "K"]],
    [keys.help, ["?"]],
    [keys.move, ["J", "K"]],
    [keys.select, ["X"]],
    [keys.open, ["Enter"]],
    [keys.filter, ["/"]],
    [keys.theme, ["Shift", "T"]],
    [keys.escape, ["Esc"]],
    ...navigation.flatMap(({ pages }) =>
      pages.flatMap(({ label, key }) => (key ? [[keys.go(label), ["G", key.toUpperCase()]] as const] : [])),
    ),
  ];
  return (
    <Dialog opened onClose={onClose} title={keys.title}>
      <Table>
        <Table.Tbody>
          {rows.map(([name, strokes]) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right">
                {strokes.map((stroke) => (
                  <Kbd key={stroke} ml={4}>
                    {stroke}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
