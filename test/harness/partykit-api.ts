import * as z from "zod";
import { type LocalServer, serve } from "./http.ts";

/** What `partykit deploy` posts: the parties' code, bundled, and the page's files. */
export interface PartyUpload {
  code: string;
  parties: string[];
  compatibilityDate: string | null;
}

/** A local stand-in of PartyKit's deploy API with the routes that `partykit deploy` calls. */
export interface PartykitApi extends LocalServer {
  /** What the CLI needs in its environment to deploy here. The token is made up for this server. */
  env: NodeJS.ProcessEnv;
  /** The deploys so far, oldest first. */
  deploys: PartyUpload[];
  /** The page's files by their path under `public/`. */
  assets: Map<string, Uint8Array>;
  unknown: string[];
}

const AssetIndex = z.object({ assets: z.record(z.string(), z.string()) });

/** Starts the stand-in for a project of the user `plateau`. */
export async function startPartykitApi(project: string): Promise<PartykitApi> {
  const token = "made-up-token";
  const base = `/parties/plateau/${project}`;
  const deploys: PartyUpload[] = [];
  const uploaded = new Map<string, Uint8Array>();
  const assets = new Map<string, Uint8Array>();
  const unknown: string[] = [];

  const server = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return Response.json({ error: "Unauthorized" }, { status: 401 });
    }
    switch (`${request.method} ${pathname}`) {
      case `GET ${base}/assets`:
        return Response.json({ devServer: "", assets: {}, assetInfo: {} });
      case `POST ${base}/prepare_assets`:
        return Response.json({ result: {} });
      case `PUT ${base}/assets`: {
        const name = request.headers.get("x-partykit-asset-name") ?? "";
        uploaded.set(name, new Uint8Array(await request.arrayBuffer()));
        return Response.json({ result: {} });
      }
      case `POST ${base}/assets`: {
        const index = AssetIndex.parse(await request.json());
        for (const [path, name] of Object.entries(index.assets)) {
          const bytes = uploaded.get(name);
          if (bytes === undefined)
            return Response.json({ error: `${path} was not uploaded` }, { status: 400 });
          assets.set(path, bytes);
        }
        return Response.json({ result: {} });
      }
      case `POST ${base}`:
        deploys.push(readDeploy(await request.formData()));
        return Response.json({ result: { is_initial_deploy: false } });
      default:
        unknown.push(`${request.method} ${pathname}`);
        return Response.json({ error: "Not Found" }, { status: 404 });
    }
  });
  const env = { PARTYKIT_API_BASE: server.url, GITHUB_LOGIN: "plateau", GITHUB_TOKEN: token };
  return { ...server, env, deploys, assets, unknown };
}

function readDeploy(form: FormData): PartyUpload {
  const code = form.get("code");
  const parties = form.get("parties");
  const compatibilityDate = form.get("compatibilityDate");
  if (typeof code !== "string") throw new Error("Cannot deploy: the body has no code");
  return {
    code,
    parties: z.array(z.string()).parse(JSON.parse(typeof parties === "string" ? parties : "[]")),
    compatibilityDate: typeof compatibilityDate === "string" ? compatibilityDate : null,
  };
}
