/** The map of the report: sites, paths of the flights, what pictures show and may show. */
import type { ExposureReport } from "@creance/api";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { type AskedBox, footprintsQuery, trackQuery } from "../../api/queries.ts";
import { boxOf } from "../../map/box-of.ts";
import type { Scene, ScenePosition } from "../../map/scene.ts";
import { SceneMap } from "../../map/scene-map.tsx";
import { clipPaths } from "../clip/clip-at.ts";
import { MapKey } from "../map-key.tsx";
import { placeSearch } from "../place-search.ts";
import styles from "./exposure.module.css";
import { siteKey } from "./exposure-sites.tsx";

/** So many paths are drawn; the rows name all flights. */
const MOST_TRACKS = 20;
/** Around the sites, so that outlines that reach them from aside are drawn whole. */
const MARGIN_DEG = 0.02;

/** A click on a site chooses it; elsewhere it asks who saw that place. */
export function ExposureMap(props: {
  readonly report: ExposureReport;
  readonly chosen: string | null;
  readonly onChoose: (site: string | null) => void;
}) {
  const { report, chosen } = props;
  const navigate = useNavigate();
  const flights = useMemo(() => flightsOf(report).slice(0, MOST_TRACKS), [report]);
  const tracks = useQueries({ queries: flights.map((id) => trackQuery(id)) });
  const box = useMemo(() => boxAround(report), [report]);
  const footprints = useQuery({ ...footprintsQuery(box ?? { southDeg: 0, westDeg: 0, northDeg: 0, eastDeg: 0 }), enabled: box !== null });
  const items = useMemo(() => new Set(report.rows.map(({ item }) => item)), [report]);
  const known = tracks.map(({ data }) => data);
  const tracksKey = known.map((track) => track?.latDeg.length ?? 0).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the tracks that have come
  const scene = useMemo(
    (): Scene => ({
      shapes: [
        ...report.sites.map((site) => ({
          kind: "site" as const,
          ring: site.ring,
          id: siteKey(site.layer, site.site),
          chosen: siteKey(site.layer, site.site) === chosen,
        })),
        ...(footprints.data?.rows ?? [])
          .filter(({ sha256 }) => items.has(sha256))
          .flatMap((footprint) => [
            { kind: "maySee" as const, ring: footprint.band },
            { kind: "seen" as const, ring: footprint.polygon },
          ]),
      ],
      lines: known.flatMap((track) => (track === undefined ? [] : clipPaths(track).map((points) => ({ kind: "track" as const, points })))),
      points: report.sites.map((site) => ({
        kind: "site" as const,
        label: report.sites.length <= 12 || siteKey(site.layer, site.site) === chosen ? site.site : "",
        id: siteKey(site.layer, site.site),
        chosen: siteKey(site.layer, site.site) === chosen,
        ...site.position,
      })),
    }),
    [report, chosen, footprints.data, items, tracksKey],
  );
  const click = (place: ScenePosition, ids: readonly string[]): void => {
    const site = ids.find((id) => id.startsWith("["));
    if (site !== undefined) props.onChoose(site === chosen ? null : site);
    else navigate({ to: "/media/map", search: placeSearch(place.latDeg, place.lonDeg) }).catch(() => undefined);
  };
  return (
    <div className={styles["map"]}>
      <SceneMap
        scene={scene}
        fitKey={tracksKey}
        title="Sites, paths and views"
        description="The named sites, the paths of the flights, and the outlines of what pictures and clips show or may show. The table beside it names the sites."
        onClick={click}
      />
      <MapKey scene={scene} />
    </div>
  );
}

/** Flights that were asked for or that rows name. */
function flightsOf(report: ExposureReport): string[] {
  const named = report.rows.filter(({ itemKind }) => itemKind === "flight").map(({ item }) => item);
  return [...new Set([...report.request.flights, ...named])];
}

function boxAround(report: ExposureReport): AskedBox | null {
  const all = report.sites.flatMap((site) => [site.position, ...site.ring]);
  const box = boxOf(
    all.map(({ latDeg }) => latDeg),
    all.map(({ lonDeg }) => lonDeg),
  );
  if (box === null) return null;
  return {
    southDeg: Math.max(-90, box.southDeg - MARGIN_DEG),
    northDeg: Math.min(90, box.northDeg + MARGIN_DEG),
    westDeg: Math.max(-180, box.westDeg - MARGIN_DEG),
    eastDeg: Math.min(180, box.eastDeg + MARGIN_DEG),
  };
}
