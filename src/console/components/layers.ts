import { useEffect, useRef } from "react";

/** Something that lies over the page until it is closed, such as a dialog. */
interface Layer {
  readonly close: () => void;
}

/** The open layers, the uppermost last. */
const layers: Layer[] = [];

/** Menus, lists of choices and popovers close by themselves while they have the focus. */
const ownKeys = "[data-mantine-stop-propagation=true], .mantine-Popover-dropdown";

let isTaken = false;

/** Before any control gets the key: afterwards a menu that it closed is gone. */
function noteTarget({ target }: KeyboardEvent): void {
  isTaken = target instanceof Element && target.closest(ownKeys) !== null;
}

function closeUppermost({ key, isComposing, defaultPrevented, repeat }: KeyboardEvent): void {
  if (key === "Escape" && !isComposing && !defaultPrevented && !repeat && !isTaken) layers.at(-1)?.close();
}

/** Lets Escape close a dialog or drawer, but only the uppermost of those that are open. */
export function useEscape(isOpen: boolean, onClose: () => void): void {
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  }, [onClose]);
  useEffect(() => {
    if (!isOpen) return;
    const layer = { close: () => latest.current() };
    if (layers.length === 0) {
      window.addEventListener("keydown", noteTarget, { capture: true });
      window.addEventListener("keydown", closeUppermost);
    }
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length > 0) return;
      window.removeEventListener("keydown", noteTarget, { capture: true });
      window.removeEventListener("keydown", closeUppermost);
    };
  }, [isOpen]);
}
