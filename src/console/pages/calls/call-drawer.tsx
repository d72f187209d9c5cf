import { Group } from "@mantine/core";
import { CopyableId } from "../../components/copyable";
import { LinkButton } from "../../components/links";
import { SidePanel } from "../../components/side-panel";
import { callTexts } from "../../strings/traffic";
import { CallDetails } from "./call-details";

interface CallDrawerProps {
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** A call beside the list that it was opened from. */
export function CallDrawer({ id, onClose }: CallDrawerProps) {
  return (
    <SidePanel isOpen={id !== undefined} onClose={onClose} title={callTexts.one} closeLabel={callTexts.close}>
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
    </SidePanel>
  );
}
