/** The size of an element, followed as it changes. */
import { type RefObject, useEffect, useRef, useState } from "react";

/** A size in CSS pixels; zero before the element is measured. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A ref to put on an element, and its size. */
export function useSize<T extends Element>(): readonly [RefObject<T | null>, Size] {
  const ref = useRef<T>(null);
  const [size, setSize] = useState<Size>({ widthPx: 0, heightPx: 0 });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver((entries) => {
      const box = entries[0]?.contentRect;
      if (box !== undefined) setSize({ widthPx: Math.round(box.width), heightPx: Math.round(box.height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
