/** Roles of a server in a table cell. */
import { type EndpointRole, endpointRoles } from "@creance/capture";
import styles from "./cells.module.css";
import { roleWords } from "./role-words.ts";

/** The roles, or that the catalogue does not know the server. A role that a report always names stands out in weight. */
export function RoleCell({ roles }: { readonly roles: readonly string[] }) {
  const [first] = roles;
  if (first === undefined) return <span className="soft">not in the catalogue</span>;
  const always = first in endpointRoles && endpointRoles[first as EndpointRole].alwaysNamed;
  return (
    <span title={roles.map(roleWords).join(", ")}>
      <span className={styles["role"]} data-always={always ? "yes" : undefined}>
        {roleWords(first)}
      </span>
      {roles.length > 1 && <span className="soft"> +{roles.length - 1}</span>}
    </span>
  );
}
