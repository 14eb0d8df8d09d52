/** `creance share ITEM... --to DESTINATION`: shows exactly what would leave, asks, and sends it. */
import { UserError } from "@creance/core";
import { type Purpose, purposes, type RecipientKind, recipientKinds } from "@creance/policy";
import type { Operation, ShareForm, ShareWish } from "@creance/server";
import { shareForms } from "@creance/server";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { CLAIM_HELP } from "../claim-words.ts";
import { exitStatus } from "../exit-status.ts";
import { askLine, canAsk } from "../keyring/ask-line.ts";
import { manyOption, wordOption } from "../listed-words.ts";
import { printChunks, printJson, printLine, tell } from "../output.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { instantOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { planLines } from "./plan-lines.ts";
import { REDACT_HELP, readMask, readRecipe } from "./read-recipe.ts";
import { shareHandlers } from "./share-progress.ts";
import { shareThings } from "./share-things.ts";
import { shareJson, shareSentence } from "./share-words.ts";

interface SendOptions extends VaultOptions {
  readonly to?: string;
  readonly recipient?: readonly string[];
  readonly recipientKind?: RecipientKind;
  readonly purpose?: Purpose;
  readonly why?: string;
  readonly until?: number;
  readonly as?: ShareForm;
  readonly redact?: readonly string[];
  readonly mask?: readonly string[];
  readonly claim?: boolean;
  readonly facesChecked?: boolean;
  readonly grant?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly by?: string;
}

/** Makes `creance share` itself send. */
export function addSend(share: Command): void {
  withSendOptions(share.argument("[items...]"))
    .addHelpText(
      "after",
      `
Examples:
  creance share 5f1d2c3b --to lab --recipient customer --purpose requestedService --why "roof inspection" --until 2026-12-31 --redact all --dry-run
  creance share 5f1d2c3b --as gpx --to lab --recipient age1... --recipient-kind customer --purpose requestedService --why "track" --until 2026-12-31

Nothing connects before you said yes. Exit status: 0 done; 1 (--dry-run) the policy refuses it; 2 wrong use, or refused; 4 the destination or this machine refused.`,
    )
    .action(async (names: readonly string[], options: SendOptions) => {
      const { result } = await stopOnInterrupt((signal) => send(names, options, signal));
      if (result !== undefined) await result();
    });
}

/** Adds `process`: the same, to a server that works on pictures. */
export function addProcess(share: Command): void {
  withSendOptions(share.command("process <items...>"))
    .description(
      "Hand pictures to a NodeODM server that you named, wait, and keep the results as originals. A share like any other: policy, preview, ledger.",
    )
    .addHelpText(
      "after",
      '\nExample:\n  creance share process 9a1c2f00 51be0077 --to odm --purpose processing --why "map of the yard" --until 2026-12-31\n\nThe server reads the pictures themselves: the policy must say that its flow is readable.',
    )
    .action(async (names: readonly string[], _: object, command: Command) => {
      const options = command.optsWithGlobals<SendOptions>();
      const { result } = await stopOnInterrupt((signal) => send(names, options, signal));
      if (result !== undefined) await result();
    });
}

function withSendOptions(command: Command): Command {
  return withVaultOptions(command)
    .option("--to <destination>", "where: a destination that was named before")
    .option("--recipient <key>", "who can read it: age1..., or a named recipient; may come several times", manyOption)
    .option("--recipient-kind <kind>", "who they are (default: as they were named)", wordOption("recipient-kind", recipientKinds))
    .option("--purpose <word>", `what for: ${purposes.join(", ")}`, wordOption("purpose", purposes))
    .option("--why <words>", "why, in your words")
    .option("--until <instant>", "until when, such as 2026-12-31", instantOption("until"))
    .option("--as <form>", `form of flights: ${shareForms.join(", ")} (default: original)`, wordOption("as", shareForms))
    .option("--redact <words>", REDACT_HELP, manyOption)
    .option(
      "--mask <box>",
      "ITEM=left,top,width,height[@from-until]: paint a box over a picture or clip; may come several times",
      manyOption,
    )
    .option("--claim", CLAIM_HELP)
    .option("--faces-checked", "you looked at every picture and clip: nobody in them can be told apart")
    .option("--grant <id>", "an existing grant (default: one is made for exactly this share)")
    .option("--dry-run", "show what would leave, and send nothing")
    .option("--yes", "send it without asking")
    .option("--by <name>", BY_HELP);
}

async function send(names: readonly string[], options: SendOptions, signal: AbortSignal): Promise<(() => Promise<void>) | undefined> {
  return withOperation(options, "existingToRead", async (operation) => {
    const { share, vault } = operation;
    const wish = await wishOf(operation, names, options);
    const things = {
      ...wish,
      things: shareThings(vault, names, { form: options.as ?? "original", masks: (options.mask ?? []).map(readMask) }),
    };
    const handlers = shareHandlers(signal);
    if (options.dryRun !== true) {
      await share.recover({ ...handlers, onDiskOnly: true });
      await tellUnfinished(share);
    }
    const plan = await share.plan(things, handlers);
    let isDiscarded = true;
    try {
      if (options.json === true && options.dryRun === true) printJson(plan);
      else if (options.json !== true) await printChunks(planLines(plan));
      if (options.dryRun === true) {
        tell("Nothing was sent: this was a dry run.");
        if (plan.verdict === "refuse") process.exitCode = exitStatus.damaged;
        return undefined;
      }
      if (plan.verdict === "refuse") {
        const missing = plan.missing.map(({ sentence, satisfiedBy }) => `${sentence} It takes: ${satisfiedBy}`).join(" ");
        throw new UserError("share-refused", "conflict", `Refused. ${missing} Nothing was sent.`);
      }
      if (!(await isAgreed(options))) {
        tell("Nothing was sent.");
        return undefined;
      }
      isDiscarded = false;
      const done = await share.run(plan, handlers);
      return async () => {
        if (options.json === true) printJson(shareJson(done));
        else printLine(shareSentence(done));
      };
    } finally {
      if (isDiscarded) await share.discard(plan);
    }
  });
}

/** Only said: nothing connects before the yes, and what was cut off may be continued still. */
async function tellUnfinished(share: Operation["share"]): Promise<void> {
  const unfinished = (await share.list()).filter(({ state }) => state === "unfinished");
  if (unfinished.length === 0) return;
  const ids = unfinished.slice(0, 5).map(({ shareId }) => shareId.slice(0, 8));
  tell(
    `Unfinished before: ${unfinished.length} (${ids.join(", ")}${unfinished.length > ids.length ? ", ..." : ""}). Continue one with creance share resume ID, or remove what they left with creance share recover.`,
  );
}

async function wishOf({ grants }: Operation, names: readonly string[], options: SendOptions): Promise<Omit<ShareWish, "things">> {
  const missing = [
    ...(names.length === 0 ? ["an item"] : []),
    ...(options.to === undefined ? ["--to DESTINATION"] : []),
    ...(options.purpose === undefined ? ["--purpose"] : []),
    ...(options.why === undefined ? ["--why"] : []),
    ...(options.until === undefined ? ["--until"] : []),
  ];
  const { to, purpose, why, until } = options;
  if (names.length === 0 || to === undefined || purpose === undefined || why === undefined || until === undefined) {
    throw new UserError(
      "bad-option",
      "wrongUse",
      `A share needs ${missing.join(", ")}. Nothing was sent. Add --help to see how it is used.`,
    );
  }
  return {
    destination: to,
    recipients: options.recipient ?? [],
    recipientKind: options.recipientKind ?? null,
    purpose,
    reason: why,
    untilUs: until,
    recipe: readRecipe(options.redact),
    claims: options.claim === true,
    facesChecked: options.facesChecked === true,
    grantId: options.grant === undefined ? null : (await grants.show(options.grant)).grant.grantId,
    by: actingPerson(options.by),
  };
}

async function isAgreed(options: SendOptions): Promise<boolean> {
  if (options.yes === true) return true;
  if (!canAsk()) {
    throw new UserError(
      "not-agreed",
      "wrongUse",
      "Nobody can be asked here whether this may leave: add --yes once you read the preview. Nothing was sent.",
    );
  }
  return /^y(es)?$/i.test((await askLine("Send exactly this? Type yes: ", { hidden: false })).trim());
}
