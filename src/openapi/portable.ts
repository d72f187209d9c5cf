import { isData, isNode, type Node } from "./node";

/**
 * Rewrites constructs of the generated document that generators of clients misread: `allOf` around one component, and
 * `default`, which some generators refuse for objects and others take for "always there".
 */

const sentence = (...parts: readonly unknown[]): string =>
  parts.filter((part) => typeof part === "string" && part !== "").join(" ");

function proseOf(value: unknown): string {
  if (value === null) return "Null by default.";
  const isEmpty = typeof value === "object" && Object.keys(value).length === 0;
  return isEmpty ? "Empty by default." : `Default: \`${String(value)}\`.`;
}

export function portable(document: Node): Node {
  const components = isNode(document.components) ? document.components : {};
  const schemas = isNode(components.schemas) ? components.schemas : {};

  /** An object schema with its own properties and those of the component that it extends. */
  function extended(component: Node, own: Node): Node {
    const required = [component.required, own.required].flatMap((names) => (Array.isArray(names) ? names : []));
    return {
      ...component,
      ...own,
      properties: { ...(component.properties as Node), ...(own.properties as Node) },
      required: [...new Set(required)],
    };
  }

  /** The schema without its `allOf`, which holds a reference and what is added to it. */
  function withoutAllOf({ allOf, ...around }: Node): Node {
    const [reference, ...added] = Array.isArray(allOf) ? allOf.filter(isNode) : [];
    if (typeof reference?.$ref !== "string") throw new Error("An `allOf` must begin with a reference.");
    const own: Node = Object.assign({}, ...added, around);
    if (own.properties === undefined) return { ...reference, ...own };
    const component = schemas[reference.$ref.split("/").at(-1) ?? ""];
    if (!isNode(component)) throw new Error(`There is no ${reference.$ref}.`);
    return extended(component, own);
  }

  function withoutDefault({ default: value, description, ...rest }: Node): Node {
    return { ...rest, description: sentence(description, proseOf(value)) };
  }

  /** A parameter whose description holds the default of its schema. */
  function parameterWithoutDefault({ schema, description, ...rest }: Node & { readonly schema: Node }): Node {
    const { default: value, description: ofSchema, ...bare } = schema;
    return { ...rest, description: sentence(description ?? ofSchema, proseOf(value)), schema: bare };
  }

  function rewrittenNode(value: Node): Node {
    let node = value;
    if ("in" in node && isNode(node.schema) && "default" in node.schema) {
      node = parameterWithoutDefault({ ...node, schema: node.schema });
    }
    if ("allOf" in node) node = withoutAllOf(node);
    if ("default" in node) node = withoutDefault(node);
    const entries = Object.entries(node).map(([key, inner]) => {
      if (isData(key)) return [key, inner];
      return [key, key === "properties" && isNode(inner) ? ofProperties(inner) : rewritten(inner)];
    });
    return Object.fromEntries(entries);
  }

  const ofProperties = (properties: Node): Node =>
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, rewritten(schema)]));

  function rewritten(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(rewritten);
    return isNode(value) ? rewrittenNode(value) : value;
  }

  return rewrittenNode(document);
}
