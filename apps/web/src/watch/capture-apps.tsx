/** Apps that the capture names: who on the phone sent it. */
import type { CaptureDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useQuery } from "@tanstack/react-query";
import { flowGroupsQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { grouped } from "../words/count.ts";
import type { ChangeFlowView } from "./use-flow-view.ts";
import styles from "./watch.module.css";

/** A click shows the conversations of one app alone. Nothing where the capture names no app. */
export function CaptureApps(props: {
  readonly detail: CaptureDetail;
  readonly selected: string | undefined;
  readonly change: ChangeFlowView;
}) {
  const { detail, selected, change } = props;
  const groups = useQuery({ ...flowGroupsQuery({ capture: detail.row.sha256, by: "app" }, 0), enabled: detail.apps.length > 0 });
  if (detail.apps.length === 0) return null;
  const nameOf = (key: string): string => {
    const app = detail.apps.find((each) => each.package === key || each.app === key);
    return app === undefined || app.app === null || app.app === key ? key : `${app.app} (${key})`;
  };
  return (
    <Section id="apps" title="Which apps sent it">
      <div className={styles["scroll"]}>
        <table>
          <thead>
            <tr>
              <th scope="col">App</th>
              <th scope="col" className="number">
                Servers
              </th>
              <th scope="col" className="number">
                Conversations
              </th>
              <th scope="col" className="number">
                Went out
              </th>
              <th scope="col" className="number">
                Came in
              </th>
            </tr>
          </thead>
          <tbody>
            {(groups.data?.rows ?? []).map((group) => {
              const { key } = group;
              return (
                <tr key={key ?? ""}>
                  <td>
                    {key === null ? (
                      <span className="soft">no app named</span>
                    ) : (
                      <button
                        type="button"
                        data-look="text"
                        aria-pressed={selected === key}
                        onClick={() => change({ app: selected === key ? undefined : key })}
                      >
                        {nameOf(key)}
                      </button>
                    )}
                  </td>
                  <td className="number">{grouped(group.servers)}</td>
                  <td className="number">{grouped(group.conversations)}</td>
                  <td className="number">{formatBytes(group.bytesOut)}</td>
                  <td className="number">{formatBytes(group.bytesIn)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
