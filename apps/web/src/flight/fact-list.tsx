/** Names and values in two columns. */
import styles from "./fact-list.module.css";
import type { Fact } from "./machine-facts.ts";

/** The facts as a description list. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  if (facts.length === 0) return <p className="soft">The record does not say.</p>;
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
