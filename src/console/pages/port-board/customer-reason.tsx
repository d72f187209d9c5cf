import { Textarea, type TextareaProps } from "@mantine/core";
import type { Ref } from "react";
import { boardTexts } from "../../strings/port-board";

interface CustomerReasonProps extends Pick<TextareaProps, "value" | "error" | "placeholder"> {
  readonly ref?: Ref<HTMLTextAreaElement>;
  readonly onChange: (reason: string) => void;
}

/** The reason of a move, which the customer reads. */
export function CustomerReason({ onChange, ...rest }: CustomerReasonProps) {
  return (
    <Textarea
      label={boardTexts.reason}
      description={boardTexts.reasonHint}
      autosize
      minRows={2}
      data-autofocus
      maxLength={500}
      {...rest}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
