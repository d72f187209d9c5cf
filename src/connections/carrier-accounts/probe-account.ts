import type { CarrierResult } from "#kernel/ports/carrier";
import { type AccountAccess, type CarrierRegion, carrierRegions } from "#kernel/ports/carrier-account";
import type { Context } from "#kernel/ports/context";
import {
  type AccountRung,
  areRejected,
  asRung,
  failed,
  firstRungs,
  passed,
  type RungName,
  skipped,
  type Timed,
  warned,
  withoutAnswer,
} from "./rungs";
import { accessOf, openSecrets } from "./secrets";
import { type SigningOutcome, setUpSigning } from "./set-up-signing";
import { withSigningLease } from "./signing-lease";
import type { CarrierAccountRow } from "./table";

/** After this no further request is begun; one takes at most 3 seconds, and the whole at most 10. */
const LAST_START_MS = 6_500;

/**
 * Finds out what an account's credentials may do, rung by rung, by requests that change nothing but the signing of
 * webhooks. Takes at most 10 seconds.
 */
export async function probeAccount(ctx: Context, row: CarrierAccountRow): Promise<AccountRung[]> {
  const begun = ctx.elapsedMs();
  const access = await accessOf(ctx.vault, row);
  const { probe, signing } = ctx.carrierAccount(access);
  const timed = async <T>(send: () => Promise<CarrierResult<T>>): Promise<Timed<T>> => {
    const start = ctx.elapsedMs();
    return { result: await send(), ms: ctx.elapsedMs() - start };
  };
  const [status, someNumber, trunks, documents] = await Promise.all([
    timed(() => probe.status()),
    timed(() => probe.someNumber()),
    timed(() => probe.mayListTrunks()),
    timed(() => probe.mayReadDocuments()),
  ]);
  const answers = { status, someNumber };
  const acceptedIn = areRejected(answers) ? await regionThatAccepts(ctx, access) : null;
  const first = firstRungs(answers, row.region, acceptedIn);
  const stop = first.find(
    ({ rung, status: result }) => rung !== "list_numbers" && result !== "passed" && result !== "skipped",
  );
  if (stop) {
    const rest = skipped(`Not tried, because of the rung ${stop.rung}.`);
    return [
      ...first,
      ...(["change_numbers", "trunks", "webhook_signing", "routes", "documents"] as const).map((rung) =>
        asRung(rung, 0, rest),
      ),
    ];
  }
  const number = someNumber.result.kind === "ok" ? someNumber.result.value : null;
  const mayGoOn = () => ctx.elapsedMs() - begun < LAST_START_MS;
  const [change, route, webhooks] = await Promise.all([
    number ? timed(() => probe.mayChange(number.carrierId)) : null,
    number ? timed(() => probe.routeOf(number.e164)) : null,
    signingRung(ctx, row, { access, signing, mayGoOn }),
  ]);
  return [
    ...first,
    change
      ? rungOf(
          "change_numbers",
          change,
          "The account's numbers can be changed.",
          "The credentials may not change numbers.",
        )
      : asRung("change_numbers", 0, skipped("Unknown until the account has a number.")),
    rungOf("trunks", trunks, "SIP trunks can be used.", "The credentials may not use Elastic SIP trunks."),
    webhooks,
    route ? routeRung(route, row.region) : asRung("routes", 0, skipped("Unknown until the account has a number.")),
    documentsRung(documents),
  ];
}

async function regionThatAccepts(ctx: Context, access: AccountAccess): Promise<CarrierRegion | null> {
  const others = carrierRegions.filter((region) => region !== access.region);
  const found = await Promise.all(
    others.map(async (region) => {
      const { kind } = await ctx.carrierAccount({ ...access, region }).probe.someNumber();
      return kind === "ok" ? region : null;
    }),
  );
  return found.find((region) => region !== null) ?? null;
}

function rungOf(rung: RungName, { result, ms }: Timed<unknown>, good: string, bad: string): AccountRung {
  return asRung(rung, ms, result.kind === "ok" ? passed(good) : withoutAnswer(result, bad));
}

/** A refusal here is a warning, as the Routes API is needed only for accounts that use several regions. */
function routeRung({ result, ms }: Timed<string | null>, region: CarrierRegion): AccountRung {
  if (result.kind === "ok") {
    const goesTo = result.value ?? "us1";
    const hint = `Connect the account with the region ${goesTo} as well, or route the number to ${region} in Twilio's Console.`;
    return asRung(
      "routes",
      ms,
      goesTo === region
        ? passed(`Calls to the account's numbers go to ${region}.`)
        : warned(`Calls to one of the account's numbers go to the region ${goesTo}, not to ${region}.`, hint),
    );
  }
  const found = withoutAnswer(result, "The credentials may not read which region takes a number's calls.");
  const hint =
    region === "us1"
      ? found.hint
      : "Twilio's Routes API needs credentials of US1. Import takes the numbers as they are.";
  return asRung("routes", ms, { ...found, status: "warning", hint });
}

/** A refusal here is a warning: calls and messages come without this right. */
function documentsRung({ result, ms }: Timed<null>): AccountRung {
  if (result.kind === "ok") {
    return asRung("documents", ms, passed("Regulatory bundles and messaging registrations can be read."));
  }
  const found = withoutAnswer(result, "The credentials may not read regulatory bundles or messaging registrations.");
  const hint =
    "The readiness of the account's numbers shows these as unknown. Give the API key these rights in Twilio's Console.";
  return asRung("documents", ms, result.kind === "refused" ? { ...found, status: "warning", hint } : found);
}

const WRONG_TOKEN_HINT =
  "Send the account's present auth token of this region (PATCH `auth_token`), or `null` to sign with a shared key.";
const TOKEN_HINT = "Add the account's auth token (PATCH `auth_token`): then no shared key is needed.";

interface SigningAccess {
  readonly access: AccountAccess;
  readonly signing: ReturnType<Context["carrierAccount"]>["signing"];
  readonly mayGoOn: () => boolean;
}

/** Beside an API key, no other request shows whether Twilio accepts the auth token: a read of the account does. */
async function tokenResult(ctx: Context, row: CarrierAccountRow, access: AccountAccess) {
  const { authToken } = await openSecrets(ctx.vault, row);
  if (row.apiKeySid !== null && authToken !== null) {
    const byToken = { ...access, username: access.accountSid, password: authToken };
    const result = await ctx.carrierAccount(byToken).probe.status();
    if (result.kind !== "ok") {
      const found = withoutAnswer(result, "Twilio does not accept the auth token, so webhooks would be refused.");
      return found.status === "failed" ? { ...found, hint: WRONG_TOKEN_HINT } : found;
    }
  }
  return passed("Webhooks are verified with the auth token.");
}

async function signingRung(
  ctx: Context,
  row: CarrierAccountRow,
  { access, signing, mayGoOn }: SigningAccess,
): Promise<AccountRung> {
  const start = ctx.elapsedMs();
  if (row.secretKinds.includes("auth_token")) {
    const found = await tokenResult(ctx, row, access);
    return asRung("webhook_signing", ctx.elapsedMs() - start, found);
  }
  const outcome = await withSigningLease(ctx, row.id, (lease) => setUpSigning(ctx, row, { signing, lease, mayGoOn }));
  return asRung("webhook_signing", ctx.elapsedMs() - start, signingResult(outcome));
}

function signingResult(outcome: SigningOutcome | null) {
  switch (outcome?.kind) {
    case "signed":
      if (!outcome.test.delivered) {
        const { status } = outcome.test;
        const detail =
          status === null
            ? "Twilio's signed test request did not reach the platform."
            : `The platform answered ${status} to Twilio's signed test request.`;
        return failed(
          detail,
          null,
          "Verify again. If it stays so, write to the platform's operator, or add the auth token.",
        );
      }
      return outcome.applied
        ? passed("Twilio signs webhooks with a shared key of the platform, and a test request arrived.")
        : warned("Twilio is applying the rule that signs webhooks, which takes up to a minute.", "Verify again then.");
    case "unanswered": {
      const found = withoutAnswer(outcome.result, "Twilio's webhooks API is not open to these credentials.");
      return found.status === "failed" ? { ...found, hint: TOKEN_HINT } : found;
    }
    case "foreign_rule":
      return failed(
        "The account has a webhook rule for the platform's URLs that the platform did not create.",
        null,
        `Delete the rule in Twilio's webhook configuration, and verify again. Or add the auth token.`,
      );
    case "unfinished":
    case undefined:
      return warned("The set-up of signed webhooks is not finished.", "Verify again: it goes on where it stopped.");
  }
}
