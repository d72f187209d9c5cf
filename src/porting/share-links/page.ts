import type { ApiRequest } from "#kernel/http/http";
import { noteOpened } from "./note-opened";
import { openLink, show } from "./open-link";
import { factsOfPage } from "./page-facts";
import { type Notice, PAUSED, sharePageHtml } from "./page-html";
import { type SharePage, sharePageOf } from "./page-model";

/** `GET /ports/{token}`: where the port stands, for a person without an account. */
export async function sharePage(c: ApiRequest): Promise<Response> {
  const opened = await openLink(c);
  if (opened instanceof Response) return opened;
  const { ctx, link, request, path, isPaused } = opened;
  noteOpened(ctx, link);
  const page = sharePageOf(await factsOfPage(ctx, link, request));
  return await show(c, sharePageHtml(page, path, { notice: isPaused ? PAUSED : noticeOf(c, page) }), 200);
}

/** The result of a form that was just sent. */
function noticeOf({ req }: ApiRequest, { isComplete }: SharePage): Notice | null {
  if (req.query("sent") !== undefined)
    return { kind: "done", text: "The document has arrived, and is being looked at." };
  if (req.query("corrected") === undefined) return null;
  const more = isComplete ? "Nothing else is needed from you." : "The rest that is needed is below.";
  return { kind: "done", text: `It has arrived. ${more}` };
}
