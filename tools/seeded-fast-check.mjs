// fast-check as tests get it: what it draws is the same in every run, so that a change is judged by what it changed. CREANCE_TEST_SEED=random
// draws anew (a failure names its seed and path), CREANCE_TEST_SEED=<number> draws from there.
import fc from "../node_modules/fast-check/lib/fast-check.js";

export * from "../node_modules/fast-check/lib/fast-check.js";
// biome-ignore lint/style/noDefaultExport: it stands for a package that has one
export default fc;

const FIXED = 20_261_122;
const given = process.env.CREANCE_TEST_SEED ?? "";

if (given !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: given === "" ? FIXED : Number(given) });
