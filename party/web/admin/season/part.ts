import type { Api } from "../../api.ts";
import type { SeasonData } from "./data.ts";

/** What each part of the page is given. */
export interface SeasonPart {
  api: Api;
  data: SeasonData;
  mayChange: boolean;
  reload: () => void;
}
