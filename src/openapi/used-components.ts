import { isNode, type Node } from "./node";

/** All references in a value: `$ref`, and the mappings of discriminators. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "$ref" && typeof inner === "string") return [inner];
    if (key === "mapping" && isNode(inner)) return Object.values(inner).filter((one) => typeof one === "string");
    return referencesIn(inner);
  });
}

/** References to each component that a part of the document uses, directly or through other components. */
export function referencesFrom(part: unknown, components: Node): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const reference of referencesIn(value)) {
      if (used.has(reference)) continue;
      used.add(reference);
      const [, , group = "", name = ""] = reference.split("/");
      const named = components[group];
      visit(isNode(named) ? named[name] : undefined);
    }
  };
  visit(part);
  return used;
}

/** Returns the document without unused components. Security schemes are used by name, so they stay. */
export function withUsedComponents({ components, ...rest }: Node): Node {
  const groups = isNode(components) ? components : {};
  const used = referencesFrom(rest, groups);
  const kept = Object.entries(groups).map(([group, named]) => {
    if (group === "securitySchemes" || !isNode(named)) return [group, named];
    const entries = Object.entries(named).filter(([name]) => used.has(`#/components/${group}/${name}`));
    return [group, Object.fromEntries(entries)];
  });
  return { ...rest, components: Object.fromEntries(kept) };
}

/** The document for generators that do not know `webhooks`, which OpenAPI has since 3.1. */
export function withoutWebhooks({ webhooks, tags, ...rest }: Node): Node {
  const received = new Set(
    Object.values(isNode(webhooks) ? webhooks : {}).flatMap((webhook) =>
      isNode(webhook) && isNode(webhook.post) && Array.isArray(webhook.post.tags) ? webhook.post.tags : [],
    ),
  );
  const kept = Array.isArray(tags) ? tags.filter((tag) => isNode(tag) && !received.has(tag.name)) : [];
  return withUsedComponents({ ...rest, tags: kept });
}
