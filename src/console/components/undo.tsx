import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { common } from "../strings/words";

/** How long an action waits for the person's second thought. */
const UNDO_MS = 6_000;

/**
 * Waits before an action, so that it can still be taken back; `true`: go on. A page that is closed meanwhile does not
 * do it.
 */
export const waitForUndo = (action: string): Promise<boolean> =>
  new Promise((resolve) => {
    const finish = (goOn: boolean) => {
      clearTimeout(timer);
      notifications.hide(id);
      resolve(goOn);
    };
    const timer = setTimeout(() => finish(true), UNDO_MS);
    const id = notifications.show({
      autoClose: false,
      withCloseButton: false,
      message: (
        <Group justify="space-between">
          <Text size="sm">{common.undoIn(action)}</Text>
          <Button size="compact-sm" variant="default" onClick={() => finish(false)}>
            {common.undo}
          </Button>
        </Group>
      ),
    });
  });
