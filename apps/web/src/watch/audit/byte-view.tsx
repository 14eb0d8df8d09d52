/** Bytes as hexadecimal and text, sixteen a line, with the find marked. */
import { useState } from "react";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import styles from "./audit.module.css";

const BYTES_A_LINE = 16;
/** Lines that are shown before a click. */
const FIRST_LINES = 12;

/** The bytes of `hex`, counted from `start`; `mark` is [start, end) among them. */
export function ByteView(props: {
  readonly hex: string;
  readonly start: number;
  readonly mark: readonly [number, number] | null;
  readonly label: string;
}) {
  const { hex, start, mark } = props;
  const [all, setAll] = useState(false);
  const bytes = bytesOf(hex);
  const lines = Math.ceil(bytes.length / BYTES_A_LINE);
  const from = all || mark === null ? 0 : Math.max(0, Math.floor(mark[0] / BYTES_A_LINE) - 2);
  const shown = all ? lines : Math.min(lines - from, FIRST_LINES);
  return (
    <>
      <ScrollRegion label={props.label} className={styles["bytes"]}>
        <pre>
          {Array.from({ length: shown }, (_, line) => {
            const at = (from + line) * BYTES_A_LINE;
            return <ByteLine key={at} bytes={bytes.slice(at, at + BYTES_A_LINE)} at={at} offset={start + at} mark={mark} />;
          })}
        </pre>
      </ScrollRegion>
      {!all && shown < lines && (
        <button type="button" data-look="text" data-print="no" onClick={() => setAll(true)}>
          all {bytes.length.toLocaleString("en-US")} bytes
        </button>
      )}
    </>
  );
}

function ByteLine(props: {
  readonly bytes: readonly number[];
  readonly at: number;
  readonly offset: number;
  readonly mark: readonly [number, number] | null;
}) {
  const { bytes, at, mark } = props;
  const [first, last] = mark === null ? [0, 0] : [Math.max(0, mark[0] - at), Math.min(bytes.length, Math.max(0, mark[1] - at))];
  const hexOf = (some: readonly number[]): string => some.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const textOf = (some: readonly number[]): string =>
    some.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
  const parts = (render: (some: readonly number[]) => string, between: string) =>
    last <= first ? (
      render(bytes)
    ) : (
      <>
        {render(bytes.slice(0, first))}
        {first > 0 && between}
        <mark>{render(bytes.slice(first, last))}</mark>
        {last < bytes.length && between}
        {render(bytes.slice(last))}
      </>
    );
  const fill = "   ".repeat(BYTES_A_LINE - bytes.length);
  return (
    <span className={styles["line"]}>
      <span className="soft">{props.offset.toString(16).padStart(6, "0")}</span> {parts(hexOf, " ")}
      {fill} {parts(textOf, "")}
      {"\n"}
    </span>
  );
}

function bytesOf(hex: string): number[] {
  return Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}
