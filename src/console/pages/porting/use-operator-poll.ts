import { useEffect } from "react";
import { useIsOperator } from "./porting-scope";

/** The platform's feed has no events of tenants, so operators read pages of ports again this often. */
const POLL_MS = 10_000;

/** Reads again from time to time, for operators and while the page is in sight. `read` must be stable. */
export function useOperatorPoll(read: () => unknown): void {
  const isOperator = useIsOperator();
  useEffect(() => {
    if (!isOperator) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void read();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [isOperator, read]);
}
