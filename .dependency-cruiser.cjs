/** Who may import whom. The reasons are in the comments of each rule. */
module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "schema-imports-zod-only",
      comment: "The wire schemas are the contract every runtime shares.",
      severity: "error",
      from: { path: "^functions/_shared/schema/" },
      to: { pathNot: ["^functions/_shared/schema/", "^node_modules/zod/"] },
    },
    {
      name: "shared-is-portable",
      comment:
        "Runs in Deno, workerd, Node and browsers alike: schema, the protocol parser, the standard library and small pure libraries.",
      severity: "error",
      from: { path: "^functions/_shared/", pathNot: "^functions/_shared/schema/" },
      to: {
        pathNot: [
          "^functions/_shared/",
          "^node_modules/(zod|@pkmn/protocol|@pkmn/types|deno-std|retry|@types/retry|jose|standardwebhooks|htmlparser2|glicko2-lite)/",
        ],
      },
    },
    {
      name: "edge-imports-shared",
      severity: "error",
      from: { path: "^functions/_edge/" },
      to: { path: "^(party|supabase/local|functions/(?!_shared|_edge))" },
    },
    {
      name: "functions-stand-alone",
      comment: "A function imports _edge and _shared, never another function.",
      severity: "error",
      from: { path: "^functions/([a-z][^/]+)/" },
      to: { path: "^(functions/(?!_shared/|_edge/|$1/)|party|supabase/local)" },
    },
    {
      name: "only-rooms-simulate",
      comment:
        "The simulator costs half a second of CPU and 65 MB to load: an edge function or a page cannot pay that. `npm run dex` packs what a page needs of it.",
      severity: "error",
      from: { pathNot: ["^party/(room|teams)/", "^party/sim/dex\\.ts$"] },
      to: { path: "^node_modules/@pkmn/(sim|randoms)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "room-imports-shared",
      severity: "error",
      from: { path: "^party/((room|lobby|league|showdown|teams|sockets|durable)/|[a-z]+\\.ts$)" },
      to: { path: "^(functions/(?!_shared/)|supabase/local|party/web)" },
    },
    {
      name: "web-stays-light",
      comment: "Everything the page imports is sent to every visitor.",
      severity: "error",
      from: { path: "^party/web/" },
      to: {
        path: "^(functions/(?!_shared/)|supabase/local|party/(room|lobby|league|showdown|teams|sockets|durable|sim)|party/[a-z]+\\.ts$)",
      },
    },
    {
      name: "product-knows-no-tests",
      severity: "error",
      from: { path: "^(functions|party|supabase)/" },
      to: { path: "^test/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^npm:" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // What PartyKit has built of the page while it served it.
    exclude: { path: "^party/public/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
