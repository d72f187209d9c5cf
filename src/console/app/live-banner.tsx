import { Alert, Badge } from "@mantine/core";
import { useFeedStatus } from "../live/live-provider";
import { shell } from "../strings/shell";

const colors = {
  connecting: "gray",
  live: "green",
  catching_up: "blue",
  stale: "orange",
  unavailable: "gray",
} as const;

/** The state of the live feed, small, for the header. */
export function FeedBadge() {
  const status = useFeedStatus();
  return (
    <Badge
      variant="dot"
      color={colors[status]}
      tt="none"
      role="status"
      aria-label={shell.feed[status]}
      className="feed-badge"
      data-feed={status}
    >
      {shell.feed[status]}
    </Badge>
  );
}

/** Says plainly that the page may be out of date. */
export function StaleBanner() {
  const status = useFeedStatus();
  if (status !== "stale" && status !== "unavailable") return null;
  return (
    <Alert color="orange" variant="light" mb="md" role="status">
      {status === "stale" ? shell.staleBanner : shell.unavailableBanner}
    </Alert>
  );
}
