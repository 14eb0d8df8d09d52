/** The SVG map in the page: needs no WebGL, prints, and is there at once. */
import { fitMap, type MapModel, type MapProjection, svgMap } from "@creance/report";
import { useEffect, useMemo, useRef } from "react";
import { adoptMapStyle } from "./adopt-map-style.ts";
import type { Size } from "./use-size.ts";

/** What to draw, without the size. */
export type SvgModel = Omit<MapModel, "widthPx" | "heightPx">;

/** The projection that the map of this model and size uses. */
export function useProjection(model: SvgModel, size: Size): MapProjection | null {
  return useMemo(() => (size.widthPx < 10 || size.heightPx < 10 ? null : fitMap({ ...model, ...size })), [model, size]);
}

/** Draws the model; `onPick` is told the ids of a dot that is clicked. */
export function SvgSurface(props: {
  readonly model: SvgModel;
  readonly size: Size;
  readonly projection: MapProjection;
  readonly onPick?: (ids: readonly string[]) => void;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const { model, size, projection, onPick } = props;
  useEffect(() => {
    adoptMapStyle();
    const picture = new DOMParser().parseFromString(svgMap({ ...model, ...size }, projection), "image/svg+xml").documentElement;
    holder.current?.replaceChildren(picture);
  }, [model, size, projection]);
  useEffect(() => {
    const element = holder.current;
    if (element === null || onPick === undefined) return;
    const pick = (event: MouseEvent): void => {
      const dot = event.target instanceof Element ? event.target.closest("[data-ids]") : null;
      const ids = dot?.getAttribute("data-ids")?.split(" ");
      if (ids !== undefined) onPick(ids);
    };
    element.addEventListener("click", pick);
    return () => element.removeEventListener("click", pick);
  }, [onPick]);
  return <div ref={holder} />;
}
