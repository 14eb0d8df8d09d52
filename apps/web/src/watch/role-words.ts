/** Roles of the endpoint catalogue in words. */
import { type EndpointRole, endpointRoles } from "@creance/capture";

/** `Flight records`; a role that this page does not know as it is. */
export function roleWords(role: string): string {
  return role in endpointRoles ? endpointRoles[role as EndpointRole].label : role;
}
