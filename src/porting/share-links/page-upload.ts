import type { ApiRequest } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { thenWake } from "#runtime/wake-subscribers";
import { documentKinds } from "../documents/kinds";
import { MAX_DOCUMENT_BYTES, uploadDocument } from "../documents/upload-document";
import { boundaryOf, readFormFile } from "./form-file";
import { openLink, type PageStatus, show } from "./open-link";
import { factsOfPage } from "./page-facts";
import { type Notice, PAUSED, sharePageHtml } from "./page-html";
import { sharePageOf } from "./page-model";

/**
 * `POST /ports/{token}/documents`: a form with the kind of document and the file. The token is the only credential, and
 * no other site knows it, so a forged form has nothing to send.
 */
export async function shareUpload(c: ApiRequest): Promise<Response> {
  const opened = await openLink(c);
  if (opened instanceof Response) return opened;
  const { ctx, link, request, path, isPaused } = opened;
  if (isPaused) {
    const page = sharePageOf(await factsOfPage(ctx, link, request));
    return await show(c, sharePageHtml(page, path, { notice: PAUSED }), 409);
  }
  try {
    if (!link.permissions.includes("upload"))
      throw new Problem("illegal_transition", "This link does not take documents.");
    const { kind, file } = await formOf(c);
    const asked = sharePageOf(await factsOfPage(ctx, link, request)).needs;
    if (!asked.some(({ upload }) => upload === kind))
      throw new Problem("illegal_transition", "This document is not needed any more.");
    const upload = {
      kind,
      filename: plainName(file.filename),
      contentType: file.contentType,
      contentLength: String(file.length),
      body: file.body,
    };
    await thenWake(c.env, c.executionCtx, ctx.changed, () => uploadDocument(ctx, request, upload));
    return c.redirect(`${path}?sent`, 303);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const page = sharePageOf(await factsOfPage(ctx, link, request));
    return await show(c, sharePageHtml(page, path, { notice: refusalOf(error) }), statusOf(error));
  }
}

const FORM_OVERHEAD = 16_384;

async function formOf({ req }: ApiRequest) {
  const length = Number(req.header("content-length") ?? "NaN");
  const boundary = boundaryOf(req.header("content-type") ?? null);
  if (length > MAX_DOCUMENT_BYTES + FORM_OVERHEAD) throw tooLarge();
  const { body } = req.raw;
  const isForm = boundary !== null && body !== null && Number.isSafeInteger(length);
  const file = isForm ? await readFormFile(body, { boundary, length }) : null;
  const kind = documentKinds.find((known) => known === file?.fields.get("kind"));
  if (!file || !kind)
    throw new Problem("validation_failed", "The form did not arrive as it was sent. Open the link again.");
  return { kind, file };
}

const tooLarge = (): Problem => new Problem("body_too_large", "The file is larger than 10 MB.");

/** A browser sends the name of the file as the visitor's device has it. */
const plainName = (filename: string): string =>
  filename
    .replaceAll(/[\p{Cc}/\\]/gu, "_")
    .trim()
    .slice(0, 120) || "document";

const words: Readonly<Partial<Record<Problem["code"], string>>> = {
  document_empty: "No file was chosen, or it is empty.",
  document_encrypted: "The PDF has a password. Print it to a new PDF without one, and send that.",
  document_incomplete: "The file did not arrive whole. Send it again.",
  document_type_mismatch: "The file is not what its name says. Send a PDF, or a photo as JPEG or PNG.",
  unsupported_media_type: "This kind of file cannot be used. Send a PDF, or a photo as JPEG or PNG.",
  body_too_large: "The file is larger than 10 MB. Send it in parts, or in a smaller size.",
  document_limit_reached: "There are enough documents already.",
  illegal_transition: "No more documents are needed.",
};

const refusalOf = ({ code, message }: Problem): Notice => ({ kind: "refused", text: words[code] ?? message });

const statusOf = ({ status }: Problem): PageStatus =>
  status === 409 || status === 413 || status === 415 ? status : 422;
