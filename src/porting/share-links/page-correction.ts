import { etagOf } from "#kernel/http/etag";
import type { ApiRequest } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { thenWake } from "#runtime/wake-subscribers";
import { changePortingNumber } from "../requests/update-number";
import { changeRequest } from "../requests/update-request";
import { openLink, show } from "./open-link";
import { factsOfPage } from "./page-facts";
import { type Notice, PAUSED, sharePageHtml, tooLargeHtml } from "./page-html";
import { sharePageOf } from "./page-model";
import { type Correction, readCorrection } from "./read-correction";

/** A form has a field of a few dozen bytes for each of up to 1,000 numbers. */
export const MAX_FORM_BYTES = 256 * 1024;

/** A larger form is refused before it is read, by a page. */
export const refuseLargeForm = (c: ApiRequest): Promise<Response> => show(c, tooLargeHtml(), 413);

const FORM_TYPE = "application/x-www-form-urlencoded";

/**
 * `POST /ports/{token}/corrections`: a form with fields that the page asks for. Other fields of the form are left out,
 * so a visitor changes nothing that is neither missing nor refused. The token is the only credential, as for documents.
 */
export async function shareCorrection(c: ApiRequest): Promise<Response> {
  const opened = await openLink(c);
  if (opened instanceof Response) return opened;
  const { ctx, link, request, path, isPaused } = opened;
  const facts = await factsOfPage(ctx, link, request);
  const page = sharePageOf(facts);
  if (isPaused) return await show(c, sharePageHtml(page, path, { notice: PAUSED }), 409);
  if (page.corrections.length === 0) {
    const text = link.permissions.includes("correct")
      ? "Nothing has to be entered now."
      : "This link does not take corrections.";
    return await show(c, sharePageHtml(page, path, { notice: { kind: "refused", text } }), 409);
  }
  const isForm = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() === FORM_TYPE;
  const form = new URLSearchParams(isForm ? await c.req.text() : "");
  const { correction, entered } = readCorrection(page.corrections, form, facts.details);
  if (!correction) return await show(c, sharePageHtml(page, path, { notice: fault(entered.errors), entered }), 422);
  try {
    await thenWake(c.env, c.executionCtx, ctx.changed, () => write(ctx, request, correction));
    return c.redirect(`${path}?corrected`, 303);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const text = isConcurrent(error)
      ? "The request was changed elsewhere at the same moment. Send it again."
      : error.message;
    return await show(c, sharePageHtml(page, path, { notice: { kind: "refused", text }, entered }), 409);
  }
}

const isConcurrent = ({ code }: Problem): boolean =>
  code === "stale_version" || code === "changed_meanwhile" || code === "illegal_transition";

const fault = (errors: ReadonlyMap<string, string>): Notice => ({
  kind: "refused",
  text: errors.size === 0 ? "Nothing was entered." : "Nothing was saved yet. Please look at:",
});

/**
 * Writes the request's fields, then PINs of single numbers. If the process dies in between, the page asks for the rest
 * again. The version keeps a field that was filled in meanwhile from being overwritten.
 */
async function write(
  ctx: Context,
  { id, version }: { readonly id: string; readonly version: number },
  { change, numberPins }: Correction,
): Promise<void> {
  await changeRequest(ctx, id, change, etagOf(version));
  for (const [numberId, pin] of numberPins) await changePortingNumber(ctx, id, numberId, { pin });
}
