/** Pictures that lie inside the original. */
import type { FlightDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import styles from "./pictures.module.css";
import { Section } from "./section.tsx";

const kindWords = { full: "picture", shrunk: "small picture", found: "picture between the records" } as const;

/** Each with its place in the file; nothing when there is none. */
export function Pictures({ flight }: { readonly flight: FlightDetail }) {
  const sha256 = flight.originals[0]?.sha256;
  if (flight.pictures.length === 0 || sha256 === undefined) return null;
  return (
    <Section id="pictures" title={`Pictures inside the file (${flight.pictures.length})`}>
      <div className={styles["wall"]}>
        {flight.pictures.map((picture) => {
          const url = `/files/pictures/${sha256}/${picture.byteOffset}-${picture.lengthBytes}.jpg`;
          return (
            <figure key={picture.byteOffset}>
              <a href={url}>
                <img src={url} alt={`Embedded ${kindWords[picture.kind]} at byte ${picture.byteOffset}`} loading="lazy" />
              </a>
              <figcaption>
                {kindWords[picture.kind]}, byte {picture.byteOffset}, {formatBytes(picture.lengthBytes)}
              </figcaption>
            </figure>
          );
        })}
      </div>
    </Section>
  );
}
