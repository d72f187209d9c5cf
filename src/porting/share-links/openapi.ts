import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { createdShareLink, shareLink } from "./responses";
import type { PortingShareLinkOperations } from "./routes";

const link = {
  id: "shl_01k9m8x3zt5v7w9y2a4c6e8g0j",
  porting_request_id: "prt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  label: "Office manager",
  permissions: ["view", "upload", "correct"],
  status: "active",
  expires_at: "2026-12-29T10:00:00.000Z",
  last_opened_at: null,
  created_at: "2026-11-29T10:00:00.000Z",
};

export const portingShareLinkDocs = describe<PortingShareLinkOperations>("Porting", {
  createPortingShareLink: {
    summary: "Make a share link",
    description:
      "Makes a link for a person without an account here: the customer whose bill is missing, a colleague who waits for the date. It opens " +
      "a page in plain words that says where the port stands, what is needed and what happens next, and takes missing documents and, with the permission " +
      "`correct`, missing and refused fields. The page shows the last four digits of the numbers and no names, addresses or account " +
      "numbers. Only this answer has the URL.",
    body: { label: link.label, permissions: link.permissions, expires_at: link.expires_at },
    success: {
      201: answer(createdShareLink, "The link.", {
        ...link,
        url: "https://pm.example.com/ports/01k9m8x3zt5v7w9y2a4c6e8g0j-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      }),
    },
  },
  listPortingShareLinks: {
    summary: "List share links",
    description: "Lists the share links of a porting request without their URLs, the newest first.",
    success: {
      200: answer(
        pageOf(shareLink, "PortingShareLinkPage"),
        "A page of links.",
        pageBody([{ ...link, last_opened_at: "2026-11-30T08:00:00.000Z" }], null),
      ),
    },
  },
  getPortingShareLink: {
    summary: "Get a share link",
    description: "Returns a share link without its URL.",
    success: { 200: answer(shareLink, "The link.", link) },
  },
  revokePortingShareLink: {
    summary: "Revoke a share link",
    description: "Ends a link at once. Its page then says that the link does not work any more, and nothing else.",
    success: { 204: { description: "The link opens nothing any more." } },
  },
});
