/** A privacy manifest: its flows as a table, what is collected, and what people can ask for. */
import type { PolicyFlow, PolicyManifest, PolicyWord } from "@creance/api";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import share from "../share.module.css";
import styles from "./grants.module.css";

/** The manifest. */
export function ManifestView({ manifest }: { readonly manifest: PolicyManifest }) {
  const { flows, collects, rights, about } = manifest;
  return (
    <>
      {about !== null && <p className={styles["about"]}>{about}</p>}
      <h3 className={styles["part"]}>What may go where</h3>
      {flows.length === 0 ? (
        <p>It has no flow: nothing may be shared by it.</p>
      ) : (
        <ScrollRegion label="Flows of the policy" className={watch["scroll"]}>
          <table className={`${share["rows"]} ${styles["flows"]}`}>
            <thead>
              <tr>
                <th scope="col">Flow</th>
                <th scope="col">What</th>
                <th scope="col">To whom</th>
                <th scope="col">Where</th>
                <th scope="col">What for</th>
                <th scope="col">Kept there</th>
                <th scope="col">How</th>
              </tr>
            </thead>
            <tbody>
              {flows.map((flow) => (
                <FlowRow key={flow.id} flow={flow} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <div className={styles["beside"]}>
        <div>
          <h3 className={styles["part"]}>What is collected</h3>
          {collects.length === 0 ? (
            <p className="soft">The file does not say.</p>
          ) : (
            <ul className={styles["list"]}>
              {collects.map(({ data, why, keep }) => (
                <li key={`${data.join(" ")} ${why}`}>
                  {data.join(", ")}. {why}; kept: {keep}.
                </li>
              ))}
            </ul>
          )}
        </div>
        <div>
          <h3 className={styles["part"]}>What people can ask for</h3>
          {rights.length === 0 ? (
            <p className="soft">The file does not say.</p>
          ) : (
            <ul className={styles["list"]}>
              {rights.map((right) => (
                <li key={right}>{right}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </>
  );
}

function FlowRow({ flow }: { readonly flow: PolicyFlow }) {
  return (
    <tr id={`flow-${flow.id}`}>
      <th scope="row">{flow.id}</th>
      <td>
        {titles(flow.data)}
        {flow.redact.length > 0 && <div className="soft">taken out before: {titles(flow.redact)}</div>}
      </td>
      <td>
        {flow.to.map(({ title }) => title).join(", or ")}
        {flow.who !== null && <div className="soft">{flow.who}</div>}
      </td>
      <td>{flow.regions.join(", ")}</td>
      <td>
        {titles(flow.purposes, "; ")}
        <div className="soft">{flow.why}</div>
      </td>
      <td>{flow.keep}</td>
      <td>
        {flow.readable ? <span className="warn">readable there</span> : "encrypted to them"}
        {flow.hosts.length > 0 && (
          <div className="soft">
            apps may send it to <code>{flow.hosts.join(", ")}</code>
            {flow.open === null ? "" : `, ${flow.open}`}
          </div>
        )}
      </td>
    </tr>
  );
}

/** Words of the policy as people call them. */
function titles(words: readonly PolicyWord[], between = ", "): string {
  return words.map(({ title }) => title).join(between);
}
