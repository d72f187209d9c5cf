import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { instance, type Viz } from "@viz-js/viz";
import { buildSync } from "esbuild";
import highlighter from "highlight.js/lib/common";
import { Marked, type Tokens } from "marked";
import { operationsByProblem, readOpenApi } from "./build-openapi.ts";
import { fencesOf, type GuidePage, plainText, readGuides, slugOf } from "./guide-pages.ts";
import { root } from "./settings.ts";
import { drawStates } from "./state-diagram.ts";

/**
 * Makes static pages of the guides: HTML at `/docs/<name>`, Markdown at `/docs/<name>.md`, a search index, `/llms.txt`.
 */

interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly slug: string;
}

/** A part of a page that search can find: the text below one heading. */
interface Section {
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  readonly url: string;
  readonly text: string;
}

interface Rendered {
  readonly html: string;
  readonly headings: readonly Heading[];
}

const docs = join(root, "src/docs");
const intro =
  "The control plane for the phone numbers of a voice-agent platform: search, reserve, buy, manage and release numbers over one HTTP API.";

/** The quickstart explains these lines; the other pages begin with them, folded. */
const isExplained = (name: string): boolean => name === "quickstart";

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The assets of the guides, by path below the root of the site. */
export async function buildGuides(): Promise<Record<string, string | Buffer>> {
  const viz = await instance();
  const given = operationsByProblem(await readOpenApi());
  const pages = readGuides().map((page) => withFigures(page.name === "errors" ? withOperations(page, given) : page));
  const setup = setupLines(pages);
  const rendered = pages.map((page) => ({
    page,
    ...render(page.markdown, viz, isExplained(page.name) ? undefined : setup),
  }));
  const template = readFileSync(join(docs, "guide.html"), "utf8");
  const files: Record<string, string | Buffer> = {
    "docs.html": fill(template, landing(pages)),
    "404.html": fill(template, missing(pages)),
    "docs-assets/guide.css": readFileSync(join(docs, "guide.css")),
    "docs-assets/theme.js": readFileSync(join(docs, "theme.js")),
    "docs-assets/icon.svg": readFileSync(join(docs, "icon.svg")),
    "docs-assets/guide.js": bundleScript(),
    "docs-assets/search.json": JSON.stringify(pages.flatMap(sectionsOf)),
    "llms.txt": llmsText(pages),
  };
  for (const name of readdirSync(join(docs, "figures"))) {
    files[`docs-assets/figures/${name}`] = readFileSync(join(docs, "figures", name));
  }
  for (const [at, { page, html, headings }] of rendered.entries()) {
    const title = escapeHtml(page.title);
    files[`docs/${page.name}.md`] = page.markdown;
    files[`docs/${page.name}.html`] = fill(template, {
      kind: "guide",
      title,
      description: escapeHtml(page.description),
      markdown: `/docs/${page.name}.md`,
      navigation: navigation(pages, page.name),
      article: `${html}<p class="source"><a href="/docs/${page.name}.md">This page as Markdown</a></p>`,
      neighbours: neighbours(pages[at - 1], pages[at + 1]),
      contents: contents(headings),
    });
  }
  return files;
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The template of the guides asks for ${name}, which is not known.`);
    return value;
  });
}

function bundleScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(docs, "guide.js")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}

/** Figures stand beside the guides in the repository, where GitHub finds them, and among the assets of the site. */
const withFigures = (page: GuidePage): GuidePage => ({
  ...page,
  markdown: page.markdown.replaceAll("](../figures/", "](/docs-assets/figures/"),
});

/** Problem codes that most operations can answer. The errors page does not list operations for them. */
const COMMON = 60;

/** The errors page, each section with the operations that can answer its code. */
function withOperations(page: GuidePage, given: ReadonlyMap<string, readonly string[]>): GuidePage {
  const markdown = page.markdown.replaceAll(/^### (\w+)\n\n.+(?:\n.+)*$/gm, (section, code: string) => {
    const operations = given.get(code) ?? [];
    if (operations.length === 0) return section;
    const names = operations.map((name) => `\`${name}\``).join(", ");
    return `${section}\n\nGiven by ${operations.length > COMMON ? "every operation that takes a key" : names}.`;
  });
  return { ...page, markdown };
}

// ── one page ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Longer lists of operations are folded. */
const SHOWN_OPERATIONS = 6;

/** Captions of fences: an answer stands below its command. */
const captions: Readonly<Record<string, string>> = { answer: "Answer", "no-run": "" };

const setupLines = (pages: readonly GuidePage[]): string | undefined =>
  pages
    .filter(({ name }) => isExplained(name))
    .flatMap(({ markdown }) => fencesOf(markdown))
    .find(({ language, flags }) => language === "sh" && flags.length === 0)?.text;

/** `setup` are the lines that are shown folded. */
function render(markdown: string, viz: Viz, setup: string | undefined): Rendered {
  const headings: Heading[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = plainText(tokens);
        const inner = this.parser.parseInline(tokens);
        if (depth === 1) return `<h1>${inner}</h1>\n`;
        const slug = slugOf(text);
        headings.push({ depth, text, slug });
        const anchor = `<a class="anchor" href="#${slug}" aria-label="Link to this heading">#</a>`;
        return `<h${depth} id="${slug}">${inner}${anchor}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${escapeHtml(pageLink(href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }) {
        return `<img src="${escapeHtml(href)}" alt="${escapeHtml(text)}" loading="lazy" />`;
      },
      paragraph({ tokens, text }) {
        const inner = this.parser.parseInline(tokens);
        const names = text.startsWith("Given by `") ? text.split(",").length : 0;
        if (names <= SHOWN_OPERATIONS) return `<p>${inner}</p>\n`;
        return `<details class="given"><summary>Given by ${names} operations</summary><p>${inner}</p></details>\n`;
      },
      table(token) {
        const cells = (row: Tokens.TableCell[], tag: string): string =>
          `<tr>${row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")}</tr>`;
        const body = token.rows.map((row) => cells(row, "td")).join("\n");
        return `<div class="table"><table><thead>${cells(token.header, "th")}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      code({ text, lang = "" }) {
        const [language = "", ...flags] = lang.split(/\s+/);
        if (language === "mermaid") return `<figure class="diagram">${drawStates(viz, text)}</figure>\n`;
        const block = codeBlock(text, language, flags);
        return text === setup
          ? `<details class="setup"><summary>Set up the shell</summary>${block}</details>\n`
          : block;
      },
    },
  });
  return { html: marked.parse(markdown, { async: false }), headings };
}

/** Pages link to each other's files, as GitHub shows them; the site has no `.md` at the end. */
const pageLink = (href: string): string => href.replace(/^([\w-]+)\.md(#|$)/, "/docs/$1$2");

function codeBlock(text: string, language: string, flags: readonly string[]): string {
  const known = highlighter.getLanguage(language) !== undefined;
  const code = known ? highlighter.highlight(text, { language }).value : escapeHtml(text);
  const [caption = ""] = flags.map((flag) => captions[flag] ?? "");
  const name = flags.includes("answer") ? "code answer" : "code";
  const label = caption ? `<figcaption>${caption}</figcaption>` : "";
  return `<figure class="${name}">${label}<pre tabindex="0"><code>${code}</code></pre></figure>\n`;
}

// ── navigation and index pages ──────────────────────────────────────────────────────────────────────────────────────

function grouped(pages: readonly GuidePage[]): [string, GuidePage[]][] {
  return Object.entries(Object.groupBy(pages, ({ group }) => group)).map(([group, members = []]) => [group, members]);
}

function navigation(pages: readonly GuidePage[], current: string): string {
  const item = ({ name, title }: GuidePage): string =>
    `<li><a href="/docs/${name}"${name === current ? ' aria-current="page"' : ""}>${escapeHtml(title)}</a></li>`;
  const lists = grouped(pages).map(([group, members]) => `<h2>${group}</h2><ul>${members.map(item).join("")}</ul>`);
  return `${lists.join("")}<h2>Reference</h2><ul><li><a href="/docs/api">API reference</a></li></ul>`;
}

function neighbours(previous: GuidePage | undefined, next: GuidePage | undefined): string {
  const link = (page: GuidePage | undefined, rel: string, word: string): string =>
    page ? `<a rel="${rel}" href="/docs/${page.name}"><small>${word}</small>${escapeHtml(page.title)}</a>` : "";
  return `<nav class="neighbours" aria-label="Neighbours">${link(previous, "prev", "Previous")}${link(next, "next", "Next")}</nav>`;
}

function contents(headings: readonly Heading[]): string {
  const shown = headings.filter(({ depth }) => depth === 2);
  if (shown.length < 2) return "";
  const items = shown.map(({ slug, text }) => `<li><a href="#${slug}">${escapeHtml(text)}</a></li>`);
  return `<h2>On this page</h2><ul>${items.join("")}</ul>`;
}

function landing(pages: readonly GuidePage[]): Record<string, string> {
  const card = (href: string, title: string, text: string): string =>
    `<a href="${href}"><strong>${escapeHtml(title)}</strong><span>${escapeHtml(text)}</span></a>`;
  const groups = grouped(pages).map(
    ([group, members]) =>
      `<h2>${group}</h2><div class="cards">${members
        .map(({ name, title, description }) => card(`/docs/${name}`, title, description))
        .join("")}</div>`,
  );
  const reference = card("/docs/api", "API reference", "Every operation with its parameters, answers and examples.");
  const programs = card("/llms.txt", "For programs", "The guides as Markdown, listed in llms.txt.");
  return {
    kind: "landing",
    title: "Guides",
    description: escapeHtml(intro),
    markdown: "/llms.txt",
    navigation: navigation(pages, ""),
    article: `<h1>PhoneManager</h1><p>${escapeHtml(intro)}</p>${groups.join("")}<h2>Reference</h2><div class="cards">${reference}${programs}</div>`,
    neighbours: "",
    contents: "",
  };
}

const missing = (pages: readonly GuidePage[]): Record<string, string> => ({
  kind: "guide",
  title: "Not found",
  description: "This page does not exist.",
  markdown: "/llms.txt",
  navigation: navigation(pages, ""),
  article: "<h1>Not found</h1><p>This page does not exist. Look for it in the list, or search for its words.</p>",
  neighbours: "",
  contents: "",
});

// ── for search and for programs ─────────────────────────────────────────────────────────────────────────────────────

/** The page cut at its headings, without Markdown syntax. */
function sectionsOf({ name, title, markdown }: GuidePage): Section[] {
  const parts = markdown.split(/^(?=#{1,3} )/m);
  return parts.flatMap((part): Section[] => {
    const [, depth = "", heading = ""] = /^(#{1,3}) (.*)$/m.exec(part) ?? [];
    if (!depth) return [];
    const plain = heading.replaceAll("`", "");
    const url = depth === "#" ? `/docs/${name}` : `/docs/${name}#${slugOf(plain)}`;
    const text = part
      .slice(part.indexOf("\n"))
      .replaceAll(/```\w*[^\n]*|[`*|]|\[([^\]]+)\]\([^)]+\)|-{3,}/g, "$1")
      .replaceAll(/\s+/g, " ")
      .trim();
    return [{ id: url, page: title, heading: plain, url, text }];
  });
}

/** The pages for language models, after llmstxt.org. */
function llmsText(pages: readonly GuidePage[]): string {
  const lists = grouped(pages).map(
    ([group, members]) =>
      `## ${group}\n\n${members
        .map(({ name, title, description }) => `- [${title}](/docs/${name}.md): ${description}`)
        .join("\n")}`,
  );
  const reference = "## Reference\n\n- [OpenAPI 3.1 document](/openapi.json): every operation, event and error";
  return `# PhoneManager\n\n> ${intro}\n\n${lists.join("\n\n")}\n\n${reference}\n`;
}
