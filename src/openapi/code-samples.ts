import { isNode, type Node } from "./node";

/**
 * Makes a sample request of each operation in curl, TypeScript and Python. They read `BASE_URL` and `API_KEY` from
 * the environment.
 */

interface Sample {
  readonly method: string;
  /** With its parameters filled in. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The example of the body, if the operation takes one. */
  readonly body: unknown;
  readonly needsKey: boolean;
  /** The kind of answer: JSON, or a file to store as it is. */
  readonly isJson: boolean;
}

const samplesOf = (sample: Sample): Node[] => [
  { lang: "shell", label: "curl", source: curl(sample) },
  { lang: "typescript", label: "TypeScript", source: typeScript(sample) },
  { lang: "python", label: "Python", source: python(sample) },
];

const indented = (text: string, by: string): string => text.replaceAll("\n", `\n${by}`);

function curl({ method, path, headers, body, needsKey }: Sample): string {
  const lines = [`curl "$BASE_URL${path}"`];
  if (method !== "GET" && !(method === "POST" && body !== undefined)) lines[0] = `curl -X ${method} "$BASE_URL${path}"`;
  if (needsKey) lines.push(`-H "Authorization: Bearer $API_KEY"`);
  for (const [name, value] of Object.entries(headers)) lines.push(`-H '${name}: ${value}'`);
  if (body !== undefined) {
    lines.push("-H 'Content-Type: application/json'");
    lines.push(`-d '${pretty(body).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(" \\\n  ");
}

/** JSON on several lines, but for lists and objects of plain values that are short. */
const pretty = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll(
    /([[{])\n\s*([^[\]{}]*?)\n\s*([\]}])/g,
    (whole, open: string, inner: string) => {
      const line = inner.replaceAll(/\n\s*/g, " ");
      if (line.length > 60) return whole;
      return open === "[" ? `[${line}]` : `{ ${line} }`;
    },
  );

/** JSON as a TypeScript literal: names without quotes where they need none. */
const literal = (value: unknown): string => pretty(value).replaceAll(/([\s{])"([A-Za-z_]\w*)":/g, "$1$2:");

function typeScript({ method, path, headers, body, needsKey, isJson }: Sample): string {
  const sent = [
    ...(needsKey ? ["Authorization: `Bearer \u0024{process.env.API_KEY}`"] : []),
    ...Object.entries(headers).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`),
    ...(body === undefined ? [] : ['"Content-Type": "application/json"']),
  ];
  const options = [
    ...(method === "GET" ? [] : [`method: "${method}"`]),
    ...(sent.length === 0 ? [] : [`headers: {\n    ${sent.join(",\n    ")},\n  }`]),
    ...(body === undefined ? [] : [`body: JSON.stringify(${indented(literal(body), "  ")})`]),
  ];
  const second = options.length === 0 ? "" : `, {\n  ${options.join(",\n  ")},\n}`;
  return [
    `const response = await fetch(\`\${process.env.BASE_URL}${path}\`${second});`,
    "if (!response.ok) throw new Error(await response.text());",
    `console.log(await response.${isJson ? "json" : "text"}());`,
  ].join("\n");
}

/** JSON as a Python literal. */
const pythonLiteral = (value: unknown): string =>
  pretty(value)
    .replaceAll(/(: |\[|^\s*)true\b/gm, "$1True")
    .replaceAll(/(: |\[|^\s*)false\b/gm, "$1False")
    .replaceAll(/(: |\[|^\s*)null\b/gm, "$1None");

function python({ method, path, headers, body, needsKey, isJson }: Sample): string {
  const sent = [
    ...(needsKey ? [`"Authorization": f"Bearer {os.environ['API_KEY']}"`] : []),
    ...Object.entries(headers).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`),
  ];
  const given = [
    `f"{os.environ['BASE_URL']}${path}"`,
    ...(sent.length === 0 ? [] : [`headers={${sent.join(", ")}}`]),
    ...(body === undefined ? [] : [`json=${indented(pythonLiteral(body), "    ")}`]),
  ];
  return [
    "import os",
    "import requests",
    "",
    `response = requests.${method.toLowerCase()}(\n    ${given.join(",\n    ")},\n)`,
    "response.raise_for_status()",
    `print(response.${isJson ? "json()" : "text"})`,
  ].join("\n");
}

const nodes = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const at = (value: unknown, ...steps: readonly string[]): unknown =>
  steps.reduce<unknown>((found, step) => (isNode(found) ? found[step] : undefined), value);

function exampleOf(media: unknown): unknown {
  if (!isNode(media)) return undefined;
  if (media.example !== undefined) return media.example;
  const [first] = isNode(media.examples) ? Object.values(media.examples) : [];
  return at(first, "value");
}

function sampleOf(method: string, path: string, operation: Node): Sample {
  const parameters = nodes(operation.parameters);
  const exampleValue = ({ example, schema }: Node): string =>
    String(example ?? at(schema, "example") ?? at(schema, "default"));
  const filled = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce((url, parameter) => url.replace(`{${parameter.name}}`, encodeURIComponent(exampleValue(parameter))), path);
  const query = parameters.filter((parameter) => parameter.in === "query" && parameter.required === true);
  const search = query.map((parameter) => `${parameter.name}=${encodeURIComponent(exampleValue(parameter))}`).join("&");
  const names = parameters.map(({ name }) => name);
  const success = Object.entries(isNode(operation.responses) ? operation.responses : {}).find(([status]) =>
    /^2/.test(status),
  );
  return {
    method: method.toUpperCase(),
    path: search === "" ? filled : `${filled}?${search}`,
    headers: {
      ...(names.includes("idempotency-key") && { "Idempotency-Key": "order-2026-11-22-0001" }),
      ...(names.includes("if-match") && { "If-Match": '"3"' }),
    },
    body: exampleOf(at(operation.requestBody, "content", "application/json")),
    needsKey: nodes(operation.security).length > 0,
    isJson: at(success?.[1], "content", "application/json") !== undefined,
  };
}

/** Adds `x-codeSamples` to each operation but the one that opens a WebSocket. */
export function withSamples(document: Node): Node {
  const paths = Object.entries(isNode(document.paths) ? document.paths : {}).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(isNode(methods) ? methods : {}).map(([method, operation]) => {
        if (!isNode(operation) || at(operation.responses, "101") !== undefined) return [method, operation];
        return [method, { ...operation, "x-codeSamples": samplesOf(sampleOf(method, path, operation)) }];
      }),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}
