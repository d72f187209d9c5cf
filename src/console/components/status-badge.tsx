import { Badge } from "@mantine/core";

const colors: Readonly<Record<string, string>> = {
  active: "green",
  ready: "green",
  completed: "green",
  succeeded: "green",
  verified: "green",
  passed: "green",
  ok: "green",
  up: "green",
  delivered: "green",
  received: "green",
  resolved: "green",
  ported: "green",
  portable: "green",
  alive: "green",
  held: "blue",
  draft: "gray",
  queued: "gray",
  unverified: "gray",
  skipped: "gray",
  closed: "gray",
  released: "gray",
  expired: "gray",
  canceled: "gray",
  info: "blue",
  running: "blue",
  verifying: "blue",
  processing: "blue",
  purchasing: "blue",
  submitted: "blue",
  in_progress: "blue",
  ringing: "blue",
  in_call: "blue",
  provisioning: "blue",
  suspended: "yellow",
  releasing: "yellow",
  cooling_off: "yellow",
  degraded: "yellow",
  warning: "yellow",
  snoozed: "yellow",
  partially_completed: "yellow",
  attention: "yellow",
  unknown: "orange",
  exception: "red",
  lost: "red",
  failed: "red",
  error: "red",
  critical: "red",
  rejected: "red",
  open: "red",
  dead: "red",
  disabled: "red",
  no_answer: "orange",
  busy: "orange",
};

/** A status in the API's own word, so that people and programs speak of the same thing. The color is never the only sign. */
export function StatusBadge({ status }: { readonly status: string }) {
  return (
    <Badge variant="light" color={colors[status] ?? "gray"} className="status" tt="none" radius="sm">
      {status.replaceAll("_", " ")}
    </Badge>
  );
}
