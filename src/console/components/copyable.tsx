import { Tooltip, UnstyledButton } from "@mantine/core";
import { common } from "../strings/words";
import { copyText } from "./clipboard";

/** An id that a click copies. */
export function CopyableId({ id }: { readonly id: string }) {
  return (
    <Tooltip label={common.copyId(id)}>
      <UnstyledButton className="copyable" aria-label={common.copyId(id)} onClick={() => void copyText(id)}>
        <code>{id}</code>
      </UnstyledButton>
    </Tooltip>
  );
}
