import { Group } from "@mantine/core";
import { CopyableId } from "../../components/copyable";
import { LinkButton } from "../../components/links";
import { SidePanel } from "../../components/side-panel";
import { messageTexts } from "../../strings/traffic";
import { MessageDetails } from "./message-details";

interface MessageDrawerProps {
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** A message beside the list that it was opened from. */
export function MessageDrawer({ id, onClose }: MessageDrawerProps) {
  return (
    <SidePanel isOpen={id !== undefined} onClose={onClose} title={messageTexts.one} closeLabel={messageTexts.close}>
      {id && (
        <>
          <Group gap="xs" mb="md">
            <CopyableId id={id} />
            <LinkButton to="/messages/$id" params={{ id }} size="compact-sm" variant="default">
              {messageTexts.open}
            </LinkButton>
          </Group>
          <MessageDetails id={id} />
        </>
      )}
    </SidePanel>
  );
}
