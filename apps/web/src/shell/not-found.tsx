/** The answer to an address that means nothing. */
import { Link } from "@tanstack/react-router";
import styles from "./page.module.css";

/** Says so and leads back. */
export function NotFound() {
  return (
    <div className={styles["page"]}>
      <h1>There is nothing at this address</h1>
      <p>
        Nothing is lost. <Link to="/flights">To the flights</Link>
      </p>
    </div>
  );
}
