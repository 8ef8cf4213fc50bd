import fc from "fast-check";

/**
 * Every run of the property tests draws the same cases, so that what failed fails again; fast-check prints the seed of a
 * failure. `PLATEAU_SEED` draws others.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PLATEAU_SEED ?? 20_261_122) });
