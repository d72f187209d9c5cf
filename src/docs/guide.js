import MiniSearch from "minisearch";

// Adds theme, menu, copy buttons and search to the pages of the guides. The pages can be read without it.

const root = document.documentElement;

document.querySelector(".theme").addEventListener("click", () => {
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

const menu = document.querySelector(".menu");
menu.addEventListener("click", () => {
  const open = document.body.classList.toggle("menu-open");
  menu.setAttribute("aria-expanded", String(open));
});

for (const block of document.querySelectorAll("figure.code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("pre").textContent.trimEnd());
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 1_500);
  });
  block.append(button);
}

// ── search ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const form = document.querySelector(".search form");
const input = form.querySelector("input");
const results = form.querySelector(".results");
const MAX_RESULTS = 8;
let index;

/** Loads the sections of all pages at the first use. */
async function loadIndex() {
  const sections = await (await fetch("/docs-assets/search.json")).json();
  const built = new MiniSearch({
    fields: ["heading", "page", "text"],
    storeFields: ["heading", "page", "url", "text"],
    searchOptions: { boost: { heading: 4, page: 2 }, prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : 0) },
  });
  built.addAll(sections);
  return built;
}

/** The part of a text around the first word that was found. */
function excerptOf({ text, terms }) {
  const found = text.toLowerCase().search(new RegExp(terms.map((term) => RegExp.escape?.(term) ?? term).join("|")));
  const start = Math.max(0, text.lastIndexOf(" ", Math.max(0, found - 30)));
  return `${start > 0 ? "… " : ""}${text.slice(start, start + 140).trim()}…`;
}

function link(result) {
  const anchor = document.createElement("a");
  anchor.href = result.url;
  const heading = document.createElement("strong");
  heading.textContent = result.heading === result.page ? result.page : `${result.page} › ${result.heading}`;
  const excerpt = document.createElement("span");
  excerpt.textContent = excerptOf(result);
  anchor.append(heading, excerpt);
  return anchor;
}

async function search() {
  const query = input.value.trim();
  results.hidden = query === "";
  if (query === "") return;
  index ??= loadIndex();
  const found = (await index).search(query, { combineWith: "AND" });
  const shown = (found.length > 0 ? found : (await index).search(query)).slice(0, MAX_RESULTS);
  if (query !== input.value.trim()) return;
  if (shown.length > 0) results.replaceChildren(...shown.map(link));
  else results.textContent = `Nothing found for “${query}”.`;
}

input.addEventListener("input", search);
input.addEventListener("focus", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    results.hidden = true;
    input.blur();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const stops = [input, ...results.querySelectorAll("a")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
});
document.addEventListener("click", (event) => {
  if (!form.contains(event.target)) results.hidden = true;
});
document.addEventListener("keydown", (event) => {
  const typing = document.activeElement?.matches("input, textarea, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  input.focus();
});

// ── the heading that is being read ──────────────────────────────────────────────────────────────────────────────────

const links = new Map([...document.querySelectorAll(".contents a")].map((each) => [each.hash.slice(1), each]));
const visible = new Set();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target.id);
      else visible.delete(target.id);
    }
    const current = [...links.keys()].find((id) => visible.has(id));
    if (!current) return;
    for (const [id, each] of links) each.toggleAttribute("data-current", id === current);
  },
  { rootMargin: "-70px 0px -60% 0px" },
);
for (const id of links.keys()) observer.observe(document.getElementById(id));
document.querySelector(".pages [aria-current]")?.scrollIntoView({ block: "nearest" });
