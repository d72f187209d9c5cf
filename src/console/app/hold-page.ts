/** Things that would be lost if the browser left the page. */
const held = new Set<string>();

const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Has the browser ask before it leaves or reloads the page, while anything is held. */
export function holdPage(what: string, isHeld: boolean): void {
  if (isHeld) held.add(what);
  else held.delete(what);
  if (held.size > 0) window.addEventListener("beforeunload", ask);
  else window.removeEventListener("beforeunload", ask);
}
