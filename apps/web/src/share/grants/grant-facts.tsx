/** A grant in words, made or drafted: one sentence, then each part. */
import type { GrantWords } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { FactList } from "../../flight/fact-list.tsx";
import { useWords } from "../../settings/use-words.ts";
import { count } from "../../words/count.ts";
import styles from "./grants.module.css";
import { MissingList } from "./missing-list.tsx";

/** Files that are listed by name before a person asks for all. */
const FIRST_ITEMS = 12;

/** The grant. */
export function GrantFacts({ grant }: { readonly grant: GrantWords }) {
  const words = useWords();
  const { giver, controller, recipient, items, standing, redact } = grant;
  return (
    <>
      <p>{grant.sentence}</p>
      <FactList
        facts={[
          ["Given by", party(giver)],
          ["To", `${party(recipient)}: ${recipient.kind}`],
          ["What it may hold", grant.data.join(", ")],
          ...(redact.length === 0 ? [] : [["Taken out before", redact.join(", ")] as const]),
          ["What for", grant.purposes.join("; ")],
          ["Why", grant.why],
          ["Where", `${grant.destinations.join(", ")}, in ${grant.regions.join(", ")}`],
          ["Holds", `${words.instant(grant.fromUs, null)} to ${words.instant(grant.untilUs, null)}`],
          ["Kept there", grant.keep],
          ...(standing === null ? [] : [["Standing", standing] as const]),
          ...(grant.nextRunUs === null ? [] : [["Runs next", words.instant(grant.nextRunUs, null)] as const]),
          ["Who answers", party(controller)],
          ["Under", `the flow ${grant.flowId} of the policy ${grant.manifestSha256.slice(0, 16)}`],
          ["Id", grant.grantId],
        ]}
      />
      <p className="soft">
        {grant.flow === null
          ? "The policy in force has no such flow any more."
          : `What the policy in force says of that flow: ${grant.flow}`}
      </p>
      <h3 className={styles["part"]}>{recipient.keys.length === 0 ? "Encrypted to nobody" : "Encrypted to"}</h3>
      {recipient.keys.length === 0 ? (
        <p>It lies there readable by whoever holds the place.</p>
      ) : (
        <ul className={styles["list"]}>
          {recipient.keys.map((key) => (
            <li key={key}>
              <code>{key}</code>
            </li>
          ))}
        </ul>
      )}
      {items !== null && <Items items={items} />}
      {grant.missing.length > 0 && (
        <>
          <h3 className={styles["part"]}>What stands against a share under it</h3>
          <MissingList missing={grant.missing} />
        </>
      )}
    </>
  );
}

function Items({ items }: { readonly items: NonNullable<GrantWords["items"]> }) {
  return (
    <>
      <h3 className={styles["part"]}>{count(items.length, "file")}</h3>
      <ul className={styles["list"]}>
        {items.slice(0, FIRST_ITEMS).map((item) => (
          <Item key={item.sha256} item={item} />
        ))}
      </ul>
      {items.length > FIRST_ITEMS && (
        <details className={styles["fold"]}>
          <summary>The other {items.length - FIRST_ITEMS}</summary>
          <ul className={styles["list"]}>
            {items.slice(FIRST_ITEMS).map((item) => (
              <Item key={item.sha256} item={item} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Item({ item }: { readonly item: NonNullable<GrantWords["items"]>[number] }) {
  const { sha256, name, flightId } = item;
  return (
    <li>
      {flightId === null ? (
        (name ?? "a file whose name is not known")
      ) : (
        <Link to="/flights/$id" params={{ id: flightId }}>
          {name ?? "a flight"}
        </Link>
      )}{" "}
      <code className="soft">{sha256.slice(0, 16)}</code>
    </li>
  );
}

function party({ name, contact }: GrantWords["giver"]): string {
  return contact === null ? name : `${name} (${contact})`;
}
