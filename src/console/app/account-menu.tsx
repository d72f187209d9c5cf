import { Badge, Button, Menu, Tooltip } from "@mantine/core";
import { call } from "../api/call";
import { useCall } from "../api/use-call";
import { ChevronDown } from "../components/icons";
import { shell } from "../strings/shell";
import { signOut } from "./sign-out";
import { TenantSwitcher } from "./tenant-switcher";
import { useSession } from "./use-session";

/** The keys of a platform for trying begin with it. */
const TEST_KEY = "pm_test_";

/** The account at the top right: whom the session acts for, and how it ends. */
export function AccountMenu({ onTheme }: { readonly onTheme: () => void }) {
  const session = useSession();
  const name = session.tenant?.name ?? shell.platform;
  const me = useCall(call("GET", "/v1/me"), { enabled: session.tenant !== null });
  const isTest = me.data?.api_key?.hint.startsWith(TEST_KEY) ?? false;
  return (
    <>
      {isTest && (
        <Tooltip label={shell.testModeHint}>
          <Badge variant="light" color="orange" visibleFrom="sm">
            {shell.testMode}
          </Badge>
        </Tooltip>
      )}
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            rightSection={<ChevronDown />}
            maw={180}
            aria-label={`${shell.account}: ${name}`}
          >
            {name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{session.is_platform && session.tenant ? shell.actingFor(name) : name}</Menu.Label>
          {isTest && <Menu.Label>{shell.testModeHint}</Menu.Label>}
          <Menu.Item component="a" href="/docs" target="_blank">
            {shell.docs}
          </Menu.Item>
          <Menu.Item onClick={onTheme}>{shell.theme}</Menu.Item>
          <Menu.Divider />
          {session.is_platform && (
            <>
              <TenantSwitcher />
              <Menu.Divider />
            </>
          )}
          <Menu.Item onClick={() => void signOut("here")}>{shell.signOut}</Menu.Item>
          <Menu.Item c="var(--mantine-color-error)" onClick={() => void signOut("everywhere")}>
            {shell.signOutEverywhere}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
