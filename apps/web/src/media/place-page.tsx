/** "Who saw this place?": footprints on a map; a click lists every picture and second of film that saw it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useCallback, useMemo, useRef, useState } from "react";
import { type AskedBox, footprintsQuery, mediaAroundQuery, mediaPageQuery } from "../api/queries.ts";
import type { Scene, ScenePosition } from "../map/scene.ts";
import { SceneMap } from "../map/scene-map.tsx";
import { Problem } from "../shell/problem.tsx";
import { count, grouped } from "../words/count.ts";
import { AroundList } from "./around-list.tsx";
import { MapKey } from "./map-key.tsx";
import { MediaViews } from "./media-views.tsx";
import styles from "./place-page.module.css";
import { placeFromWords, placeOf, placeSearch } from "./place-search.ts";

const WORLD: AskedBox = { southDeg: -90, westDeg: -180, northDeg: 90, eastDeg: 180 };
/** The map stands still this long before it is asked what is in it. */
const STILL_MS = 250;

/** The map with its answer. */
export function PlacePage() {
  const view = useSearch({ from: "/media/map" });
  const navigate = useNavigate({ from: "/media/map" });
  const place = useMemo(() => placeOf(view), [view]);
  const [box, setBox] = useState<AskedBox>(WORLD);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const all = useQuery(footprintsQuery(WORLD, view.flight));
  const inBox = useQuery(footprintsQuery(box, view.flight));
  const around = useQuery(mediaAroundQuery(place));
  const { data: wall } = useQuery(mediaPageQuery({}, 0));
  const [pointed, setPointed] = useState<string | null>(null);

  const clicked = useRef("");
  const ask = useCallback(
    (at: ScenePosition) => {
      navigate({ search: (now) => ({ ...now, ...placeSearch(at.latDeg, at.lonDeg) }), replace: true, resetScroll: false }).catch(
        () => undefined,
      );
    },
    [navigate],
  );
  const onBox = useCallback((next: AskedBox) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setBox(next), STILL_MS);
  }, []);

  const shown = inBox.data ?? all.data;
  // What saw the place stands out; under the pointer, only that one. Of a film, the seconds that saw it.
  const saw = useMemo(
    () =>
      new Map(
        place === null
          ? []
          : (around.data?.rows ?? [])
              .filter(({ media }) => pointed === null || media.sha256 === pointed)
              .map(({ media, seconds }) => [media.sha256, seconds] as const),
      ),
    [pointed, place, around.data],
  );
  const scene = useMemo(
    (): Scene => ({
      shapes: (shown?.rows ?? []).flatMap(({ sha256, second, band, polygon }) => {
        const seconds = saw.get(sha256);
        const chosen =
          seconds !== undefined &&
          (second === null || seconds.length === 0 || seconds.some(({ from, to }) => second >= Math.floor(from) && second <= to));
        return [
          { kind: "maySee" as const, ring: band, id: sha256, chosen },
          { kind: "seen" as const, ring: polygon, id: sha256, chosen },
        ];
      }),
      lines: [],
      points: [...camerasOf(shown?.rows ?? [], saw), ...(place === null ? [] : [{ kind: "place" as const, label: "asked", ...place }])],
    }),
    [shown, place, saw],
  );
  const fit = useFit(
    all.data === undefined ? "waiting" : `all ${view.flight ?? ""}`,
    place,
    clicked.current,
    around.data === undefined,
    scene,
  );
  return (
    <div className={styles["page"]}>
      <div className={styles["top"]}>
        <h1>Who saw this place?</h1>
        <p className="soft">Click on the map, or type a position. Every picture and second of film whose view reaches it is listed.</p>
      </div>
      <div className={styles["bar"]}>
        <MediaViews doubtful={wall?.totals.doubtful ?? 0} />
        <PlaceForm place={place} onPlace={ask} />
      </div>
      <div className={styles["both"]}>
        <div className={styles["map"]}>
          <SceneMap
            scene={scene}
            fitKey={fit.key}
            fitTo={fit.to}
            title="Footprints of pictures and clips"
            description="Outlines of the ground that pictures and clips show. A click asks who saw that place; a position can be typed above."
            onClick={(at) => {
              clicked.current = placeKey(at);
              ask(at);
            }}
            onBox={onBox}
          />
          <div className={styles["under"]}>
            <MapKey scene={scene} />
            {shown !== undefined && shown.total > shown.rows.length && (
              <p className="soft">
                Drawn: {grouped(shown.rows.length)} of {count(shown.total, "footprint")} here. Zoom in for the others; the list knows all.
              </p>
            )}
          </div>
        </div>
        <section className={styles["answer"]} aria-label="Who saw it">
          {all.isError && <Problem error={all.error} onRetry={() => void all.refetch()} />}
          {around.isError && <Problem error={around.error} onRetry={() => void around.refetch()} />}
          {place === null ? (
            <p className="soft">
              {all.data === undefined
                ? "Asking for the footprints"
                : all.data.total === 0
                  ? "No kept picture or clip has a footprint: its camera's place, direction or tilt is not known."
                  : `${count(all.data.total, "footprint")} on the map. No place is asked for yet.`}
            </p>
          ) : (
            around.data !== undefined && <AroundList around={around.data} onPoint={setPointed} />
          )}
        </section>
      </div>
    </div>
  );
}

const placeKey = (at: ScenePosition): string => Object.values(placeSearch(at.latDeg, at.lonDeg)).join(" ");

/** The map goes to a place that was typed or came with the address; where it was clicked, it stays. */
function useFit(
  all: string,
  place: ScenePosition | null,
  clicked: string,
  waiting: boolean,
  scene: Scene,
): { readonly key: string; readonly to: readonly ScenePosition[] | null } {
  const last = useRef<{ readonly key: string; readonly to: readonly ScenePosition[] | null }>({ key: all, to: null });
  const asked = place === null ? null : `place ${placeKey(place)}`;
  if (place === null) last.current = last.current.key === all ? last.current : { key: all, to: null };
  else if (!waiting && asked !== last.current.key && placeKey(place) !== clicked) {
    const saw = scene.shapes.filter(({ chosen, kind }) => chosen === true && kind === "seen").flatMap(({ ring }) => ring);
    // Where nobody saw it, its surroundings say where it is.
    const near = 0.004;
    const around = [-near, near].map((part) => ({ latDeg: place.latDeg + part, lonDeg: place.lonDeg + part }));
    last.current = { key: asked ?? all, to: saw.length > 0 ? [...saw, place] : around };
  }
  return last.current;
}

/** One point a camera; of a clip only its first, or the map would be full of them. */
function camerasOf(rows: readonly { readonly sha256: string; readonly camera: ScenePosition | null }[], saw: ReadonlyMap<string, unknown>) {
  const seen = new Set<string>();
  return rows.flatMap(({ sha256, camera }) => {
    if (camera === null || seen.has(sha256)) return [];
    seen.add(sha256);
    return [{ kind: "camera" as const, label: "", id: sha256, chosen: saw.has(sha256), ...camera }];
  });
}

function PlaceForm({ place, onPlace }: { readonly place: ScenePosition | null; readonly onPlace: (place: ScenePosition) => void }) {
  const shown = place === null ? "" : `${place.latDeg.toFixed(6)}, ${place.lonDeg.toFixed(6)}`;
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const asked = placeFromWords(text ?? shown);
    setWrong(asked === null);
    if (asked === null) return;
    setText(null);
    onPlace(asked);
  };
  return (
    <form className={styles["form"]} onSubmit={send} aria-label="A place" data-print="no">
      <label>
        Latitude, longitude
        <input
          type="text"
          inputMode="text"
          autoComplete="off"
          placeholder="38.123456, -122.654321"
          value={text ?? shown}
          aria-invalid={wrong}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit">Who saw it?</button>
      {wrong && (
        <span role="alert" className="bad">
          Two numbers in degrees are needed, latitude first.
        </span>
      )}
    </form>
  );
}
