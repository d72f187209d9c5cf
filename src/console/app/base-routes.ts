import { createRootRoute, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ApiError } from "../api/api-error";
import { sessionQuery } from "../api/session";
import { NotFoundPage } from "../pages/not-found/not-found-page";
import { PageError } from "./page-error";
import { queryClient } from "./query-client";
import { searchTexts } from "./search-texts";
import { Shell } from "./shell";

/** The parent of all pages. */
export const root = createRootRoute({
  notFoundComponent: NotFoundPage,
  errorComponent: PageError,
});

export const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: searchTexts("next"),
  component: lazyRouteComponent(() => import("../pages/sign-in/sign-in-page"), "SignInPage"),
});

/** Everything but the sign-in page needs a session. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (error instanceof ApiError && error.isSessionOver) {
        throw redirect({ to: "/sign-in", search: { next: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
});
