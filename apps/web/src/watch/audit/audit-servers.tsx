/** Servers of an audit: who they are, how much went there, how much of it could be read, what was found. */
import type { AuditAnswer } from "@creance/api";
import { formatBytes } from "@creance/core";
import { Section } from "../../flight/section.tsx";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import { count, grouped } from "../../words/count.ts";
import { RoleCell } from "../role-cell.tsx";
import watchStyles from "../watch.module.css";
import { shareWords } from "./finding-words.ts";
import { FindingsButton } from "./findings-button.tsx";
import type { ChangeAuditView } from "./use-change-audit-view.ts";

/** The section. */
export function AuditServers({ answer, change }: { readonly answer: AuditAnswer; readonly change: ChangeAuditView }) {
  const { servers } = answer;
  if (servers.length === 0) return null;
  return (
    <Section id="servers" title={`${count(servers.length, "server")}, most bytes out first`}>
      <ScrollRegion label="Servers" className={watchStyles["scroll"]}>
        <table>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Role</th>
              <th scope="col">Operator</th>
              <th scope="col" className="number">
                Conversations
              </th>
              <th scope="col" className="number">
                Went out
              </th>
              <th scope="col" className="number">
                Came in
              </th>
              <th scope="col" className="number">
                Out, readable
              </th>
              <th scope="col">What was found</th>
            </tr>
          </thead>
          <tbody>
            {servers.map((server) => (
              <tr key={server.server}>
                <td>{server.server}</td>
                <td>
                  <RoleCell roles={server.role === null ? [] : [server.role]} />
                </td>
                <td>{server.operator ?? <span className="soft">unknown</span>}</td>
                <td className="number">{grouped(server.conversations)}</td>
                <td className="number">{formatBytes(server.bytesOut)}</td>
                <td className="number">{formatBytes(server.bytesIn)}</td>
                <td className="number">{server.bytesOut === 0 ? "–" : shareWords(server.readShare, 1)}</td>
                <td>
                  {server.findings === 0 ? (
                    <span className="soft">nothing</span>
                  ) : (
                    <FindingsButton change={change} to={{ server: server.server }}>
                      {count(server.findings, "finding")}
                      <span className="offscreen"> at {server.server}</span>
                    </FindingsButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Section>
  );
}
