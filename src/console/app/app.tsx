import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { PartBoundary } from "../components/part-boundary";
import { queryClient } from "./query-client";
import { router } from "./router";
import { cssVariables, theme } from "./theme";

// None of them is there before a person does something.
const Notifications = lazy(() =>
  import("@mantine/notifications").then((module) => ({ default: module.Notifications })),
);
const SecretRoot = lazy(() => import("../components/secret-once").then((module) => ({ default: module.SecretRoot })));
const ModalsRoot = lazy(() => import("../components/confirm").then((module) => ({ default: module.ModalsRoot })));

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <PartBoundary>
          <Suspense fallback={null}>
            <Notifications position="bottom-right" limit={4} />
            <ModalsRoot />
          </Suspense>
        </PartBoundary>
        <PartBoundary>
          <Suspense fallback={null}>
            <SecretRoot />
          </Suspense>
        </PartBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
