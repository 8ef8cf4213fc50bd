import { useMemo } from "preact/hooks";
import type { Throughput } from "../../../../functions/_shared/schema/admin.ts";
import { Chart } from "../../ui/chart.tsx";

/** What the queues did by the minute: jobs that were completed, and attempts that failed. */
export function ThroughputCharts({ throughput }: { throughput: Throughput }) {
  const { axis, done, failed } = useMemo(() => chartsOf(throughput), [throughput]);
  return (
    <div class="columns">
      <Chart title="Completed a minute" axis={axis} series={done} height={180} file="completed-a-minute" />
      <Chart
        title="Failed attempts a minute"
        axis={axis}
        series={failed}
        height={180}
        file="failed-a-minute"
      />
    </div>
  );
}

function chartsOf({ from, minutes, queues }: Throughput) {
  const first = Date.parse(from) / 1000;
  const values = Array.from({ length: minutes }, (_, minute) => first + 60 * minute);
  return {
    axis: { label: "Time", values, time: true },
    done: queues.map(({ queue, done }) => ({ label: queue, values: done })),
    failed: queues.map(({ queue, failed }) => ({ label: queue, values: failed })),
  };
}
