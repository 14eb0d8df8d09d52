/** The ground that an item shows: a sentence, what is doubtful, and what it was computed from. */
import type { MediaDetail } from "@creance/api";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { footprintBadge, footprintWords } from "./footprint-words.ts";
import styles from "./item-page.module.css";

type Footprint = NonNullable<MediaDetail["footprint"]>;

/** Words, warnings, inputs with their sources and sigmas. */
export function FootprintSection({ footprint }: { readonly footprint: Footprint | null }) {
  const words = useWords();
  const badge = footprintBadge(footprint);
  return (
    <Section
      id="shows"
      title="What it shows of the ground"
      aside={badge === null ? undefined : <span className={styles["estimated"]}>{badge}</span>}
    >
      <p>{footprintWords(footprint, words)}</p>
      {footprint !== null && (
        <>
          {footprint.horizonCut && <p className="soft">What lies beyond eight times the height was cut off.</p>}
          {footprint.terrain !== null && (
            <p className={styles["hash"]}>
              Elevation: <code>{footprint.terrain}</code>
            </p>
          )}
          {footprint.warnings.length > 0 && (
            <ul className={styles["warnings"]}>
              {footprint.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          )}
          {footprint.inputs.length > 0 && <Inputs inputs={footprint.inputs} />}
        </>
      )}
    </Section>
  );
}

const inputWords: Readonly<Record<string, string>> = {
  position: "Position",
  height: "Height",
  yaw: "Direction",
  pitch: "Tilt",
  roll: "Roll",
  focalLength: "Focal length",
  principalPoint: "Middle of the picture",
  distortion: "Lens distortion",
};

function Inputs({ inputs }: { readonly inputs: Footprint["inputs"] }) {
  return (
    <details className={styles["details"]}>
      <summary>Computed from {inputs.length} values, each with its source and how good it is</summary>
      <ScrollRegion label="What the outline was computed from" className={styles["scroll"]}>
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Value</th>
              <th scope="col">Source</th>
              <th scope="col" className="number">
                One sigma
              </th>
            </tr>
          </thead>
          <tbody>
            {inputs.map((input) => (
              <tr key={input.name}>
                <td>{inputWords[input.name] ?? input.name}</td>
                <td>{input.value}</td>
                <td className="soft">{input.source}</td>
                <td className="number">
                  ±{Number(input.sigma.toPrecision(2))} {input.unit}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  );
}
