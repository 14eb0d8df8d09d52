/** `creance grant make`: a person's word that somebody may have something. */
import { UserError } from "@creance/core";
import {
  type DataClass,
  dataClasses,
  type GrantedKind,
  grantedKinds,
  grantSentence,
  type Purpose,
  parseDurationUs,
  purposes,
  type RecipientKind,
  recipientKinds,
  type StandingScope,
  scheduleSpans,
} from "@creance/policy";
import type { Operation } from "@creance/server";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { manyOption, wordOption, wordsOption } from "../listed-words.ts";
import { printJson, printLine, tell } from "../output.ts";
import { instantOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { grantJson } from "./grant-words.ts";

interface MakeOptions extends VaultOptions {
  readonly recipient?: string;
  readonly to?: string;
  readonly kind?: RecipientKind;
  readonly key?: readonly string[];
  readonly contact?: string;
  readonly giver?: string;
  readonly giverContact?: string;
  readonly data: readonly DataClass[];
  readonly purpose: readonly Purpose[];
  readonly why: string;
  readonly destination: readonly string[];
  readonly place?: readonly string[];
  readonly redact?: readonly DataClass[];
  readonly from?: number;
  readonly until: number;
  readonly keep?: string;
  readonly flow?: string;
  readonly item?: readonly string[];
  readonly flight?: readonly string[];
  readonly standing?: readonly GrantedKind[];
  readonly aircraft?: readonly string[];
  readonly every?: StandingScope["every"];
  readonly at?: string;
  readonly dryRun?: boolean;
  readonly by?: string;
}

/** Adds the command. */
export function addMake(grant: Command): void {
  withVaultOptions(grant.command("make"))
    .description("Grant that somebody may have something: signed, entered in the ledger, expiring and revocable. Nothing is sent.")
    .option("--recipient <name>", "a recipient that was named before (creance share recipients)")
    .option("--to <name>", "or: the recipient's name, with --kind and --key")
    .option("--kind <kind>", "kind of recipient", wordOption("kind", recipientKinds))
    .option("--key <age1...>", "key that it is encrypted to; may come several times", manyOption)
    .option("--contact <text>", "how to reach the recipient")
    .option("--giver <name>", "who gives the grant (default: who acts)")
    .option("--giver-contact <text>", "how to reach the giver")
    .requiredOption("--data <classes>", "classes of data, with commas between the words", wordsOption("data", dataClasses))
    .requiredOption("--purpose <purposes>", "what for, with commas between the words", wordsOption("purpose", purposes))
    .requiredOption("--why <text>", "why, in your own words")
    .requiredOption("--destination <name>", "where it may go: a destination that was named before; may come several times", manyOption)
    .option("--place <place>", "where it may lie: US, aws/us-west-2; may come several times (default: the flow's places)", manyOption)
    .option("--redact <classes>", "classes that must have been taken out, beside those of the flow", wordsOption("redact", dataClasses))
    .option("--from <instant>", "from when on (default: now)", instantOption("from"))
    .requiredOption("--until <instant>", "until when", instantOption("until"))
    .option("--keep <time>", "how long the recipient may keep it, such as 30 days (default: as the flow says)")
    .option("--flow <id>", "flow of the privacy manifest (default: the one that fits)")
    .option("--item <sha256>", "an original that it is for; may come several times", manyOption)
    .option("--flight <id>", "a flight whose originals it is for; may come several times", manyOption)
    .option(
      "--standing <kinds>",
      `a standing grant for all of these kinds: ${grantedKinds.join(", ")}`,
      wordsOption("standing", grantedKinds),
    )
    .option(
      "--aircraft <name>",
      "aircraft of a standing grant, by name or serial number; may come several times (default: all)",
      manyOption,
    )
    .option("--every <span>", "how often a standing grant runs", wordOption("every", scheduleSpans))
    .option("--at <hh:mm>", "at which time of the day, UTC")
    .option("--dry-run", "show the grant; nothing is signed or entered")
    .option("--by <name>", BY_HELP)
    .addHelpText(
      "after",
      "\nExamples:\n  creance grant make --recipient orchard --data imagery --purpose requestedService --why 'The survey' \\\n    --destination results --until 2027-01-31 --item 3f1a...\n  creance grant make --to 'Our bucket' --kind ownStorage --key age1... --data track,telemetry --purpose ownRecords \\\n    --why 'A second copy' --destination backup --until 2027-12-31 --standing flight --every day --at 02:00",
    )
    .action(async (options: MakeOptions) => {
      const by = actingPerson(options.by);
      await withOperation(options, "existing", async (operation) => {
        const draft = await operation.grants.draft({
          giver: { name: options.giver ?? by, contact: options.giverContact ?? null },
          recipient: await recipientOf(operation, options),
          data: options.data,
          purposes: options.purpose,
          why: options.why,
          destinations: await destinationsOf(operation, options.destination),
          regions: options.place ?? [],
          redact: options.redact ?? [],
          fromUs: options.from ?? null,
          untilUs: options.until,
          keepUs: keepOf(options.keep),
          flowId: options.flow ?? null,
          items: itemsOf(operation, options),
          standing: standingOf(options),
        });
        if (options.dryRun === true) {
          if (options.json === true) printJson({ grant: draft, made: false });
          else printLine(grantSentence(draft));
          tell("Nothing was signed or entered.");
          return;
        }
        const made = await operation.grants.make(draft, by);
        if (options.json === true) printJson(grantJson(made));
        else printLine(`${made.grant.grantId}: ${grantSentence(made.grant)}`);
      });
    });
}

async function recipientOf(operation: Operation, { recipient, to, kind, key = [], contact }: MakeOptions) {
  if ((recipient === undefined) === (to === undefined))
    throw new UserError("bad-option", "wrongUse", "Name the recipient: --recipient NAME, or --to NAME with --kind. Nothing was granted.");
  if (recipient === undefined) {
    if (kind === undefined) throw new UserError("bad-option", "wrongUse", "With --to, --kind is needed. Nothing was granted.");
    return { name: to ?? "", contact: contact ?? null, kind, keys: key };
  }
  const named = (await operation.share.recipients()).filter(
    ({ name, id, revokedUs }) => revokedUs === null && (name === recipient || (recipient.length >= 6 && id.startsWith(recipient))),
  );
  const [only, second] = named;
  if (only === undefined || second !== undefined) {
    throw new UserError("no-such-recipient", "notFound", `There is no recipient ${recipient} that is in use. Nothing was granted.`);
  }
  return { name: only.name, contact: contact ?? null, kind: only.kind, keys: [only.key] };
}

/** Ids of named destinations: a mistyped one would be a grant for nothing. */
async function destinationsOf(operation: Operation, wanted: readonly string[]): Promise<readonly string[]> {
  const places = await operation.share.destinations();
  return wanted.map((each) => {
    const found = places.filter(
      ({ destination }) =>
        destination.id === each || destination.title === each || (/^[0-9a-f]{6,}$/.test(each) && destination.id.startsWith(each)),
    );
    const [only, second] = found;
    if (only !== undefined && second === undefined) return only.destination.id;
    throw new UserError("no-such-destination", "notFound", `There is no destination ${each}. Nothing was granted.`);
  });
}

function itemsOf(operation: Operation, { item = [], flight = [], standing }: MakeOptions): readonly string[] | null {
  if ((item.length > 0 || flight.length > 0) === (standing !== undefined)) {
    throw new UserError("bad-option", "wrongUse", "Say what it is for: --item or --flight, or --standing. Nothing was granted.");
  }
  if (standing !== undefined) return null;
  const found = new Set<string>();
  for (const sha256 of item) {
    if (operation.vault.originalSize(sha256) === undefined)
      throw new UserError("no-such-original", "notFound", `No original ${sha256.slice(0, 64)} is kept in this vault. Nothing was granted.`);
    found.add(sha256);
  }
  for (const id of flight) {
    const detail = operation.vault.flight(id);
    if (detail === undefined) throw new UserError("no-such-flight", "notFound", `There is no flight ${id}. Nothing was granted.`);
    for (const { sha256 } of detail.originals) found.add(sha256);
  }
  return [...found];
}

function standingOf({ standing, aircraft = [], every, at }: MakeOptions): StandingScope | null {
  if (standing === undefined) {
    if (every !== undefined || at !== undefined || aircraft.length > 0)
      throw new UserError("bad-option", "wrongUse", "--aircraft, --every and --at are for standing grants. Nothing was granted.");
    return null;
  }
  const span = every ?? "day";
  if (span === "hour") {
    if (at !== undefined)
      throw new UserError("bad-option", "wrongUse", "What runs every hour has no time of the day. Nothing was granted.");
    return { aircraft, kinds: standing, every: span, atMinute: null };
  }
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(at ?? "02:00") ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59)
    throw new UserError("bad-option", "wrongUse", `--at "${at ?? ""}" is no time such as 02:00. Nothing was granted.`);
  return { aircraft, kinds: standing, every: span, atMinute: Number(hours) * 60 + Number(minutes) };
}

function keepOf(words: string | undefined): number | null {
  if (words === undefined) return null;
  const us = parseDurationUs(words);
  if (us === null) throw new UserError("bad-option", "wrongUse", `--keep "${words}" is no time such as 30 days. Nothing was granted.`);
  return us;
}
