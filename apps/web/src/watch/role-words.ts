/** Roles of the endpoint catalogue in words. */
import { type EndpointRole, endpointRoles } from "@creance/capture";

/** What a question calls servers that the catalogue does not list, as in the contract. */
export const NOT_LISTED = "notListed";

/** `Flight records`; a role that this page does not know as it is. */
export function roleWords(role: string): string {
  if (role === NOT_LISTED) return "not in the catalogue";
  return role in endpointRoles ? endpointRoles[role as EndpointRole].label : role;
}
