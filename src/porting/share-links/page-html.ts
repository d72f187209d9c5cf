// Pure: no I/O, no clock, no randomness.
import { correctionForm, errorLinks } from "./correction-html";
import { type Html, html } from "./html";
import type { Need, SharePage } from "./page-model";
import { pageStyle } from "./page-style";
import type { Entered } from "./read-correction";

/** A sentence above the page, about what the visitor just did. */
export interface Notice {
  readonly kind: "done" | "refused";
  readonly text: string;
}

/** A whole page. Nothing in it is from elsewhere, and it needs no script. */
const pageOfBody = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<style>${{ html: pageStyle }}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.html;

const shownNotice = (notice: Notice | null, links: Html | null): Html | null =>
  notice &&
  html`<div class="card ${notice.kind === "done" ? "good" : "alert"}" role="${notice.kind === "done" ? "status" : "alert"}"><strong>${notice.kind === "done" ? "Thank you." : "Sorry."}</strong> ${notice.text}${links}</div>`;

const stepWords = { done: " (done)", current: " (now)", open: "" } as const;

const stepList = (steps: SharePage["steps"]): Html | null =>
  steps.length === 0
    ? null
    : html`<h2>The way of a port</h2>
<ol class="steps">
${steps.map(({ label, state }) => html`<li class="${state}"${state === "current" ? html` aria-current="step"` : null}>${label}${stepWords[state]}</li>\n`)}</ol>`;

const uploadForm = ({ title, upload }: Need, action: string, at: number): Html | null =>
  upload &&
  html`<form method="post" enctype="multipart/form-data" action="${action}">
<input type="hidden" name="kind" value="${upload}">
<label for="file${at}">${title}: choose the file or take a photo</label>
<p class="soft hint" id="hint${at}">PDF, PNG, JPEG or TIFF, at most 10 MB, without a password.</p>
<input type="file" id="file${at}" name="file" required aria-describedby="hint${at}" accept="application/pdf,image/png,image/jpeg,image/tiff">
<button type="submit">Send ${title.toLowerCase()}</button>
</form>`;

const needList = (needs: readonly Need[], action: string): Html =>
  html`${needs.map(
    (need, at) => html`<section class="card">
<h3>${need.title}</h3>
<p>${need.criteria}</p>
<p class="soft">Example: ${need.example}</p>
${uploadForm(need, action, at) ?? html`<p class="soft">The person who sent you this link enters it.</p>`}
</section>
`,
  )}`;

const needed = ({ needs, corrections }: SharePage, path: string, entered: Entered | undefined): Html | null =>
  needs.length === 0 && corrections.length === 0
    ? null
    : html`<h2>What is needed</h2>
${correctionForm(corrections, `${path}/corrections`, entered)}
${needList(needs, `${path}/documents`)}`;

const problemList = (problems: SharePage["problems"]): Html | null =>
  problems.length === 0
    ? null
    : html`<h2>What the present carrier found</h2>
${problems.map(
  ({ title, detail, fix, isCorrected }) => html`<section class="card ${isCorrected ? "good" : "alert"}">
<h3>${title}${isCorrected ? " – corrected" : null}</h3>
<p>${detail}</p>
${isCorrected ? html`<p>A correction has been entered. It goes to the carrier with the next submission.</p>` : html`<p><strong>To do:</strong> ${fix}</p>`}
</section>
`,
)}`;

const numberTable = ({ numbers, moreNumbers }: SharePage): Html | null =>
  numbers.length === 0
    ? null
    : html`<h2>The numbers</h2>
<table>
<thead><tr><th scope="col">Number ending in</th><th scope="col">State</th></tr></thead>
<tbody>
${numbers.map(({ ending, status }) => html`<tr><td>${ending}</td><td>${status}</td></tr>\n`)}</tbody>
</table>
${moreNumbers > 0 ? html`<p class="soft">And ${moreNumbers} more.</p>` : null}`;

/** The sentence on the page of a tenant whose account is paused. */
export const PAUSED: Notice = {
  kind: "refused",
  text: "This page takes nothing at the moment, because the account of the person who sent you the link is paused. Ask that person. Nothing that was sent before is lost.",
};

interface After {
  readonly notice: Notice | null;
  /** Values that were refused, and why. */
  readonly entered?: Entered;
}

/** The page of a porting request at `path`, after what its visitor did. */
export const sharePageHtml = (page: SharePage, path: string, { notice, entered }: After): string =>
  pageOfBody(
    `${page.title} – moving phone numbers`,
    html`<p class="over">Moving phone numbers to us</p>
<h1>${page.title}</h1>
${shownNotice(notice, entered ? errorLinks(page.corrections, entered) : null)}
<p>${page.meaning}</p>
<dl>
${page.date === null ? null : html`<dt>Date of the move</dt><dd>${page.date}</dd>`}
<dt>Who has to act</dt><dd>${page.whoActs}.</dd>
<dt>Next</dt><dd>${page.next}</dd>
${page.duration === null ? null : html`<dt>How long that takes</dt><dd>${page.duration}</dd>`}
</dl>
${problemList(page.problems)}
${needed(page, path, entered)}
${stepList(page.steps)}
${numberTable(page)}
<footer>Keep the present service until the numbers have moved. This page shows no names, addresses or account numbers. Anybody with its link can open it, so pass the link on with care.</footer>`,
  );

/** One page for a link that is unknown, revoked or expired: it says nothing about ports. */
export const deadLinkHtml = (): string =>
  pageOfBody(
    "This link does not work",
    html`<h1>This link does not work</h1>
<p>It may have expired, or it was copied incompletely. Ask the person who sent it to you for a new one.</p>`,
  );

export const tooManyRequestsHtml = (): string =>
  pageOfBody(
    "One moment, please",
    html`<h1>One moment, please</h1>
<p>There were too many requests from your connection. Wait for ten seconds, then open the link again.</p>`,
  );

export const tooLargeHtml = (): string =>
  pageOfBody(
    "The form is too large",
    html`<h1>The form is too large</h1>
<p>It is larger than the page takes, so nothing was saved. Go back, and enter only what each field asks for.</p>`,
  );
