/** What is known of an item beside its map: flight, what it reveals, facts, previews, problems, the original. */
import type { MediaDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { RevealTable } from "../flight/reveals.tsx";
import { Section } from "../flight/section.tsx";
import { KeepingLine } from "../ledger/retention/keeping-line.tsx";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { count } from "../words/count.ts";
import { FlightMatch } from "./flight-match.tsx";
import styles from "./item-page.module.css";
import { mediaName } from "./media-words.ts";

/** All sections, in the order in which people ask. */
export function ItemSections({ item }: { readonly item: MediaDetail }) {
  return (
    <>
      <FlightMatch item={item} />
      <Section id="reveals" title="What this file reveals to anyone who has it">
        {item.reveals.length === 0 ? <p>Nothing of the kinds that Creance knows was found.</p> : <RevealTable reveals={item.reveals} />}
      </Section>
      <Facts item={item} />
      <Previews item={item} />
      <Issues item={item} />
      <OriginalOf item={item} />
    </>
  );
}

const groupWords = {
  time: "Time",
  place: "Place",
  view: "View",
  camera: "Camera",
  aircraft: "Aircraft",
  laser: "Laser",
  film: "Film",
  file: "File",
} as const;

function Facts({ item }: { readonly item: MediaDetail }) {
  const [bytes, setBytes] = useState(false);
  const groups = [...new Set(item.facts.map(({ group }) => group))];
  if (groups.length === 0) return null;
  return (
    <Section
      id="facts"
      title="What the file says"
      aside={
        <button type="button" data-look="text" aria-pressed={bytes} onClick={() => setBytes(!bytes)} data-print="no">
          {bytes ? "hide where" : "show where it says so"}
        </button>
      }
    >
      {item.sentence !== null && <p>{item.sentence}</p>}
      <ScrollRegion label="Facts of the file" className={styles["scroll"]}>
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Value</th>
              {bytes && <th scope="col">Source</th>}
              {bytes && (
                <th scope="col" className="number">
                  Byte
                </th>
              )}
            </tr>
          </thead>
          {groups.map((group) => (
            <tbody key={group}>
              <tr>
                <th scope="rowgroup" colSpan={bytes ? 4 : 2}>
                  {groupWords[group]}
                </th>
              </tr>
              {item.facts
                .filter((fact) => fact.group === group)
                .map((fact) => (
                  <tr key={`${fact.label} ${fact.value} ${fact.byteOffset}`}>
                    <td>{fact.label}</td>
                    <td className={styles["value"]}>{fact.value}</td>
                    {bytes && <td className="soft">{fact.source ?? "not said"}</td>}
                    {bytes && (
                      <td className="number">
                        <code>{fact.byteOffset ?? "–"}</code>
                      </td>
                    )}
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
      </ScrollRegion>
    </Section>
  );
}

function Previews({ item }: { readonly item: MediaDetail }) {
  if (item.previews.length === 0) return null;
  return (
    <Section id="previews" title={`Pictures inside the file (${item.previews.length})`}>
      <p className="soft">A crop or a blur of the large picture does not change these: they must be taken out on their own.</p>
      <ul className={styles["previews"]}>
        {item.previews.map((preview) => {
          const url = `/files/pictures/${item.row.sha256}/${preview.byteOffset}-${preview.lengthBytes}.jpg`;
          const words = `${preview.kind}${preview.widthPx === null || preview.heightPx === null ? "" : `, ${preview.widthPx} × ${preview.heightPx}`}, byte ${preview.byteOffset}, ${formatBytes(preview.lengthBytes)}`;
          return (
            <li key={preview.byteOffset}>
              {preview.viewable && (
                <a href={url}>
                  <img src={url} alt={`${preview.kind} at byte ${preview.byteOffset}`} loading="lazy" width={140} height={105} />
                </a>
              )}
              <span>{words}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Issues({ item }: { readonly item: MediaDetail }) {
  if (item.issues.length === 0) return null;
  return (
    <Section id="issues" title={`What could not be read (${item.issues.length})`}>
      <ul className={styles["warnings"]}>
        {item.issues.map((issue) => (
          <li key={`${issue.code} ${issue.offset} ${issue.field}`}>
            {issue.sentence} <span className="soft">Byte {issue.offset}.</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OriginalOf({ item }: { readonly item: MediaDetail }) {
  const { row, beside } = item;
  return (
    <Section id="original" title="The original">
      <p className={styles["hash"]}>
        {mediaName(row)}, {formatBytes(row.sizeBytes)}, format {row.format}. SHA-256 <code>{row.sha256}</code>
      </p>
      <p>
        <a href={`/files/originals/${row.sha256}`} download>
          Get the original, byte for byte
        </a>
      </p>
      <KeepingLine item={row.sha256} />
      {beside.length > 0 && (
        <>
          <h3>{count(beside.length, "file")} of the same name beside it</h3>
          <ul className={styles["beside"]}>
            {beside.map((other) => (
              <li key={other.sha256}>
                <Link to="/media/$sha256" params={{ sha256: other.sha256 }}>
                  {mediaName(other)}
                </Link>{" "}
                <span className="soft">{other.kind}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
