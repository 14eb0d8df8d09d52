// A process that loads one dataset after the other into an engine, and says which it finished: to be killed at any moment.
import { register } from "tsx/esm/api";

register();
const { loadAll } = await import(new URL("./load-all.ts", import.meta.url).href);
const [folder, derived, json, prefix] = process.argv.slice(2);
await loadAll(folder, derived, JSON.parse(json), JSON.parse(prefix ?? "[]"));
