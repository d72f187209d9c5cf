import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { common } from "../strings/words";
import { useEscape } from "./layers";

interface SidePanelProps {
  readonly isOpen: boolean;
  readonly title: ReactNode;
  /** The name of the button that closes the panel, if not the usual one. */
  readonly closeLabel?: string;
  readonly size?: "md" | "lg";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One thing in detail, beside the list that it was opened from. The keyboard stays in it until it closes. */
export function SidePanel({ isOpen, title, closeLabel, size = "lg", onClose, children }: SidePanelProps) {
  useEscape(isOpen, onClose);
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={size}
      title={title}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": closeLabel ?? common.close }}
    >
      {children}
    </Drawer>
  );
}
