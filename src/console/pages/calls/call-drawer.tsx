import { Drawer, Group } from "@mantine/core";
import { CopyableId } from "../../components/copyable";
import { LinkButton } from "../../components/links";
import { callTexts } from "../../strings/traffic";
import { CallDetails } from "./call-details";

interface CallDrawerProps {
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** A call beside the list that it was opened from. */
export function CallDrawer({ id, onClose }: CallDrawerProps) {
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={callTexts.one}
      closeButtonProps={{ "aria-label": callTexts.close }}
    >
      {id && (
        <>
          <Group gap="xs" mb="md">
            <CopyableId id={id} />
            <LinkButton to="/calls/$id" params={{ id }} size="compact-sm" variant="default">
              {callTexts.open}
            </LinkButton>
          </Group>
          <CallDetails id={id} />
        </>
      )}
    </Drawer>
  );
}
