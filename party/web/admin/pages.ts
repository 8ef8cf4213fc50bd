/** Everything for those who run leagues or the installation: one chunk, fetched by nobody else. */
export { AuditPage } from "./audit.tsx";
export { AdminPage } from "./home.tsx";
export { InstallationPage } from "./installation.tsx";
export { LeaguePage } from "./league/page.tsx";
export { JobPage } from "./queues/job.tsx";
export { JobsPage } from "./queues/jobs.tsx";
export { QueuesPage } from "./queues/page.tsx";
export { NewSeasonPage } from "./season/new.tsx";
export { SeasonPage } from "./season/page.tsx";
