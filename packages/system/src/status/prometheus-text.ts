import { version } from '../version.ts';
import type { ServerStatus } from './server-status.ts';

type Sample = {
  /** Behind the metric's name: `_sum`. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
};
type Metric = {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly samples: readonly Sample[];
};

/** Prometheus' text format; the media type that jupyter_server answers with. */
export const prometheusType = 'text/plain; version=1.0.0; charset=utf-8';

function line(name: string, { suffix = '', labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(
    ([key, text]) => `${key}="${text.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`,
  );
  return `${name}${suffix}${pairs.length ? `{${pairs.join(',')}}` : ''} ${value}`;
}

function kernelsByType(status: ServerStatus): Sample[] {
  const counts = new Map<string, number>();
  for (const { name } of status.kernels) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([type, value]) => ({ labels: { type }, value }));
}

function durations(status: ServerStatus): Sample[] {
  return status.requestTimes.flatMap(({ method, handler, status: code, count, seconds, buckets }) => {
    const labels = { method, handler, status_code: String(code) };
    const bucket = (le: string, value: number): Sample => ({ suffix: '_bucket', labels: { ...labels, le }, value });
    return [
      ...buckets.map(({ end, count: upTo }) => bucket(String(end), upTo)),
      bucket('+Inf', count),
      { suffix: '_sum', labels, value: seconds },
      { suffix: '_count', labels, value: count },
    ];
  });
}

/** jupyter_server's names where they can be filled, and Prometheus' own for processes. */
function metrics(status: ServerStatus): Metric[] {
  const gauge = (name: string, help: string, ...samples: Sample[]): Metric => ({ name, help, type: 'gauge', samples });
  const { user, system } = process.cpuUsage();
  const [started, last] = [status.started.getTime() / 1000, status.lastActivity.getTime() / 1000];
  return [
    gauge('jupyter_server_info', 'The version that this server is compatible with', { labels: { version }, value: 1 }),
    gauge('kernel_currently_running_total', 'Kernels that run, by kernelspec', ...kernelsByType(status)),
    gauge('terminal_currently_running_total', 'Terminals that run', { value: status.terminals }),
    gauge('jupyter_server_started_timestamp_seconds', 'When this server started', { value: started }),
    gauge('jupyter_server_last_activity_timestamp_seconds', 'When something last happened', { value: last }),
    gauge('jupyter_server_active_duration_seconds', 'From the start to the last activity', { value: last - started }),
    gauge('process_start_time_seconds', 'When the process started', { value: Date.now() / 1000 - process.uptime() }),
    gauge('process_resident_memory_bytes', 'Memory in use', { value: process.memoryUsage.rss() }),
    {
      name: 'http_request_duration_seconds',
      help: 'How long requests took, by address',
      type: 'histogram',
      samples: durations(status),
    },
    {
      name: 'process_cpu_seconds_total',
      help: 'CPU time used',
      type: 'counter',
      samples: [{ value: (user + system) / 1e6 }],
    },
  ];
}

export function prometheusText(status: ServerStatus): string {
  return metrics(status)
    .map(({ name, help, type, samples }) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => line(name, sample)), ''].join(
        '\n',
      ),
    )
    .join('');
}
