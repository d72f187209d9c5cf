import { sealedAccountSecrets } from "#connections/carrier-accounts/sealed-column";
import { sealedGatewayPasswords, sealedTrunkPasswords } from "#connections/sip-trunks/sealed-columns";
import { sealedEndpointSecrets } from "#events/webhook-endpoints/sealed-column";
import { batchAll, changesOf, describeError } from "#kernel/db/db";
import type { SealedCell, SealedColumn } from "#kernel/db/sealed-column";
import type { Context } from "#kernel/ports/context";
import { keyIdOf } from "#kernel/ports/vault";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { sealedPortingPins, sealedPortingSecrets } from "#porting/requests/sealed-columns";

/** Every column that the vault seals, but for the snapshots of imported numbers, which the job `cleanup` reads. */
const sealedColumns: readonly SealedColumn[] = [
  sealedEndpointSecrets,
  sealedAccountSecrets,
  sealedTrunkPasswords,
  sealedGatewayPasswords,
  sealedPortingSecrets,
  sealedPortingPins,
];

/** Each row may take one statement, and a slice at most `STEP_QUERIES`. */
const ROWS_PER_SLICE = 50;

/**
 * Seals secrets under the newest key of SECRETS_KEY that an older one sealed, hourly. A row is written only if it still
 * has the text that was read, so a change by a request at the same moment wins; the next run finds what is left. Once a
 * run counts no `sealed` and no `unreadable`, the older keys are needed no more.
 */
export const resealSecretsJob: Job = {
  name: "reseal-secrets",
  description: "Seals stored secrets under the newest key of SECRETS_KEY, so that the older keys can be removed.",
  cron: "40 * * * *",
  looksAt: ["rows"],
  slice: reseal,
};

async function reseal(ctx: Context, cursor: string | null): Promise<Slice> {
  const [table = "", after = ""] = (cursor ?? "").split(" ");
  const at = Math.max(
    0,
    sealedColumns.findIndex((column) => column.table === table),
  );
  const column = sealedColumns[at];
  if (!column) return { counted: {}, errors: [], next: null };
  const cells = await column.read(ctx.db, after, ROWS_PER_SLICE);
  const newest = await ctx.vault.newestKeyId();
  const errors: JobError[] = [];
  const texts = await Promise.all(
    cells
      .filter(({ text }) => column.secretsIn(text).some((secret) => keyIdOf(secret) !== newest))
      .map(async (cell) => {
        try {
          return { cell, text: await sealedAnew(ctx, column, cell) };
        } catch (error) {
          console.error({
            message: "a secret can't be opened",
            table: column.table,
            id: cell.id,
            error: describeError(error),
          });
          const detail = "A secret can't be opened. Put the key that sealed it back into SECRETS_KEY.";
          errors.push({ code: "internal_error", at: `${column.table} ${cell.id}`, detail });
          return null;
        }
      }),
  );
  const results = await batchAll(
    ctx.db,
    texts.filter((each) => each !== null).map(({ cell, text }) => column.write(ctx.db, cell, text, newest)),
  );
  const sealed = results.reduce<number>((sum, result) => sum + changesOf(result), 0);
  const last = cells.length < ROWS_PER_SLICE ? undefined : cells.at(-1);
  const next = last ? `${column.table} ${last.id}` : (sealedColumns[at + 1]?.table ?? null);
  return { counted: { rows: cells.length, sealed, unreadable: errors.length }, errors, next };
}

async function sealedAnew(
  { vault }: Context,
  column: SealedColumn,
  { id, tenantId, text }: SealedCell,
): Promise<string> {
  const owner = { tenantId, rowId: id };
  const secrets = await Promise.all(
    column.secretsIn(text).map(async (secret) => await vault.seal(await vault.open(secret, owner), owner)),
  );
  return column.withSecrets(text, secrets);
}
