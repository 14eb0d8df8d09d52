#!/usr/bin/env node
// Runs the command from source: TypeScript is compiled on the fly, so a checkout needs no build step after `npm ci`.
import { register } from "tsx/esm/api";

register();
const { main } = await import("../src/main.ts");
await main(process.argv);
