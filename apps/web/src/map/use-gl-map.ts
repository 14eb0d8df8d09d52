/** Brings the map library in over the SVG map: after the page is there, and only where WebGL works. */
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { mapsQuery } from "../api/queries.ts";
import { useSettings } from "../settings/settings-store.ts";
import { type BaseMap, baseMapOf } from "./base-maps.ts";

/** A map that can be taken down. */
export interface Removable {
  readonly remove: () => void;
}

/** What a map that is being made tells. */
export interface GlEvents {
  /** The first picture is complete. */
  readonly onReady: () => void;
  /** The chosen base map cannot be drawn; the sentence says why. */
  readonly onProblem: (sentence: string) => void;
}

/** A running map, whether its first picture is complete, and what is wrong with the chosen base map. */
export interface GlState<T> {
  readonly container: RefObject<HTMLDivElement | null>;
  readonly map: T | null;
  readonly ready: boolean;
  readonly problem: string | null;
}

/**
 * Makes a map with `make` when the page is idle, again whenever `make` changes, and removes the old one. `make` must be stable between changes
 * (`useCallback`); a map that cannot be made leaves the SVG map where it is.
 */
export function useGlMap<T extends Removable>(
  make: ((container: HTMLElement, base: BaseMap, events: GlEvents) => Promise<T | null>) | null,
): GlState<T> {
  const container = useRef<HTMLDivElement>(null);
  const { map: wanted } = useSettings();
  const { data: maps, isError } = useQuery(mapsQuery);
  const [map, setMap] = useState<T | null>(null);
  const [ready, setReady] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { worldUrl, ownUrl, ownName } = baseMapOf(wanted, maps);
  const plain = wanted === "plain";
  const known = maps !== undefined || isError;
  useEffect(() => {
    const holder = container.current;
    if (holder === null || make === null || plain || !known) return;
    let gone = false;
    let made: T | null = null;
    const element = document.createElement("div");
    element.className = "gl-fill";
    holder.append(element);
    const start = async (): Promise<void> => {
      try {
        const base = { worldUrl, ownUrl, ownName };
        made = await make(element, base, {
          onReady: () => {
            if (!gone) setReady(true);
          },
          onProblem: (sentence) => {
            if (!gone) setProblem(sentence);
          },
        });
        if (gone) made?.remove();
        else setMap(() => made);
      } catch {
        // No WebGL, or the library could not start: the SVG map stays.
      }
    };
    const idle = whenIdle(() => void start());
    return () => {
      gone = true;
      idle();
      made?.remove();
      element.remove();
      setMap(null);
      setReady(false);
      setProblem(null);
    };
  }, [make, plain, known, worldUrl, ownUrl, ownName]);
  return { container, map, ready, problem };
}

/** Calls back when the page has nothing to do, after one second at the latest. Returns how to give up. */
function whenIdle(callback: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(callback, 200);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: 1000 });
  return () => cancelIdleCallback(handle);
}
