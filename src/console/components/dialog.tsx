import { Modal, type ModalProps } from "@mantine/core";
import { common } from "../strings/words";
import { useEscape } from "./layers";

interface DialogProps extends ModalProps {
  /** `false`: only its buttons close it. It still keeps Escape from what lies below. */
  readonly closeOnEscape?: boolean;
}

/** A dialog over the page. Escape closes it, unless something else lies over it. */
export function Dialog({ closeButtonProps, closeOnEscape = true, ...props }: DialogProps) {
  useEscape(props.opened, () => {
    if (closeOnEscape) props.onClose();
  });
  return (
    <Modal {...props} closeOnEscape={false} closeButtonProps={{ "aria-label": common.close, ...closeButtonProps }} />
  );
}
