/** Words of which several can be chosen. */
import type { PolicyWord } from "@creance/api";
import type { ReactNode } from "react";
import share from "../share.module.css";

/** A group of check boxes. */
export function Choices(props: {
  readonly legend: string;
  readonly words: readonly PolicyWord[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly children?: ReactNode;
}) {
  const { legend, words, chosen, onChange, children } = props;
  return (
    <fieldset className={share["choices"]}>
      <legend>{legend}</legend>
      {words.map(({ word, title }) => (
        <label key={word}>
          <input
            type="checkbox"
            checked={chosen.includes(word)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, word] : chosen.filter((other) => other !== word))}
          />
          {title}
        </label>
      ))}
      {children}
    </fieldset>
  );
}
