import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { comment, createdEntry } from "./example";
import { portingEntry } from "./responses";
import type { PortingTimelineOperations } from "./timeline-routes";

export const portingTimelineDocs = describe<PortingTimelineOperations>("Porting", {
  listPortingTimeline: {
    summary: "List the timeline of a porting request",
    description: "Lists everything that happened to a porting request, with comments, the newest first.",
    success: {
      200: answer(
        pageOf(portingEntry, "PortingTimelinePage"),
        "A page of the timeline.",
        pageBody([comment, createdEntry], null),
      ),
    },
  },
  getPortingTimelineEntry: {
    summary: "Get an entry of a timeline",
    description: "Returns an entry of a porting request's timeline.",
    success: { 200: answer(portingEntry, "The entry.", comment) },
  },
  createPortingComment: {
    summary: "Comment on a porting request",
    description: "Writes a comment into the timeline. You and the platform's operators can read it.",
    body: { text: comment.detail },
    success: { 201: answer(portingEntry, "The comment.", comment) },
  },
});
