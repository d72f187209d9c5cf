// Shows the OpenAPI document with Swagger UI, and below it the catalogue of problems that error answers link to.
async function show() {
  const spec = await (await fetch("/openapi.json")).json();
  const toProblem = location.hash.startsWith("#problem-");
  window.SwaggerUIBundle({
    spec,
    dom_id: "#operations",
    deepLinking: !toProblem, // it would take the address of a problem for one of its own
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    onComplete: () => {
      // The row is only there now: going to it once more finds and marks it.
      if (toProblem) location.replace(location.hash);
    },
  });
  const section = document.getElementById("problems");
  const rows = spec["x-problems"].map(({ code, status, title }) => {
    const row = document.createElement("tr");
    row.id = `problem-${code}`;
    for (const text of [code, status, title]) row.insertCell().textContent = String(text);
    return row;
  });
  section.querySelector("tbody").replaceChildren(...rows);
  section.hidden = false;
}

show();
