// Shows the OpenAPI document with Swagger UI, and below it the catalogue of problems that error answers link to.
async function show() {
  const spec = await (await fetch("/openapi.json")).json();
  window.SwaggerUIBundle({
    spec,
    dom_id: "#operations",
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
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
  if (location.hash.startsWith("#problem-")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

show();
