import type { QueueName } from "../../_shared/schema/queue.ts";
import type { Access } from "./access.ts";
import { queuePort } from "./queue.ts";

/** The queues. */
export function jobCalls(access: Access) {
  return {
    queue: (name: QueueName, worker: string) => queuePort(access, name, worker),
  };
}
