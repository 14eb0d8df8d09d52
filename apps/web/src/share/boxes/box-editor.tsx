/** "Paint over": boxes of solid black over parts of one picture or clip. */
import { maxShareMasks, type ShareChosenMedia, type ShareMask } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { mediaQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { count } from "../../words/count.ts";
import { type BoxHistory, beginBoxes, changed, middleBox, replaced, undone, without } from "./box-edits.ts";
import { BoxStage } from "./box-stage.tsx";
import { BoxTable } from "./box-table.tsx";
import styles from "./boxes.module.css";
import { FrameTime } from "./frame-time.tsx";
import { isTurned, type PixelSize, type SeenBox, seenBox, seenSize, storedBox } from "./turned-boxes.ts";

/** The editor; `masks` and what `onChange` tells count in pixels as stored. */
export function BoxEditor(props: {
  readonly item: ShareChosenMedia;
  readonly masks: readonly ShareMask[];
  readonly onChange: (masks: readonly ShareMask[]) => void;
  readonly onClose: () => void;
}) {
  const { item, onChange } = props;
  const { sha256, widthPx, heightPx, durationMs } = item;
  const isClip = item.kind === "clip";
  const stored: PixelSize = useMemo(() => ({ width: widthPx ?? 1, height: heightPx ?? 1 }), [widthPx, heightPx]);
  // Frames of a clip are shown as stored, so that nothing is to be turned.
  const orientation = isClip ? null : item.orientation;
  const size = seenSize(stored, orientation);
  const [history, setHistory] = useState<BoxHistory>(() => beginBoxes(props.masks.map((mask) => seenBox(mask, stored, orientation))));
  const [selected, setSelected] = useState<number | null>(null);
  const [atMs, setAtMs] = useState(() => Math.min(1000, Math.floor((durationMs ?? 0) / 2)));
  const [isFailed, setFailed] = useState(false);
  const [isOdd, setOdd] = useState(false);
  // Whoever looks at a picture this closely has looked at it: that is entered as for its own page.
  useQuery(mediaQuery(sha256));
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.scrollIntoView({ block: "nearest" });
    top.current?.focus({ preventScroll: true });
  }, []);

  const { boxes } = history;
  const set = (next: BoxHistory): void => {
    setHistory(next);
    onChange(next.boxes.map((box) => storedBox(box, stored, orientation)));
  };
  const change = (next: readonly SeenBox[], what: string | null = null): void => {
    if (next.length <= maxShareMasks) set(changed(history, next, what));
  };
  const add = (): void => {
    change([...boxes, middleBox(size)]);
    setSelected(boxes.length);
  };
  const remove = (index: number): void => {
    change(without(boxes, index));
    setSelected(null);
    top.current?.focus({ preventScroll: true });
  };
  const undo = (): void => {
    set(undone(history));
    setSelected(null);
  };
  const keyed = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLInputElement;
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping) {
      event.preventDefault();
      undo();
    }
  };
  return (
    <Section
      id="boxes"
      title={`Paint over ${item.name}`}
      aside={
        <button type="button" data-look="main" onClick={props.onClose}>
          Done
        </button>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: one key for the whole editor, whose button says the same */}
      <div ref={top} tabIndex={-1} className={styles["editor"]} onKeyDown={keyed}>
        <div className={styles["left"]}>
          {isFailed && (
            <p className="bad" role="alert">
              {isClip
                ? "No frame can be shown at this time. Boxes can be given as numbers."
                : "This picture cannot be shown here. Boxes can be given as numbers."}
            </p>
          )}
          <BoxStage
            src={isClip ? `/files/frames/${sha256}/${atMs}.jpg` : `/files/media/${sha256}/view.jpg`}
            alt={isClip ? `${item.name} at ${(atMs / 1000).toFixed(1)} seconds` : item.name}
            size={size}
            boxes={boxes}
            selected={selected}
            atMs={isClip ? atMs : null}
            onSelect={setSelected}
            onChange={change}
            onRemove={remove}
            onShape={(natural) => {
              setFailed(false);
              setOdd(Math.abs((natural.width * size.height) / (natural.height * size.width) - 1) > 0.02);
            }}
            onFailed={() => setFailed(true)}
          />
          {isClip && <FrameTime atMs={atMs} durationMs={durationMs} onChange={setAtMs} />}
        </div>
        <div className={styles["right"]}>
          <p>
            Boxes are solid black: what lies under them is not in the file that leaves, and previews inside it go with them.{" "}
            {isClip && "Each stays where it is over the frames of its time; a tenth of a second before and after is painted, too."}
          </p>
          <p className={styles["buttons"]}>
            <button type="button" onClick={add} disabled={boxes.length >= maxShareMasks}>
              Add a box
            </button>{" "}
            <button type="button" onClick={undo} disabled={history.past.length === 0}>
              Undo
            </button>{" "}
            <span role="status" className="soft">
              {count(boxes.length, "box", "boxes")}
            </span>
          </p>
          <BoxTable
            boxes={boxes}
            size={size}
            selected={selected}
            clip={isClip ? { durationMs, atMs } : undefined}
            onSelect={setSelected}
            onBox={(index, box, what) => change(replaced(boxes, index, box), what)}
            onRemove={remove}
          />
          {isOdd && (
            <p className="bad">
              What is shown has another shape than the file’s header says ({stored.width} × {stored.height}): place boxes with room, and
              look at the painted file before it leaves.
            </p>
          )}
          <p className="soft">
            Draw with the mouse or a finger; drag a box to move it, its corner to size it. On a box: arrow keys move, Shift and arrows size,
            with Alt pixel by pixel, Delete removes, Ctrl+Z undoes. The picture has {size.width} × {size.height} pixels
            {isTurned(orientation)
              ? "; the file stores it turned, and boxes are converted to its stored pixels exactly."
              : ", and boxes count in them."}
          </p>
        </div>
      </div>
    </Section>
  );
}
