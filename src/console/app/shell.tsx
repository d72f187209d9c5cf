import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  Kbd,
  Loader,
  NavLink,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { mayUse } from "../api/session";
import { onSessionLost } from "../api/session-state";
import { Help, Moon, Search } from "../components/icons";
import { PartBoundary } from "../components/part-boundary";
import { LiveProvider } from "../live/live-provider";
import { shell } from "../strings/shell";
import { common } from "../strings/words";
import { FeedBadge, StaleBanner } from "./live-banner";
import { platformNavigation, tenantNavigation } from "./navigation";
import { useShortcuts } from "./shortcuts";
import { useSession } from "./use-session";

// The browser loads these after the first page, so that it comes sooner.
const AccountMenu = lazy(() => import("./account-menu").then((module) => ({ default: module.AccountMenu })));
const ExpiredDialog = lazy(() => import("./expired-dialog").then((module) => ({ default: module.ExpiredDialog })));
const ReplacedDialog = lazy(() => import("./expired-dialog").then((module) => ({ default: module.ReplacedDialog })));
const Palette = lazy(() => import("./palette").then((module) => ({ default: module.Palette })));
const TenantBanner = lazy(() => import("./tenant-banner").then((module) => ({ default: module.TenantBanner })));
const ShortcutSheet = lazy(() => import("./shortcut-sheet").then((module) => ({ default: module.ShortcutSheet })));

/** The frame around all pages: navigation, search, the state of the live feed, and the account. */
export function Shell() {
  const session = useSession();
  const isInactive = session.tenant !== null && session.tenant.status !== "active";
  const [isMenuOpen, menu] = useDisclosure();
  const [isSheetOpen, sheet] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const navigation = session.tenant ? tenantNavigation : platformNavigation;
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme();
  const toggleTheme = () => setColorScheme(scheme === "dark" ? "light" : "dark");
  const [hasPalette, setHasPalette] = useState(false);
  const openPalette = () => setHasPalette(true);
  const closeParts = () => {
    setHasPalette(false);
    sheet.close();
  };
  useShortcuts(navigation, { help: sheet.open, theme: toggleTheme, palette: openPalette });
  const [loss, setLoss] = useState<"expired" | "replaced" | null>(null);
  useEffect(() => onSessionLost(setLoss), []);
  const [isFirst, setFirst] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu and takes the focus.
  useEffect(() => {
    menu.close();
    if (!isFirst) document.getElementById("content")?.focus({ preventScroll: true });
    setFirst(false);
  }, [path]);
  return (
    <LiveProvider
      key={session.tenant?.id ?? "platform"}
      isOn={session.tenant !== null && (session.is_platform || !isInactive)}
      sessionId={session.id}
      firstSeq={session.event_seq}
    >
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !isMenuOpen } }}
        padding="md"
      >
        <a className="skip-link" href="#content">
          {shell.skip}
        </a>
        <AppShell.Header>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="xs" wrap="nowrap">
              <Burger
                opened={isMenuOpen}
                onClick={menu.toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={isMenuOpen ? shell.closeMenu : shell.openMenu}
              />
              <Text fw={700} component={Link} to="/" c="inherit" td="none">
                {common.appName}
              </Text>
            </Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<Search />}
              rightSection={<Kbd size="xs">{shell.paletteKeys}</Kbd>}
              onClick={openPalette}
              visibleFrom="sm"
            >
              {shell.search}
            </Button>
            <Group gap="xs" wrap="nowrap">
              <ActionIcon variant="default" aria-label={shell.search} onClick={openPalette} hiddenFrom="sm">
                <Search />
              </ActionIcon>
              <FeedBadge />
              <ActionIcon variant="default" aria-label={shell.shortcuts} onClick={sheet.open} visibleFrom="sm">
                <Help />
              </ActionIcon>
              <ActionIcon variant="default" aria-label={shell.theme} onClick={toggleTheme} visibleFrom="sm">
                <Moon />
              </ActionIcon>
              <PartBoundary>
                <Suspense fallback={null}>
                  <AccountMenu onTheme={toggleTheme} />
                </Suspense>
              </PartBoundary>
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar aria-label={shell.navigation} component="nav">
          <Box p="xs" className="navigation">
            {navigation.map(({ label, pages }) => (
              <Box key={label ?? ""} mb="xs">
                {label && (
                  <Text size="xs" fw={600} c="dimmed" px="xs" py={4}>
                    {label}
                  </Text>
                )}
                {pages
                  .filter(({ scope }) => !scope || mayUse(session, scope))
                  .map(({ to, label: name }) => (
                    <NavLink
                      key={to}
                      component={Link}
                      to={to}
                      label={name}
                      py={5}
                      active={to === "/" ? path === "/" : path.startsWith(to)}
                      aria-current={(to === "/" ? path === "/" : path.startsWith(to)) ? "page" : undefined}
                    />
                  ))}
              </Box>
            ))}
          </Box>
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          <StaleBanner />
          <PartBoundary>
            <Suspense fallback={null}>{isInactive && <TenantBanner />}</Suspense>
          </PartBoundary>
          <Suspense fallback={<Loader aria-label={common.loading} />}>
            <Outlet />
          </Suspense>
        </AppShell.Main>
      </AppShell>
      <PartBoundary onFail={closeParts}>
        <Suspense fallback={null}>
          {hasPalette && <Palette navigation={navigation} onClose={() => setHasPalette(false)} />}
          {isSheetOpen && <ShortcutSheet navigation={navigation} onClose={sheet.close} />}
          {loss === "expired" && <ExpiredDialog onSignedIn={() => setLoss(null)} />}
          {loss === "replaced" && <ReplacedDialog />}
        </Suspense>
      </PartBoundary>
    </LiveProvider>
  );
}
