import type { Viz } from "@viz-js/viz";

/** Mermaid's `stateDiagram-v2`, as far as the guides use it: `from --> to: move` and `[*]` for the beginning. */

export interface Move {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const line = /^(\[\*\]|\w+) --> (\w+)(?:: (.+))?$/;

/** The moves of a diagram's source. Throws on anything else, so that no page shows less than its source says. */
export function movesOf(source: string): Move[] {
  const [head, ...rest] = source.trim().split("\n");
  if (head !== "stateDiagram-v2") throw new Error(`A diagram begins with "stateDiagram-v2", not "${head}".`);
  return rest.map((text) => {
    const [, from = "", to = "", label = ""] = line.exec(text.trim()) ?? [];
    if (!to) throw new Error(`This line of a diagram is not understood: ${text}`);
    return { from, to, label };
  });
}

/** The diagram as inline SVG, without colours: the pages' style sheet has them. */
export function drawStates(viz: Viz, source: string): string {
  const wide = draw(viz, source, "LR");
  return widthOf(wide) <= MAX_WIDTH_PT ? wide : draw(viz, source, "TB");
}

/** Wider than the column of text, a diagram would be scaled down until its labels cannot be read. */
const MAX_WIDTH_PT = 560;

const widthOf = (svg: string): number => Number(/ width="(\d+)pt"/.exec(svg)?.[1]);

function draw(viz: Viz, source: string, direction: "LR" | "TB"): string {
  const edges = movesOf(source).map(({ from, to, label }) => `"${from}" -> "${to}" [label=" ${label} "]`);
  const begin = source.includes("[*]")
    ? '"[*]" [label="", shape=circle, width=0.16, height=0.16, fixedsize=true, class=start]'
    : "";
  const graph = `digraph {
    bgcolor=transparent; rankdir=${direction}; nodesep=0.35; ranksep=0.45;
    node [shape=box, style=rounded, fontname=Helvetica, fontsize=12, height=0.36, margin="0.14,0.04"];
    edge [fontname=Helvetica, fontsize=10, arrowsize=0.6];
    ${begin}
    ${edges.join("\n")}
  }`;
  const svg = viz.renderString(graph, { format: "svg" });
  return svg
    .slice(svg.indexOf("<svg"))
    .replaceAll(/ (fill|stroke)="[^"]*"/g, "")
    .replaceAll(/<!--.*?-->\n?/gs, "");
}
