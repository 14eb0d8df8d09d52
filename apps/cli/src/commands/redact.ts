/** `creance redact`: files as they may be given away, checked for what was taken out. */
import { UserError } from "@creance/core";
import { keepEverything, type Mask, type RedactionRecipe } from "@creance/seal";
import { type ClaimWish, type RedactedOutput, redactFiles } from "@creance/server";
import type { Command } from "commander";
import { CLAIM_HELP, claimedSentence } from "../claim-words.ts";
import { exitStatus } from "../exit-status.ts";
import { printChunks, printJson, tell } from "../output.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { printable } from "../text-table.ts";
import { numberOption, withOperation } from "../with-operation.ts";
import { readReply } from "./keys.ts";

interface RedactOptions {
  readonly out?: string;
  readonly keep?: readonly string[];
  readonly grid?: number;
  readonly homeCircle?: number;
  readonly home?: readonly string[];
  readonly shiftTimes?: number;
  readonly mask?: readonly string[];
  readonly dropAudio?: boolean;
  readonly keepNames?: boolean;
  readonly claim?: boolean;
  readonly vault?: string;
  readonly keys?: string;
  readonly json?: boolean;
}

const keepable = ["positions", "serials", "names", "previews", "thermal"] as const;
const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Adds the command. */
export function addRedact(creance: Command): void {
  creance
    .command("redact <files...>")
    .description("Write files as they may be given away: without positions, serial numbers, names and previews. Originals are not changed.")
    .requiredOption("--out <folder>", "folder for the outputs; nothing in it is replaced")
    .option("--keep <what>", `what stays in: ${keepable.join(", ")} (again for another)`, several)
    .option("--grid <metres>", "positions become the middle of a cell of this many metres", numberOption("grid"))
    .option("--home-circle <metres>", "leave out everything this near to a take-off, home or pilot position", numberOption("home-circle"))
    .option("--home <lat,lon>", "a home position, for pictures and clips (again for another)", several)
    .option("--shift-times <seconds>", "move all times by whole seconds", numberOption("shift-times"))
    .option(
      "--mask <box>",
      "paint over left,top,width,height in pixels; of a clip also @from-until in seconds (again for another)",
      several,
    )
    .option("--drop-audio", "leave out the sound of clips")
    .option("--keep-names", "outputs keep the files' names instead of numbers")
    .option("--claim", CLAIM_HELP)
    .option("--vault <dir>", "folder of the vault whose key signs claims (default: $CREANCE_VAULT, else ~/.local/share/creance)")
    .option("--keys <file>", "keychain reply that opens sealed records")
    .option("--json", "one JSON line for each file, then one for the check")
    .addHelpText(
      "after",
      `
Examples:
  creance redact DJI_0001.JPG DJI_0002.JPG --out given
  creance redact DJI_0001.JPG --grid 1000 --out given
  creance redact flight.txt --keep positions --home-circle 300 --out given
  creance redact DJI_0001.JPG --mask 120,340,200,150 --out given
  creance redact DJI_0001.JPG --claim --out given
  creance redact film.MP4 --mask 10,10,200,80@0-12.5 --drop-audio --out given

Every output is searched for what was taken out. When anything is found, no output is kept.
Exit status: 0 done; 1 a file was left out, or the check found something; 2 wrong use; 4 no permission or no ffmpeg.`,
    )
    .action(async (paths: readonly string[], options: RedactOptions) => {
      const recipe = recipeOf(options);
      const homes = (options.home ?? []).map(placeOf);
      const keychain = options.keys === undefined ? null : readReply(options.keys);
      const names = options.keepNames === true ? "original" : "numbers";
      const { result } = await withClaims(options, (claims) =>
        stopOnInterrupt((signal) => redactFiles({ paths, recipe, homes, folder: options.out as string, keychain, names, claims, signal })),
      );
      const { outputs, leaks } = result;
      if (options.json === true) for (const each of [...outputs, { check: leaks }]) printJson(each);
      else await printChunks(outputLines(outputs));
      for (const { sentence } of leaks.found.slice(0, 20)) tell(sentence);
      const { values, positions, bytes, tooShort } = leaks.searched;
      if (leaks.ok) tell(`Checked: ${bytes} bytes, ${values} removed values and ${positions} positions looked for, none found.`);
      else tell(`The check found ${leaks.found.length} values that were to go: no output was kept.`);
      if (options.claim === true) tell(claimedSentence(outputs.filter(({ isClaimed }) => isClaimed).length, outputs.length));
      if (tooShort > 0) tell(`${tooShort} removed values are too short to be looked for.`);
      if (!leaks.ok || outputs.some(({ refused }) => refused !== null)) process.exitCode = exitStatus.damaged;
    });
}

/** Opens the vault for its key only when claims are asked for: redaction itself needs none. */
async function withClaims<Result>(options: RedactOptions, step: (claims: ClaimWish | null) => Promise<Result>): Promise<Result> {
  if (options.claim !== true) return step(null);
  const vault = options.vault === undefined ? {} : { vault: options.vault };
  return withOperation(vault, "existing", async ({ keys }) => step({ signer: (await keys.open()).claims, timeUs: Date.now() * 1000 }));
}

function recipeOf(options: RedactOptions): RedactionRecipe {
  const keeps = new Set(options.keep ?? []);
  for (const each of keeps) {
    if (!(keepable as readonly string[]).includes(each))
      throw new UserError("bad-option", "wrongUse", `--keep takes ${keepable.join(", ")}; ${each} is none of them. Nothing was written.`);
  }
  if (keeps.has("positions") && options.grid !== undefined)
    throw new UserError("bad-option", "wrongUse", "Positions are either kept or made coarse: give --keep positions or --grid, not both.");
  const drop = (what: string): "keep" | "drop" => (keeps.has(what) ? "keep" : "drop");
  return {
    ...keepEverything,
    positions: options.grid === undefined ? drop("positions") : { gridM: options.grid },
    homeCircleM: options.homeCircle ?? null,
    serials: drop("serials"),
    names: drop("names"),
    previews: drop("previews"),
    audio: options.dropAudio === true ? "drop" : "keep",
    times: options.shiftTimes === undefined ? "keep" : { shiftUs: options.shiftTimes * 1e6 },
    masks: (options.mask ?? []).map(maskOf),
    thermal: drop("thermal"),
  };
}

function maskOf(text: string): Mask {
  const match = /^(\d{1,7}),(\d{1,7}),(\d{1,7}),(\d{1,7})(?:@(\d+(?:\.\d+)?)?-(\d+(?:\.\d+)?)?)?$/.exec(text);
  if (match === null) {
    const sentence = `--mask takes left,top,width,height in pixels and, of a clip, @from-until in seconds; ${text} is none. Nothing was written.`;
    throw new UserError("bad-option", "wrongUse", sentence);
  }
  const [leftPx = 0, topPx = 0, widthPx = 0, heightPx = 0] = match.slice(1, 5).map(Number);
  const ms = (seconds: string | undefined): number | null => (seconds === undefined ? null : Number(seconds) * 1000);
  return { leftPx, topPx, widthPx, heightPx, fromMs: ms(match[5]), untilMs: ms(match[6]) };
}

function placeOf(text: string): { readonly latDeg: number; readonly lonDeg: number } {
  const match = /^([+-]?\d{1,2}(?:\.\d+)?),([+-]?\d{1,3}(?:\.\d+)?)$/.exec(text);
  const [latDeg, lonDeg] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || Math.abs(latDeg) > 90 || Math.abs(lonDeg) > 180)
    throw new UserError("bad-option", "wrongUse", `--home takes latitude,longitude in degrees; ${text} is none. Nothing was written.`);
  return { latDeg, lonDeg };
}

function* outputLines(outputs: readonly RedactedOutput[]): Generator<string> {
  for (const { file, output, format, sizeBytes, changes, left, refused } of outputs) {
    if (output === null) {
      yield `${printable(file)}: left out. ${printable(refused?.sentence ?? "")}\n`;
      continue;
    }
    yield `${printable(file)} -> ${printable(output)} (${format}, ${sizeBytes} bytes)\n`;
    const counts = new Map<string, number>();
    for (const { class: kind, how } of changes) counts.set(`${kind} ${how}`, (counts.get(`${kind} ${how}`) ?? 0) + 1);
    for (const [what, count] of counts) yield `  ${what}: ${count}\n`;
    for (const sentence of left) yield `  still there: ${printable(sentence)}\n`;
  }
}
