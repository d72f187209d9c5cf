import { Button, ScrollArea } from "@mantine/core";
import { common } from "../strings/words";
import { copyText } from "./clipboard";

/** A value as JSON, to read and to copy. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <div className="json-view">
      <Button size="compact-xs" variant="default" className="json-copy" onClick={() => void copyText(text)}>
        {common.copy}
      </Button>
      <ScrollArea.Autosize mah={420} viewportProps={{ tabIndex: 0, role: "region", "aria-label": label }}>
        <pre>{text}</pre>
      </ScrollArea.Autosize>
    </div>
  );
}
