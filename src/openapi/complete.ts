import { vocabularies } from "./enum-values";
import { isData, isNode, type Node } from "./node";
import { propertyTexts } from "./property-texts";

/** Completes the document: every property gets a description, and every value of an enum an explanation. */

/** Whether a schema says what it is: itself, or the component that it refers to. */
function isDescribed(schema: Node, components: Node): boolean {
  if (typeof schema.description === "string" && schema.description !== "") return true;
  if (typeof schema.$ref === "string") {
    const component = components[schema.$ref.split("/").at(-1) ?? ""];
    return isNode(component) && isDescribed(component, {});
  }
  const parts = [schema.allOf, schema.anyOf].flatMap((part) => (Array.isArray(part) ? part.filter(isNode) : []));
  return parts.some((part) => "$ref" in part && isDescribed(part, components));
}

function meaningsOf(values: readonly unknown[]): Node | undefined {
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length < 2) return undefined;
  const vocabulary =
    vocabularies.find((one) => Object.keys(one).length === texts.length && texts.every((text) => text in one)) ??
    vocabularies.find((one) => texts.every((text) => text in one));
  return vocabulary && Object.fromEntries(texts.map((text) => [text, vocabulary[text]]));
}

/** Whether a description names each value in backticks. */
const isExplained = (values: readonly unknown[], description: unknown): boolean =>
  values.every((value) => typeof value !== "string" || String(description ?? "").includes(`\`${value}\``));

export function completed(document: Node): Node {
  const schemas = isNode(document.components) && isNode(document.components.schemas) ? document.components.schemas : {};
  const missing: string[] = [];
  const unused = new Set(Object.keys(propertyTexts));

  function described(name: string, component: string, schema: unknown): unknown {
    const whole = complete(schema, component);
    if (!isNode(whole) || isDescribed(whole, schemas)) return whole;
    const key = [`${component}.${name}`, name].find((one) => one in propertyTexts);
    if (key !== undefined) unused.delete(key);
    const text = key && propertyTexts[key];
    if (text === undefined) missing.push(`${component}.${name} has no description`);
    return { ...whole, description: text };
  }

  function complete(value: unknown, component: string): unknown {
    if (Array.isArray(value)) return value.map((item) => complete(item, component));
    if (!isNode(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => {
      if (isData(key)) return [key, inner];
      if (key === "properties" && isNode(inner)) {
        return [
          key,
          Object.fromEntries(Object.entries(inner).map(([name, schema]) => [name, described(name, component, schema)])),
        ];
      }
      return [key, complete(inner, component)];
    });
    const node: Node = Object.fromEntries(entries);
    if (!Array.isArray(node.enum) || "x-enumDescriptions" in node) return node;
    const meanings = meaningsOf(node.enum);
    if (meanings) return { ...node, "x-enumDescriptions": meanings };
    if (node.enum.length > 1 && !isExplained(node.enum, node.description)) {
      missing.push(`${component}: the values ${node.enum.join(", ")} have no explanation`);
    }
    return node;
  }

  const components = {
    ...(isNode(document.components) ? document.components : {}),
    schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, complete(schema, name)])),
  };
  const paths = complete(document.paths, "paths");
  const webhooks = complete(document.webhooks, "webhooks");
  if (missing.length > 0) {
    const wanted = [...new Set(missing)].join("\n");
    throw new Error(`Describe these in the schema, or in src/openapi (property-texts.ts, enum-values.ts):\n${wanted}`);
  }
  if (unused.size > 0) throw new Error(`No property takes these of property-texts.ts: ${[...unused].join(", ")}.`);
  return { ...document, paths, components, webhooks };
}
