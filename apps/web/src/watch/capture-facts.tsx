/** The capture as a file: hash, format, what lies in it, what was met while it was read; ways to take it along. */
import type { CaptureDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import { FactList } from "../flight/fact-list.tsx";
import type { Fact } from "../flight/machine-facts.ts";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { count, grouped, listed } from "../words/count.ts";
import type { Words } from "../words/words.ts";
import { lastingWords } from "./lasting-words.ts";
import styles from "./watch.module.css";

/** Facts and downloads. */
export function CaptureFacts({ detail }: { readonly detail: CaptureDetail }) {
  const words = useWords();
  const { sha256 } = detail.row;
  return (
    <Section id="original" title="The capture itself">
      <FactList facts={factsOf(detail, words)} />
      <p className={styles["downloads"]} data-print="no">
        <a href={`/files/originals/${sha256}`} download>
          Download the original, byte for byte
        </a>
        <a href={`/files/flows/${sha256}.csv`} download>
          All conversations as CSV
        </a>
        <a href={`/files/flows/${sha256}.jsonl`} download>
          All conversations as JSON lines
        </a>
      </p>
    </Section>
  );
}

/** What is known of the file. */
export function factsOf(detail: CaptureDetail, words: Pick<Words, "instant">): Fact[] {
  const { row, summary } = detail;
  const lasting = row.firstTimeUs === null || row.lastTimeUs === null ? null : row.lastTimeUs - row.firstTimeUs;
  const linkTypes = detail.linkTypes.map(
    ({ name, linkType, packets, decoded }) =>
      `${name} (link type ${linkType}), ${count(packets, "packet")}${decoded ? "" : ", not decoded: counted only"}`,
  );
  return [
    ["File", row.fileName ?? "name not kept"],
    ["SHA-256", row.sha256],
    ["Kept", `${words.instant(row.keptUs, null)}, ${formatBytes(row.sizeBytes)}`],
    ["Format", row.format],
    ["First packet", words.instant(row.firstTimeUs, null)],
    ["Last packet", `${words.instant(row.lastTimeUs, null)}${lasting === null ? "" : `, ${lastingWords(lasting)} later`}`],
    ["Packets", `${grouped(row.packets)}, ${formatBytes(summary.wireBytes)} on the wire`],
    ["Recorded on", linkTypes.length === 0 ? "not said" : listed(linkTypes)],
    ["Interfaces", grouped(detail.interfaces)],
    ["Key logs inside", detail.keyLogs === 0 ? "none" : `${grouped(detail.keyLogs)}: as sensitive as the traffic itself`],
    ["Read as", detail.sentence ?? "nothing to report"],
  ];
}
