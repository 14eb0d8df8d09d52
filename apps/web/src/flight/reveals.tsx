/** "What this file reveals to anyone who has it": in words, then value by value with its bytes. */
import type { FlightDetail, Reveal } from "@creance/api";
import { useState } from "react";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { count } from "../words/count.ts";
import { revealWords } from "./reveal-words.ts";
import styles from "./reveals.module.css";
import { Section } from "./section.tsx";

/** Sentence, then evidence. */
export function Reveals({ flight }: { readonly flight: FlightDetail }) {
  const [open, setOpen] = useState(false);
  const { reveals } = flight;
  return (
    <Section id="reveals" title="What this file reveals to anyone who has it">
      {reveals.length === 0 ? (
        <p>Nothing of the kinds that Creance knows was found.</p>
      ) : (
        <>
          <p>
            {revealWords(reveals)}{" "}
            <button type="button" data-look="text" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? "hide the bytes" : "show the bytes"}
            </button>
          </p>
          {open && <RevealTable reveals={reveals} />}
        </>
      )}
    </Section>
  );
}

/** Each value with its meaning and its bytes. */
export function RevealTable({ reveals }: { readonly reveals: readonly Reveal[] }) {
  return (
    <ScrollRegion label="Bytes that reveal something" className={styles["scroll"]}>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Value</th>
            <th scope="col" className="number">
              Byte
            </th>
            <th scope="col" className="number">
              Length
            </th>
          </tr>
        </thead>
        <tbody>
          {reveals.map((reveal) => (
            <tr key={`${reveal.kind} ${reveal.byteOffset} ${reveal.value}`}>
              <td>
                {reveal.label}
                <div className={styles["meaning"]}>
                  {reveal.sentence}
                  {reveal.alsoInFiles > 0 && ` The same in ${count(reveal.alsoInFiles, "other file")}.`}
                  {reveal.scrambled && " The bytes there are scrambled; anyone can undo that."}
                </div>
              </td>
              <td>
                <code>{reveal.value}</code>
              </td>
              <td className="number">
                <code>{reveal.byteOffset}</code>
              </td>
              <td className="number">
                <code>{reveal.lengthBytes}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
