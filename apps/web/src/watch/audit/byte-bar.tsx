/** Bytes of one direction by whether they could be read: a bar, and the same in words. */
import type { AuditCoverage } from "@creance/api";
import { formatBytes } from "@creance/core";
import styles from "./audit.module.css";
import { shareWords } from "./finding-words.ts";

type Bytes = AuditCoverage["bytesOut"];

const parts = [
  ["plain", "in plain"],
  ["decrypted", "decrypted"],
  ["sealed", "sealed"],
  ["unread", "of no protocol that is read"],
  ["missing", "not in the capture"],
] as const satisfies readonly (readonly [keyof Bytes, string])[];

/** Bytes that were read, of all. */
export function readBytes(bytes: Bytes): { readonly read: number; readonly all: number } {
  const read = bytes.plain + bytes.decrypted;
  return { read, all: read + bytes.sealed + bytes.unread + bytes.missing };
}

/** The bar. */
export function ByteBar({ title, bytes }: { readonly title: string; readonly bytes: Bytes }) {
  const { all } = readBytes(bytes);
  const some = parts.filter(([name]) => bytes[name] > 0);
  return (
    <div className={styles["bar"]}>
      <p>
        <b>{title}</b> <span className="soft">{formatBytes(all)}</span>
      </p>
      <div className={styles["track"]} aria-hidden="true">
        {some.map(([name]) => (
          <span key={name} data-part={name} style={{ flexGrow: bytes[name] }} />
        ))}
      </div>
      <ul>
        {some.map(([name, words]) => (
          <li key={name}>
            <span className={styles["key"]} data-part={name} aria-hidden="true" />
            {shareWords(bytes[name], all)} {words} <span className="soft">({formatBytes(bytes[name])})</span>
          </li>
        ))}
        {some.length === 0 && <li className="soft">nothing</li>}
      </ul>
    </div>
  );
}
