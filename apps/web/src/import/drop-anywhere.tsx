/** Files dropped anywhere on the page are imported; the page says so while they hover. */
import { useEffect, useRef, useState } from "react";
import styles from "./drop-anywhere.module.css";
import { useImport } from "./use-import.ts";

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Listens on the whole window. */
export function DropAnywhere() {
  const { dropped } = useImport();
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth.current += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const allow = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      dropped(event.dataTransfer.items);
    };
    const events = [
      ["dragenter", enter],
      ["dragleave", leave],
      ["dragover", allow],
      ["drop", drop],
    ] as const;
    for (const [name, listener] of events) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of events) window.removeEventListener(name, listener);
    };
  }, [dropped]);
  if (!over) return null;
  return (
    <div className={styles["over"]} aria-hidden="true">
      <p>Drop to keep. Files stay on this machine.</p>
    </div>
  );
}
