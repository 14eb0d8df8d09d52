/** `creance decode`: one file, without a vault. */
import { clockFromUs, isoFromEpochUs } from "@creance/core";
import { type DecodedFile, type DecodeResult, decodedColumns, decodedExport, decodeFile } from "@creance/server";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printChunks, printJson, tell } from "../output.ts";
import { printable, textTable } from "../text-table.ts";
import { exportFormat } from "./flight.ts";
import { readReply } from "./keys.ts";

interface DecodeOptions {
  readonly json?: boolean;
  readonly columns?: boolean;
  readonly to?: string;
  readonly keys?: string;
}

/** Characters of a value that a table shows; --json shows all. */
const MOST_SHOWN = 120;

/** Adds the command. */
export function addDecode(creance: Command): void {
  creance
    .command("decode <file>")
    .description("Read one flight record, log, picture, clip or subtitle file and print what it holds. Writes nothing, opens no vault.")
    .option("--json", "one JSON object: identity, header, records, track, events, media, fields, issues")
    .option("--columns", "one JSON line for each row of its track or samples, in file order")
    .option("--to <format>", "the track, or the samples of a clip, as csv, json, geojson, gpx or kml")
    .option("--keys <file>", "keychain reply that opens a sealed record")
    .addHelpText(
      "after",
      `
Examples:
  creance decode flight.txt
  creance decode flight.txt --json
  creance decode flight.txt --columns | head -n 3
  creance decode DJI_0001.JPG
  creance decode DJI_0001.SRT --to geojson > film.geojson
  creance decode sealed.txt --keys reply.json --to gpx > flight.gpx

Exit status: 0 done (a sealed record included); 1 damaged, or nothing could be read; 2 no such file; 4 no permission.`,
    )
    .action(async (path: string, options: DecodeOptions) => {
      const keychain = options.keys === undefined ? null : readReply(options.keys);
      const format = options.to === undefined ? undefined : exportFormat(options.to);
      const result = await decodeFile(path, { keychain });
      if (options.json === true) printJson(result.file);
      if (result.decoded === undefined) {
        tell(result.file.issues[0]?.sentence ?? "Nothing could be read.");
        process.exitCode = exitStatus.damaged;
        return;
      }
      if (format !== undefined) await printChunks(decodedExport(result.decoded, format));
      else if (options.columns === true) await printChunks(decodedColumns(result.decoded));
      else if (options.json !== true) await printChunks(summaryLines(result));
      if (result.decoded.damaged) {
        tell(result.file.issues[0]?.sentence ?? "The record is damaged: read as far as it goes.");
        process.exitCode = exitStatus.damaged;
      } else if (result.file.sealed) tell("Sealed: its records are encrypted, only the header is shown. --keys takes a keychain reply.");
    });
}

function* summaryLines({ file }: DecodeResult): Generator<string> {
  yield `${file.format}${file.version === 0 ? "" : ` version ${file.version}`}${file.sealed ? ", sealed" : ""}\n`;
  if (file.media === null || file.track.rows > 0) yield `track     ${file.track.rows} rows${timeSpan(file)}\n`;
  if (file.records.length > 0) yield `records   ${file.records.map(({ name, count }) => `${name} ${count}`).join(", ")}\n`;
  if (file.fields.length > 0) {
    yield* textTable(
      ["byte", "where", "name", "value"],
      file.fields.map(({ byteOffset, group, name, value }) => [String(byteOffset), group, name, value.slice(0, MOST_SHOWN)]),
    );
  }
  if (file.events.length === 0) {
    yield* issueLines(file);
    return;
  }
  yield* textTable(
    ["time", "", "what happened"],
    file.events.map((event) => [clockFromUs(event.elapsedMs * 1000), event.severity, event.sentence]),
  );
  yield* issueLines(file);
}

function* issueLines(file: DecodedFile): Generator<string> {
  // A picture or film that is whole may still have something to be told of: a position of 0,0 is no damage.
  const word = file.media?.damaged === false ? "note" : "damage";
  for (const issue of file.issues) yield `${word} at byte ${issue.offset}: ${printable(issue.sentence)}\n`;
}

function timeSpan({ track }: DecodedFile): string {
  const { firstTimeUs, lastTimeUs } = track;
  return firstTimeUs === null || lastTimeUs === null ? "" : `, ${isoFromEpochUs(firstTimeUs)} to ${isoFromEpochUs(lastTimeUs)}`;
}
