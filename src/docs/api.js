// Shows the OpenAPI document with Scalar, from our own files: it asks no other host for anything.
const root = document.documentElement;
const { scalar } = document.querySelector("#api").dataset;
// zod, inside Scalar, tries `new Function` by default; our Content-Security-Policy refuses that.
globalThis.__zod_globalConfig = { jitless: true };
const { createApiReference } = await import(`${scalar}/standalone.esm.js`);

const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

const configuration = () => ({
  url: "/openapi.json",
  forceDarkModeState: isDark() ? "dark" : "light",
  hideDarkModeToggle: true,
  // The document has samples of its own for these three.
  hiddenClients: true,
  hideClientButton: true,
  hideModels: true,
  showDeveloperTools: "never",
  documentDownloadType: "none",
  orderSchemaPropertiesBy: "preserve",
  orderRequiredPropertiesFirst: false,
  authentication: { preferredSecurityScheme: "bearer" },
  persistAuth: false,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
});

createApiReference("#reference", configuration());

/** Scalar reads `forceDarkModeState` once, when it starts. Later only the classes of the body change its colours. */
function update() {
  document.body.classList.toggle("dark-mode", isDark());
  document.body.classList.toggle("light-mode", !isDark());
}

document.querySelector(".theme").addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  update();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update);
