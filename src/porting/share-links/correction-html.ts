// Pure: no I/O, no clock, no randomness.
import type { CorrectionGroup } from "./asked-corrections";
import type { CorrectionInput } from "./correction-inputs";
import { type Html, html } from "./html";
import type { Entered } from "./read-correction";

/** The longest text that an input takes. The rules for values say more exactly what fits. */
const MAX_LENGTH = 254;

const nothingEntered: Entered = { values: new Map(), errors: new Map() };

const inputId = (name: string): string => `field-${name}`;

function control({ name, type, choices = [], isSecret }: CorrectionInput, { values, errors }: Entered): Html {
  const id = inputId(name);
  const given = values.get(name) ?? "";
  const isWrong = errors.has(name) ? html` aria-invalid="true" aria-describedby="${id}-error"` : null;
  if (type === "choice") {
    return html`<select id="${id}" name="${name}"${isWrong}>
<option value="">Choose&hellip;</option>
${choices.map(([value, label]) => html`<option value="${value}"${value === given ? html` selected` : null}>${label}</option>\n`)}</select>`;
  }
  const privacy = isSecret ? html` autocomplete="off" spellcheck="false"` : null;
  return html`<input type="${type}" id="${id}" name="${name}" value="${given}" maxlength="${MAX_LENGTH}"${privacy}${isWrong}>`;
}

function field(input: CorrectionInput, entered: Entered): Html {
  const error = entered.errors.get(input.name);
  return html`<label for="${inputId(input.name)}">${input.label}</label>
${error === undefined ? null : html`<p class="error" id="${inputId(input.name)}-error">${error}</p>\n`}${control(input, entered)}
`;
}

/** The form for everything that a visitor may enter; `null`: nothing. */
export const correctionForm = (
  groups: readonly CorrectionGroup[],
  action: string,
  entered = nothingEntered,
): Html | null =>
  groups.length === 0
    ? null
    : html`<form method="post" action="${action}" class="fields">
<p class="hint">Fill in what you know. The rest can follow later. This page does not show what was entered before.</p>
${groups.map(
  (
    { title, criteria, example, inputs },
    at,
  ) => html`<section class="card"${inputs.length > 1 ? html` role="group" aria-labelledby="group${at}"` : null}>
<h3 id="group${at}">${title}</h3>
<p>${criteria}</p>
<p class="soft">Example: ${example}</p>
${inputs.map((input) => field(input, entered))}</section>
`,
)}<button type="submit">Send what you entered</button>
</form>`;

/** Links to the inputs whose values were refused. */
export function errorLinks(groups: readonly CorrectionGroup[], { errors }: Entered): Html | null {
  const wrong = groups.flatMap(({ inputs }) => inputs).filter(({ name }) => errors.has(name));
  return wrong.length === 0
    ? null
    : html`<ul>
${wrong.map(({ name, label }) => html`<li><a href="#${inputId(name)}">${label}</a>: ${errors.get(name) ?? null}</li>\n`)}</ul>`;
}
