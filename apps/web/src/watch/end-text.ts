/** An end of a conversation as text. */

/** `192.0.2.1:443`, `[2001:db8::1]:443`. */
export function endText(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
