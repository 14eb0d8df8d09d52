/** The boxes as numbers: the same as drawing them, for whoever does not draw. */
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import { insideOf, timeFault } from "./box-edits.ts";
import styles from "./boxes.module.css";
import type { PixelSize, SeenBox } from "./turned-boxes.ts";

const fields = [
  ["left", "Left"],
  ["top", "Top"],
  ["width", "Width"],
  ["height", "Height"],
] as const;
const times = [
  ["fromMs", "From, s"],
  ["untilMs", "Until, s"],
] as const;

/** One row a box. */
export function BoxTable(props: {
  readonly boxes: readonly SeenBox[];
  readonly size: PixelSize;
  readonly selected: number | null;
  /** Of a clip; `undefined`: a picture. */
  readonly clip: { readonly durationMs: number | null; readonly atMs: number } | undefined;
  readonly onSelect: (index: number) => void;
  readonly onBox: (index: number, box: SeenBox, what: string | null) => void;
  readonly onRemove: (index: number) => void;
}) {
  const { boxes, size, clip, onBox } = props;
  if (boxes.length === 0) return <p className="soft">No box yet: draw one over the picture, or add one and give its pixels.</p>;
  return (
    <ScrollRegion label="Boxes" className={`${watch["scroll"]} ${styles["list"]}`}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">Box</th>
            {fields.map(([field, word]) => (
              <th key={field} scope="col">
                {word}
              </th>
            ))}
            {clip !== undefined &&
              times.map(([field, word]) => (
                <th key={field} scope="col">
                  {word}
                </th>
              ))}
            <th scope="col">
              <span className="offscreen">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {boxes.map((box, index) => (
            <tr
              // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place in the list
              key={index}
              data-selected={index === props.selected ? "yes" : "no"}
              onFocus={() => props.onSelect(index)}
            >
              <th scope="row">{index + 1}</th>
              {fields.map(([field, word]) => (
                <td key={field}>
                  <input
                    type="number"
                    aria-label={`Box ${index + 1}: ${word}, pixels`}
                    min={field === "width" || field === "height" ? 1 : 0}
                    max={field === "left" || field === "width" ? size.width : size.height}
                    value={box[field]}
                    onChange={({ currentTarget: { valueAsNumber } }) => {
                      if (!Number.isNaN(valueAsNumber))
                        onBox(index, insideOf({ ...box, [field]: valueAsNumber }, size), `field ${index} ${field}`);
                    }}
                  />
                </td>
              ))}
              {clip !== undefined &&
                times.map(([field, word]) => (
                  <td key={field}>
                    <input
                      type="number"
                      aria-label={`Box ${index + 1}: ${word}`}
                      min={0}
                      step={0.1}
                      placeholder={field === "fromMs" ? "start" : "end"}
                      value={box[field] === null ? "" : box[field] / 1000}
                      onChange={({ currentTarget: { value, valueAsNumber } }) => {
                        const ms = value === "" ? null : Math.round(valueAsNumber * 1000);
                        if (ms === null || (Number.isFinite(ms) && ms >= 0))
                          onBox(index, { ...box, [field]: ms }, `field ${index} ${field}`);
                      }}
                    />
                    <button type="button" data-look="text" onClick={() => onBox(index, { ...box, [field]: clip.atMs }, null)}>
                      here
                      <span className="offscreen">
                        : set {word} of box {index + 1} to the time shown
                      </span>
                    </button>
                  </td>
                ))}
              <td>
                <button type="button" data-look="text" onClick={() => props.onRemove(index)}>
                  Remove<span className="offscreen"> box {index + 1}</span>
                </button>
                {clip !== undefined && timeFault(box, clip.durationMs) !== null && (
                  <div className="bad">{timeFault(box, clip.durationMs)}</div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
