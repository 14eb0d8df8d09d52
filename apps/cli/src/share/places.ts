/** `creance share destinations` and `recipients`: who and where, named before anything can be shared. */
import { readFileSync } from "node:fs";
import { isoFromEpochUs, UserError } from "@creance/core";
import type { Credentials, Destination } from "@creance/courier";
import { type RecipientKind, recipientKinds } from "@creance/policy";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { exitStatus } from "../exit-status.ts";
import { askLine, canAsk } from "../keyring/ask-line.ts";
import { manyOption, wordOption } from "../listed-words.ts";
import { printChunks, printJson, printLine } from "../output.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { textTable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { shareHandlers } from "./share-progress.ts";

interface AddOptions extends VaultOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly country: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly bucketInHost?: boolean;
  readonly ca?: string;
  readonly address?: readonly string[];
  readonly owner?: string;
  readonly nodeodm?: boolean;
  readonly heldBy?: RecipientKind;
  readonly credentials?: string;
  readonly by?: string;
}

const MOST_BYTES = 64 * 1024;

/** Adds `destinations`. */
export function addDestinations(share: Command): void {
  const destinations = share.command("destinations").description("Places that things may be sent to. Naming one connects to nothing.");
  withVaultOptions(destinations.command("list", { isDefault: true }))
    .description("List the destinations with the grade of their last region check.")
    .addHelpText("after", "\nExample:\n  creance share destinations list --json")
    .action(async (_: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const places = await withOperation(options, "existing", (operation) => operation.share.destinations());
      if (options.json === true) for (const place of places) printJson(place);
      else if (places.length === 0) printLine("No destination is named: nothing can be sent anywhere.");
      else {
        await printChunks(
          textTable(
            ["name", "kind", "endpoint", "bucket", "region", "country", "held by", "region check"],
            places.map(({ destination, heldBy, region }) => [
              destination.title,
              destination.kind,
              destination.endpoint,
              destination.bucket,
              destination.region,
              destination.country,
              heldBy,
              region === null ? "never" : `${region.grade.toUpperCase()} ${(isoFromEpochUs(region.checkedUs) ?? "").slice(0, 10)}`,
            ]),
          ),
        );
      }
    });
  withVaultOptions(destinations.command("add <name>"))
    .description("Name a destination. Its keys are asked for, or read from a file, and lie in the vault's keyring alone.")
    .requiredOption("--endpoint <url>", "https://host[:port]; http: only on this machine or a private network")
    .requiredOption("--region <region>", "region, as its provider writes it")
    .requiredOption("--country <XX>", "country that the data is to stay in, two letters")
    .option("--bucket <name>", "the bucket")
    .option("--prefix <path/>", "put before each object's name")
    .option("--bucket-in-host", "the bucket stands in the host's name (default: in the path)")
    .option("--ca <file>", "certificates (PEM) that the endpoint's chain must end in")
    .option("--address <ip>", "connect to this address only; may come several times", manyOption)
    .option("--owner <account>", "account that must own the bucket")
    .option("--nodeodm", "a NodeODM server: it reads the pictures themselves")
    .option("--held-by <kind>", "who holds the place (default: ownStorage)", wordOption("held-by", recipientKinds))
    .option("--credentials <file>", 'JSON file with accessKeyId and secretAccessKey (NodeODM: {"secretAccessKey": "token"})')
    .option("--by <name>", BY_HELP)
    .addHelpText(
      "after",
      "\nExample:\n  creance share destinations add lab --endpoint https://s3.us-west-2.amazonaws.com --region us-west-2 --country US --bucket our-results",
    )
    .action(async (name: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<AddOptions>();
      const by = actingPerson(options.by);
      const credentials = await credentialsOf(options);
      const destination: Omit<Destination, "id"> = {
        title: name,
        kind: options.nodeodm === true ? "nodeodm" : "s3",
        endpoint: options.endpoint,
        region: options.region,
        country: options.country,
        bucket: options.bucket ?? "",
        prefix: options.prefix ?? "",
        pathStyle: options.bucketInHost !== true,
        ...(options.ca === undefined ? {} : { caPem: textOf(options.ca) }),
        ...(options.address === undefined ? {} : { addresses: options.address }),
        ...(options.owner === undefined ? {} : { expectedOwner: options.owner }),
      };
      const place = await withOperation(options, "any", (operation) =>
        operation.share.addDestination({ destination, heldBy: options.heldBy ?? "ownStorage", credentials, by }),
      );
      if (options.json === true) printJson(place);
      else
        printLine(
          `Named: ${place.destination.title}. Nothing was connected; creance share destinations check ${JSON.stringify(name)} looks at its region.`,
        );
    });
  withVaultOptions(destinations.command("check <name>"))
    .description("Look at where the bucket is said to be, now. A client can never prove where bytes physically lie.")
    .addHelpText(
      "after",
      "\nExample:\n  creance share destinations check 'Office store'\n\nExit status: 0 nothing contradicts it; 1 CONTRADICTED: nothing is sent there.",
    )
    .action(async (name: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const { result } = await stopOnInterrupt((signal) =>
        withOperation(options, "existing", (operation) => operation.share.checkDestination(name, shareHandlers(signal))),
      );
      if (options.json === true) printJson(result);
      else {
        printLine(`${result.grade.toUpperCase()}: ${name}, ${result.region}, ${result.country}`);
        for (const { verdict, sentence } of result.observations) printLine(`- ${verdict}: ${sentence}`);
        printLine(result.limit);
      }
      if (result.grade === "contradicted") process.exitCode = exitStatus.damaged;
    });
  withVaultOptions(destinations.command("remove <name>"))
    .description("Take a destination off the list. What lies there stays; revoke its shares first to remove it.")
    .option("--by <name>", BY_HELP)
    .addHelpText("after", "\nExample:\n  creance share destinations remove 'Office store'")
    .action(async (name: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions & { readonly by?: string }>();
      await withOperation(options, "existing", (operation) => operation.share.removeDestination(name, actingPerson(options.by)));
      printLine(`Taken off the list: ${name}. What lies there stays.`);
    });
}

/** Adds `recipients`. */
export function addRecipients(share: Command): void {
  const recipients = share.command("recipients").description("People and organisations that things are encrypted to, by name.");
  withVaultOptions(recipients.command("list", { isDefault: true }))
    .description("List the recipients, revoked ones too.")
    .addHelpText("after", "\nExample:\n  creance share recipients list")
    .action(async (_: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions>();
      const all = await withOperation(options, "existing", (operation) => operation.share.recipients());
      if (options.json === true) for (const one of all) printJson(one);
      else if (all.length === 0) printLine("No recipient is named.");
      else {
        await printChunks(
          textTable(
            ["name", "kind", "state", "key"],
            all.map(({ name, kind, revokedUs, key }) => [name, kind, revokedUs === null ? "in use" : "revoked", key]),
          ),
        );
      }
    });
  withVaultOptions(recipients.command("add <name> <key>"))
    .description("Name a recipient by its age key (age1...).")
    .requiredOption("--kind <kind>", `who it is: ${recipientKinds.join(", ")}`, wordOption("kind", recipientKinds))
    .option("--by <name>", BY_HELP)
    .addHelpText("after", "\nExample:\n  creance share recipients add 'Orchard customer' age1... --kind customer")
    .action(async (name: string, key: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions & { readonly kind: RecipientKind; readonly by?: string }>();
      const by = actingPerson(options.by);
      const one = await withOperation(options, "any", (operation) => operation.share.addRecipient({ name, key, kind: options.kind, by }));
      if (options.json === true) printJson(one);
      else printLine(`Named: ${one.name} (${one.kind}).`);
    });
  withVaultOptions(recipients.command("revoke <name>"))
    .description("From now on nothing is encrypted to it. What it read already cannot be unread.")
    .option("--by <name>", BY_HELP)
    .addHelpText("after", "\nExample:\n  creance share recipients revoke 'Orchard customer'")
    .action(async (name: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<VaultOptions & { readonly by?: string }>();
      const one = await withOperation(options, "existing", (operation) => operation.share.revokeRecipient(name, actingPerson(options.by)));
      if (options.json === true) printJson(one);
      else
        printLine(
          `Revoked: ${one.name}. Nothing is encrypted to it any more; what lies at destinations is removed with creance share revoke.`,
        );
    });
}

async function credentialsOf(options: AddOptions): Promise<Credentials> {
  if (options.credentials !== undefined) {
    let given: Partial<Record<keyof Credentials, unknown>>;
    try {
      given = JSON.parse(textOf(options.credentials)) as typeof given;
    } catch (error) {
      if (error instanceof SyntaxError) throw bad(`${options.credentials} is no JSON.`);
      throw error;
    }
    return checked({ accessKeyId: given.accessKeyId ?? "", secretAccessKey: given.secretAccessKey, sessionToken: given.sessionToken });
  }
  if (!canAsk()) throw bad("Nobody can be asked for the keys here: name a file with --credentials.");
  const accessKeyId = options.nodeodm === true ? "" : (await askLine("Access key: ", { hidden: false })).trim();
  const secretAccessKey = (await askLine(options.nodeodm === true ? "Token: " : "Secret key: ", { hidden: true })).trim();
  return checked({ accessKeyId, secretAccessKey, sessionToken: undefined });
}

function checked(given: { readonly accessKeyId: unknown; readonly secretAccessKey: unknown; readonly sessionToken: unknown }): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken } = given;
  if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string")
    throw bad("The keys are two texts, accessKeyId and secretAccessKey.");
  return { accessKeyId, secretAccessKey, ...(typeof sessionToken === "string" ? { sessionToken } : {}) };
}

function textOf(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.byteLength > MOST_BYTES) throw bad(`${path} is longer than such a file is.`);
    return bytes.toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new UserError("no-such-file", "notFound", `There is no file ${path}. Nothing was changed.`);
    throw error;
  }
}

function bad(sentence: string): UserError {
  return new UserError("bad-option", "wrongUse", `${sentence} Nothing was changed.`);
}
