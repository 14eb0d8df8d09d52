/** How to make the same result again: the inputs with their hashes, the command, the databases. */
import type { AuditAnswer } from "@creance/api";
import { formatBytes } from "@creance/core";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watchStyles from "../watch.module.css";
import styles from "./audit.module.css";
import { kindWords } from "./finding-words.ts";
import { VerdictWord } from "./verdict-word.tsx";

/** The section. */
export function AuditRepeat({ answer }: { readonly answer: AuditAnswer }) {
  return (
    <Section id="repeat" title="Made from, and how to make it again">
      <ScrollRegion label="Inputs" className={watchStyles["scroll"]}>
        <table>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">Name</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {answer.inputs.map((input) => (
              <tr key={`${input.role} ${input.sha256}`}>
                <td>{input.role}</td>
                <td>{input.name}</td>
                <td className="number">{formatBytes(input.sizeBytes)}</td>
                <td>
                  <code>{input.sha256}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className={styles["command"]}>
        <code>{answer.command.map((word) => (/^[\w./=+:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ")}</code>
      </p>
      <p className="soft">
        Creance {answer.version}; endpoint catalogue {answer.endpointsEdition}
        {answer.databases.map(({ name, date, licence }) => `; ${name} of ${date} (${licence})`)}.
      </p>
    </Section>
  );
}

/** Consents and policy rules, where there are any. */
export function ConsentsAndPolicies({ answer }: { readonly answer: AuditAnswer }) {
  const words = useWords();
  const { consents, policies } = answer;
  if (consents.length === 0 && policies.length === 0) return null;
  return (
    <Section id="consents" title="Consents and rules of the operator">
      {consents.length > 0 && (
        <ol className={styles["consents"]}>
          {consents.map((consent, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: consents are called by their place
            <li key={at}>
              <b>{consent.purpose}</b>: {consent.kinds.map((kind) => kindWords(kind)).join(", ")} to {consent.hosts.join(", ")}{" "}
              <span className="soft">
                {words.instant(consent.fromUs, null)} to {words.instant(consent.untilUs, null)}
              </span>
            </li>
          ))}
        </ol>
      )}
      {policies.map((policy) => (
        <p key={policy.rule}>
          {policy.rule}: <VerdictWord verdict={policy.verdict} /> <span className="soft">{policy.because}</span>
        </p>
      ))}
    </Section>
  );
}
