import { type RegisteredRouter, type ToPathOption, useRouter } from "@tanstack/react-router";
import { type MouseEvent, type ReactNode, useMemo } from "react";

interface RowLinkProps {
  /** The path of a route with one parameter, `$id`. */
  readonly to: ToPathOption<RegisteredRouter, "/", "/numbers/$id">;
  readonly id: string;
  readonly children: ReactNode;
}

/**
 * A link in a row of a table. It leads where the router's `Link` leads and loads ahead as that does, but does not ask
 * at each step of the history whether it is the present page: a table has hundreds of links.
 */
export function RowLink({ to, id, children }: RowLinkProps) {
  const router = useRouter();
  const [target, href] = useMemo(() => {
    const place = { to, params: { id } };
    return [place, router.buildLocation(place).href];
  }, [router, to, id]);
  const open = (event: MouseEvent) => {
    // A new tab or window is the browser's affair.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate(target);
  };
  const preload = () => void router.preloadRoute(target);
  return (
    <a href={href} tabIndex={-1} onClick={open} onMouseEnter={preload} onFocus={preload} onTouchStart={preload}>
      {children}
    </a>
  );
}
