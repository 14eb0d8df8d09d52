/** A place that was clicked on the map of one item: where in the picture it is, and who else saw it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { type AskedPlace, mediaAroundQuery } from "../api/queries.ts";
import { Problem } from "../shell/problem.tsx";
import { count } from "../words/count.ts";
import styles from "./item-page.module.css";
import { placeSearch } from "./place-search.ts";
import type { PicturePoint } from "./region.ts";

/** The answer in a sentence; the pixel is told to the picture. */
export function AskedPlaceWords(props: {
  readonly place: AskedPlace;
  readonly sha256: string;
  readonly onPixel: (point: PicturePoint | null) => void;
  readonly onClose: () => void;
}) {
  const { place, sha256, onPixel } = props;
  const around = useQuery(mediaAroundQuery(place));
  const here = around.data?.rows.find(({ media }) => media.sha256 === sha256);
  const pixel = here?.pixel ?? null;
  useEffect(() => onPixel(pixel), [onPixel, pixel]);
  useEffect(() => () => onPixel(null), [onPixel]);
  if (around.isError) return <Problem error={around.error} onRetry={() => void around.refetch()} />;
  const others = (around.data?.total ?? 0) - (here === undefined ? 0 : 1);
  return (
    <p className={styles["asked"]} role="status">
      {around.data === undefined ? (
        "Asking who saw this place"
      ) : (
        <>
          {here === undefined
            ? "This item does not show that place, as far as is known."
            : here.certainty === "may"
              ? "This item may show that place."
              : pixel === null
                ? "This item probably shows that place."
                : `That place is at about pixel ${Math.round(pixel.x)}, ${Math.round(pixel.y)} of this picture.`}{" "}
          <Link to="/media/map" search={placeSearch(place.latDeg, place.lonDeg)}>
            {others > 0 ? `${count(others, "other item")} saw it, too` : "No other item saw it"}
          </Link>
          {around.data.unknown > 0 && `; of ${count(around.data.unknown, "item")} the view is unknown`}.
        </>
      )}{" "}
      <button type="button" data-look="text" onClick={props.onClose}>
        put away
      </button>
    </p>
  );
}
