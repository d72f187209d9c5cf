import { Alert, Badge } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { sessionQuery } from "../api/session";
import { useFeedStatus } from "../live/live-provider";
import { shell } from "../strings/shell";
import { useSession } from "./use-session";

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
  const { tenant, is_platform: isPlatform } = useSession();
  // A tenant that the platform suspended has no feed, and the banner says why.
  if (tenant === null || (tenant.status !== "active" && !isPlatform)) return null;
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
  const { tenant, is_platform: isPlatform } = useSession();
  const queryClient = useQueryClient();
  // The feed ends when the platform suspends the tenant, and the session says so.
  useEffect(() => {
    if (status === "unavailable") void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [queryClient, status]);
  // The platform's own pages have no feed: they read again by themselves.
  if (tenant === null) return null;
  if (tenant.status !== "active" && !isPlatform) return null;
  if (status !== "stale" && status !== "unavailable") return null;
  return (
    <Alert color="orange" variant="light" mb="md" role="status">
      {status === "stale" ? shell.staleBanner : shell.unavailableBanner}
    </Alert>
  );
}
