import type { SeasonView } from "../../../functions/_shared/schema/pages.ts";
import type { PageProps } from "../site.ts";

/** What each part of a season's page is given. */
export interface PartProps extends Pick<PageProps, "live"> {
  season: SeasonView;
  viewerId: string | undefined;
}
