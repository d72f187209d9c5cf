import { useEffect, useRef } from "react";
import { call } from "../../api/call";
import { useScope } from "../../app/use-session";
import { usePortingScope } from "../porting/porting-scope";
import type { PortingRequest } from "../porting/request-status";
import { findingsOf } from "./edit-steps";

/** The documents that the latest check missed, and those that are missing now. */
function documentsMissing(request: PortingRequest): { readonly before: string; readonly now: string } {
  const found = findingsOf(request)
    .filter(({ rule, pointer }) => rule === "requirement_missing" && pointer.startsWith("/documents/"))
    .map(({ pointer }) => pointer);
  const missing = request.requirements
    .filter(({ kind, status }) => kind === "document" && (status === "missing" || status === "rejected"))
    .map(({ pointer }) => `/documents/${pointer}`);
  return { before: found.toSorted().join(), now: missing.toSorted().join() };
}

/**
 * Checks the request again when its documents changed: only changes of fields and numbers make a check by themselves.
 * A visitor with a share link may have sent one.
 */
export function useFreshCheck(request: PortingRequest | undefined, onChecked: () => unknown): void {
  const missingScope = useScope(usePortingScope());
  const checked = useRef<string | null>(null);
  useEffect(() => {
    if (!request?.preflight || missingScope !== null) return;
    const { before, now } = documentsMissing(request);
    // A check that changes nothing is not repeated.
    if (before === now || checked.current === request.preflight.checked_at) return;
    checked.current = request.preflight.checked_at;
    void call("POST", "/v1/porting-requests/{porting_request_id}/preflight", {
      path: { porting_request_id: request.id },
    })
      .send()
      .then(onChecked, () => undefined);
  }, [request, missingScope, onChecked]);
}
