/** The picture with its boxes: drawn with mouse or finger, moved and sized with them or with the keyboard. */
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { between, insideOf, isPaintedAt, keyedBox, keyStep, type Point } from "./box-edits.ts";
import styles from "./boxes.module.css";
import type { PixelSize, SeenBox } from "./turned-boxes.ts";

/** A drag under way. */
type Drag =
  | { readonly what: "draw"; readonly from: Point; readonly index: number }
  | { readonly what: "move" | "size"; readonly from: Point; readonly index: number; readonly box: SeenBox };

/** Shortest drag that draws a box, in parts of the picture's width: less is a click. */
const LEAST_DRAG = 0.006;

/** The stage. `onChange`'s last argument names what the change is of: a drag is one step back. */
export function BoxStage(props: {
  readonly src: string;
  readonly alt: string;
  readonly size: PixelSize;
  readonly boxes: readonly SeenBox[];
  readonly selected: number | null;
  /** Of a clip, the time that is shown; `null`: a picture. */
  readonly atMs: number | null;
  readonly onSelect: (index: number | null) => void;
  readonly onChange: (boxes: readonly SeenBox[], what: string) => void;
  readonly onRemove: (index: number) => void;
  readonly onShape: (natural: PixelSize) => void;
  readonly onFailed: () => void;
}) {
  const { size, boxes, selected, atMs, onSelect, onChange } = props;
  const stage = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const drags = useRef(0);

  const pointOf = (event: PointerEvent): Point => {
    const rect = stage.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return { x: ((event.clientX - rect.left) / rect.width) * size.width, y: ((event.clientY - rect.top) / rect.height) * size.height };
  };
  const begin = (event: PointerEvent, next: Drag): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    drags.current += 1;
    drag.current = next;
    stage.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const now = drag.current;
    if (now === null) return;
    const at = pointOf(event);
    const what = `drag ${drags.current}`;
    if (now.what === "draw") {
      const far = Math.max(Math.abs(at.x - now.from.x), Math.abs(at.y - now.from.y));
      if (boxes.length === now.index && far < size.width * LEAST_DRAG) return;
      const box = { ...between(now.from, at, size), fromMs: null, untilMs: null };
      onChange([...boxes.slice(0, now.index), box], what);
      if (selected !== now.index) onSelect(now.index);
      return;
    }
    const { box, index, from } = now;
    const next =
      now.what === "move"
        ? insideOf({ ...box, left: box.left + at.x - from.x, top: box.top + at.y - from.y }, size)
        : { ...box, ...between({ x: box.left, y: box.top }, at, size) };
    onChange(
      boxes.map((other, place) => (place === index ? next : other)),
      what,
    );
  };
  const end = (): void => {
    drag.current = null;
  };
  const keyed = (event: KeyboardEvent, index: number, box: SeenBox): void => {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      props.onRemove(index);
      return;
    }
    const step = event.altKey ? 1 : keyStep(size);
    const next = keyedBox(box, event.key, { shift: event.shiftKey, step }, size);
    if (next === undefined) return;
    event.preventDefault();
    onChange(
      boxes.map((other, place) => (place === index ? next : other)),
      `key ${index} ${event.shiftKey ? "size" : "move"}`,
    );
  };
  return (
    <div
      ref={stage}
      className={styles["stage"]}
      style={{ aspectRatio: `${size.width} / ${size.height}`, maxWidth: `calc(68vh * ${size.width / size.height})` }}
      onPointerDown={(event) => {
        onSelect(null);
        begin(event, { what: "draw", from: pointOf(event), index: boxes.length });
      }}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <img
        className={styles["under"]}
        src={props.src}
        alt={props.alt}
        draggable={false}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => props.onShape({ width: naturalWidth, height: naturalHeight })}
        onError={props.onFailed}
      />
      {boxes.map((box, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place in the list
          key={index}
          type="button"
          className={styles["box"]}
          data-selected={index === selected ? "yes" : "no"}
          data-painted={atMs === null || isPaintedAt(box, atMs) ? "yes" : "no"}
          aria-label={`Box ${index + 1}: ${box.width} by ${box.height} pixels, ${box.left} from the left, ${box.top} from the top`}
          style={{
            left: `${(100 * box.left) / size.width}%`,
            top: `${(100 * box.top) / size.height}%`,
            width: `${(100 * box.width) / size.width}%`,
            height: `${(100 * box.height) / size.height}%`,
          }}
          onFocus={() => onSelect(index)}
          onKeyDown={(event) => keyed(event, index, box)}
          onPointerDown={(event) => {
            onSelect(index);
            event.currentTarget.focus();
            begin(event, { what: "move", from: pointOf(event), index, box });
          }}
        >
          <span
            className={styles["corner"]}
            onPointerDown={(event) => {
              onSelect(index);
              begin(event, { what: "size", from: pointOf(event), index, box });
            }}
          />
        </button>
      ))}
    </div>
  );
}
