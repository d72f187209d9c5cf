import { type CSSVariablesResolver, createTheme } from "@mantine/core";
import { common } from "../strings/words";

/** Dimmed texts, errors and badges in colors that have enough contrast on the page and on cards. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-placeholder": "#6c737a",
    "--mantine-color-green-light-color": "#1c6b2d",
    "--mantine-color-yellow-light-color": "#7a4d00",
    "--mantine-color-orange-light-color": "#a33c06",
    "--mantine-color-red-light-color": "#b02525",
    "--mantine-color-blue-light-color": "#1864ab",
  },
  dark: {
    "--mantine-color-dimmed": "#b3b3b3",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-placeholder": "#a0a0a0",
  },
});

/** Screen readers need a name for the button with a cross. */
const closedByName = { closeButtonProps: { "aria-label": common.close } };

/** Shade 8 and automatic contrast give texts on filled buttons the contrast that WCAG AA asks for. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  // Its name for screen readers needs a role.
  components: {
    Loader: { defaultProps: { role: "status" } },
    // An element that takes the focus is no item of a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Drawer: { defaultProps: closedByName },
    Modal: { defaultProps: closedByName },
    Notification: { defaultProps: closedByName },
  },
  headings: { sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.2rem" }, h3: { fontSize: "1.05rem" } } },
});
