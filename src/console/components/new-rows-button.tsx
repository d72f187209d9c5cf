import { Button } from "@mantine/core";
import { common } from "../strings/words";

interface NewRowsButtonProps {
  readonly count: number;
  readonly onShow: (() => unknown) | undefined;
}

/** Says that rows have come, and shows them only when the person asks for it. */
export function NewRowsButton({ count, onShow }: NewRowsButtonProps) {
  return (
    <Button className="new-rows" size="compact-sm" radius="xl" onClick={() => void onShow?.()} aria-live="polite">
      {common.newRows(count)} · {common.showNewRows}
    </Button>
  );
}
