/** `creance requests add|decide|disclose|erase`: what is entered in the register. */
import { UserError } from "@creance/core";
import { disclosureWays, requestBases } from "@creance/ledger";
import type { DisclosureWay, RequestBasis, RequestDecision } from "@creance/policy";
import { type Command, Option } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { printJson, printLine } from "../output.ts";
import { instantOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { printRequest } from "./request-lines.ts";

const decisions: readonly RequestDecision[] = ["granted", "partly", "refused", "withdrawn", "open"];

interface AddOptions extends VaultOptions {
  readonly asker: string;
  readonly basis: RequestBasis;
  readonly scope: string;
  readonly received: number;
  readonly due?: number;
  readonly reference?: string;
  readonly notes?: string;
  readonly attach?: readonly string[];
  readonly by?: string;
}

/** Adds `add`. */
export function addAdd(requests: Command): void {
  withVaultOptions(requests.command("add"))
    .description("Enter a request for data: who asks, on what basis, for what.")
    .requiredOption("--asker <text>", "who asks")
    .addOption(new Option("--basis <basis>", "on what basis").choices([...requestBases]).makeOptionMandatory())
    .requiredOption("--scope <text>", "what is asked for")
    .requiredOption("--received <date>", "when it came", instantOption("received"))
    .option("--due <date>", "by when it is to be answered", instantOption("due"))
    .option("--reference <text>", "their reference")
    .option("--notes <text>", "what else is to be known")
    .option("--attach <files...>", "papers that belong to it: kept in the vault as originals")
    .option("--by <name>", BY_HELP)
    .addHelpText(
      "after",
      '\nExample:\n  creance requests add --asker "Harbour police" --basis warrant --scope "pictures of the quay, 1 March" --received 2026-03-03 --due 2026-03-17',
    )
    .action((options: AddOptions) =>
      withOperation(options, "existing", async ({ requests: register }) => {
        const { asker, basis, scope, received, due, reference, notes, attach = [] } = options;
        const row = await register.add({
          asker,
          basis,
          scope,
          receivedUs: received,
          dueUs: due ?? null,
          reference: reference ?? null,
          notes: notes ?? null,
          attachments: attach.map((path) => ({ path, title: path.slice(path.lastIndexOf("/") + 1).slice(0, 200) })),
          by: actingPerson(options.by),
        });
        printRequest(row, options.json === true);
      }),
    );
}

/** Adds `decide`. */
export function addDecide(requests: Command): void {
  withVaultOptions(requests.command("decide <request> <decision>"))
    .description(`Decide a request: ${decisions.join(", ")}.`)
    .option("--reason <text>", "why")
    .option("--by <name>", BY_HELP)
    .addHelpText("after", '\nExample:\n  creance requests decide 3f0c91aa partly --reason "the warrant names the quay only"')
    .action((id: string, given: string, options: VaultOptions & { readonly reason?: string; readonly by?: string }) =>
      withOperation(options, "existing", async ({ requests: register }) => {
        const decision = decisions.find((one) => one === given);
        if (decision === undefined) {
          throw new UserError("bad-decision", "wrongUse", `A decision is one of ${decisions.join(", ")}; nothing was changed.`);
        }
        printRequest(
          await register.decide(id, { decision, reason: options.reason ?? null, by: actingPerson(options.by) }),
          options.json === true,
        );
      }),
    );
}

/** Adds `disclose`. */
export function addDisclose(requests: Command): void {
  withVaultOptions(requests.command("disclose <request> [items...]"))
    .description("Enter what was given out because of a request: items, or everything of a share. It gives nothing out itself.")
    .option("--share <id>", "everything of this share")
    .addOption(new Option("--how <way>", "how it was given").choices([...disclosureWays]).default("medium"))
    .option("--by <name>", BY_HELP)
    .addHelpText(
      "after",
      "\nExamples:\n  creance requests disclose 3f0c91aa 5f1d2c3b4a596877 --how medium\n  creance requests disclose 3f0c91aa --share 0123456789abcdef0123456789abcdef",
    )
    .action(
      (
        id: string,
        items: readonly string[],
        options: VaultOptions & { readonly share?: string; readonly how: DisclosureWay; readonly by?: string },
      ) =>
        withOperation(options, "existing", async ({ requests: register }) => {
          const { share, how } = options;
          if (share !== undefined && items.length > 0) {
            throw new UserError("share-or-items", "wrongUse", "Name items or a share, not both; nothing was entered.");
          }
          printRequest(
            await register.disclose(id, { items, shareId: share ?? null, how, by: actingPerson(options.by) }),
            options.json === true,
          );
        }),
    );
}

/** Adds `erase`. */
export function addErase(requests: Command): void {
  withVaultOptions(requests.command("erase <request>"))
    .description("Erase what was written of a request, with its salts. That it was asked, decided and counted stays.")
    .option("--yes", "erase it; without it nothing happens")
    .option("--by <name>", BY_HELP)
    .addHelpText("after", "\nExample:\n  creance requests erase 3f0c91aa --yes")
    .action((id: string, options: VaultOptions & { readonly yes?: boolean; readonly by?: string }) =>
      withOperation(options, "existing", async ({ requests: register }) => {
        if (options.yes !== true) {
          throw new UserError("not-confirmed", "wrongUse", "This cannot be undone: say --yes to erase it. Nothing was erased.");
        }
        const texts = await register.erase(id, actingPerson(options.by));
        if (options.json === true) printJson({ texts });
        else
          printLine(
            `${texts === 1 ? "1 text was" : `${texts} texts were`} erased. Attached papers are originals: \`creance retention delete\` deletes them.`,
          );
      }),
    );
}
