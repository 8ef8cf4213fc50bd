import { describe, expect, test } from "vitest";
import { answerConsumer, type ConsumerDeps } from "../../../functions/_edge/consumer.ts";
import { each } from "../../../functions/_shared/queue/consume.ts";
import { recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";
import { jobOf } from "../../harness/queue.ts";

function call(body: string): Request {
  return new Request(serviceCall(), { body });
}

/** Calls a consumer of two jobs; gives whose lease it worked under, and what it has logged. */
async function work(request: Request, more: Partial<ConsumerDeps> = {}) {
  const { queue, lines, log, calls } = recorder([jobOf(1), jobOf(2)]);
  const workers: string[] = [];
  const deps: ConsumerDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      queue: (_, worker) => {
        workers.push(worker);
        return queue();
      },
    },
    log,
    keepAlive: () => undefined,
    now: () => 0,
    random: () => 0,
    ...more,
  };
  const response = await answerConsumer(request, deps, ({ worker }) => ({
    what: "Thing",
    queue: "stats_refresh",
    handleBatch: each(async (job) =>
      job.msg_id === 1 ? { kind: "done" } : { kind: "dead", reason: `${worker} cannot` },
    ),
    names: ({ job_id }) => ({ job_id }),
  }));
  return { status: response.status, body: await response.json(), workers, lines, calls };
}

describe("an invocation of a consumer", () => {
  test("works under the lease that the dispatcher has written for it", async () => {
    const { status, body, workers, lines, calls } = await work(call('{"worker":"refresh-stats/0a1b2c3d"}'));
    expect({ status, body }).toMatchObject({ status: 200, body: { claimed: 2, done: 1, dead: 1 } });
    expect(workers).toEqual([expect.stringMatching(/^refresh-stats\/0a1b2c3d\/[0-9a-f]{8}$/)]);
    expect(calls).toContainEqual(["dead", 2, `${workers[0]} cannot`]);
    expect(lines).toContain("operator: Thing goes to the dead letters");
  });

  test.each(["{}", "", "no json", '{"worker":7}', '{"worker":"a\\nb"}', `{"worker":"${"a".repeat(61)}"}`])(
    "that nobody has dispatched asks for a lease of its own: %j",
    async (body) => {
      const { status, workers } = await work(call(body));
      expect(status).toBe(200);
      expect(workers).toEqual([expect.stringMatching(/^called\/[0-9a-f]{8}$/)]);
    },
  );

  test("claims nothing when the runtime is about to end", async () => {
    const { body } = await work(call("{}"), { stopping: AbortSignal.abort() });
    expect(body).toMatchObject({ claimed: 0 });
  });

  test("is refused without the service's key", async () => {
    const { status, workers } = await work(serviceCall("guess"));
    expect(status).toBe(401);
    expect(workers).toEqual([]);
  });
});
