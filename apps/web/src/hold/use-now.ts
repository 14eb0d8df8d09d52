/** The clock of this machine, for what counts down. */
import { useEffect, useState } from "react";

const SECOND_MS = 1000;

/** Microseconds since 1970-01-01 UTC, once a second. */
export function useNowUs(): number {
  const [nowUs, setNowUs] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNowUs(Date.now() * 1000), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return nowUs;
}
