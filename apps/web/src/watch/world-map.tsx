/** The world with a mark for every country that address databases name. The picture is one SVG; buttons over its marks make them reachable. */
import type { FlowGroup } from "@creance/api";
import {
  type CountryDatabase,
  type CountryMark,
  type CountryOpinions,
  countryLimits,
  countryMap,
  countryMarks,
  countryOpinions,
  countrySummary,
  countryWords,
  worldProjection,
} from "@creance/report";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { adoptMapStyle } from "../map/adopt-map-style.ts";
import { useSize } from "../map/use-size.ts";
import styles from "./world-map.module.css";
import { nextMark } from "./world-map-keys.ts";

/** Smallest edge of a button over a mark. */
const MIN_TARGET_PX = 24;

/** Groups by sets of opinions as a map; a click on a country selects it, another click none. */
export function WorldMap(props: {
  readonly groups: readonly FlowGroup[];
  readonly databases: readonly CountryDatabase[];
  readonly selected: string | null;
  readonly onSelect: (country: string | null) => void;
}) {
  const { groups, databases, selected, onSelect } = props;
  const [holder, { widthPx }] = useSize<HTMLDivElement>();
  const [pointed, setPointed] = useState<string | null>(null);
  const opinions = useMemo(() => countryOpinions(groups, databases), [groups, databases]);
  const marks = useMemo(() => countryMarks(opinions, worldProjection(widthPx)), [opinions, widthPx]);
  const told = opinions.countries.find(({ country }) => country === (pointed ?? selected));
  return (
    <figure className={styles["figure"]}>
      <div ref={holder} className={styles["frame"]}>
        {widthPx > 0 && <WorldPicture opinions={opinions} widthPx={widthPx} />}
        {widthPx > 0 && <MarkButtons marks={marks} selected={selected} onSelect={onSelect} onPoint={setPointed} />}
      </div>
      <figcaption className={styles["words"]}>
        <p className={styles["told"]}>{told === undefined ? countrySummary(opinions) : countryWords(told)}</p>
        <p className="soft">{countryLimits(databases)} The same disputed bytes stand at every country that is named for them.</p>
      </figcaption>
    </figure>
  );
}

function WorldPicture({ opinions, widthPx }: { readonly opinions: CountryOpinions; readonly widthPx: number }) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    adoptMapStyle();
    const svg = countryMap(opinions, { widthPx, title: "Countries that address databases name" });
    holder.current?.replaceChildren(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
  }, [opinions, widthPx]);
  return <div ref={holder} className={styles["picture"]} />;
}

/** One stop for the tab key; arrows walk through the marks, largest first, Escape selects none. */
function MarkButtons(props: {
  readonly marks: readonly CountryMark[];
  readonly selected: string | null;
  readonly onSelect: (country: string | null) => void;
  readonly onPoint: (country: string | null) => void;
}) {
  const { marks, selected, onSelect, onPoint } = props;
  const group = useRef<HTMLFieldSetElement>(null);
  const [stop, setStop] = useState<string | null>(null);
  const codes = marks.map(({ named }) => named.country);
  const stopAt = codes.find((code) => code === stop) ?? codes.find((code) => code === selected) ?? codes[0];
  const walk = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && selected !== null) {
      event.stopPropagation();
      onSelect(null);
    }
    const next = nextMark(codes, stopAt, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setStop(next);
    group.current?.querySelector<HTMLElement>(`[data-country="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <fieldset ref={group} className={styles["marks"]} aria-label="Countries on the map, most bytes out first" onKeyDown={walk}>
      {marks.map(({ named, xPx, yPx, radiusPx }) => {
        const { country } = named;
        const edgePx = Math.max(MIN_TARGET_PX, 2 * radiusPx + 6);
        return (
          <button
            key={country}
            type="button"
            className={styles["mark"]}
            style={{ left: xPx - edgePx / 2, top: yPx - edgePx / 2, width: edgePx, height: edgePx }}
            data-country={country}
            aria-label={countryWords(named)}
            aria-pressed={country === selected}
            tabIndex={country === stopAt ? 0 : -1}
            onClick={() => onSelect(country === selected ? null : country)}
            onFocus={() => {
              setStop(country);
              onPoint(country);
            }}
            onBlur={() => onPoint(null)}
            onPointerEnter={() => onPoint(country)}
            onPointerLeave={() => onPoint(null)}
          />
        );
      })}
    </fieldset>
  );
}
