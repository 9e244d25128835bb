import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelModel } from '@himalia/contracts/kernels';
import { prometheusText } from './prometheus-text.ts';
import { ServerStatus } from './server-status.ts';

const kernel = (name: string, connections: number, last_activity: string): KernelModel => ({
  id: name,
  name,
  connections,
  last_activity,
  execution_state: 'idle',
});
const future = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

test('without kernels and terminals the status tells of the start and of requests', () => {
  const http = { lastActivity: new Date(0), requestTimes: () => [] };
  const status = new ServerStatus({ http, kernels: undefined, terminals: undefined });
  const { started, ...rest } = status.report();
  assert.deepEqual(rest, { connections: 0, kernels: 0, last_activity: started });
  http.lastActivity = new Date('2100-01-01T00:00:00Z');
  assert.equal(status.report().last_activity, '2100-01-01T00:00:00Z');
});

test('the latest activity of kernels and terminals counts, and connections are summed', () => {
  const [later, latest] = [future(5), future(9)];
  const status = new ServerStatus({
    http: { lastActivity: new Date(0), requestTimes: () => [] },
    kernels: { left: { recall: undefined }, list: () => [kernel('python3', 2, later), kernel('ir', 1, 'no date')] },
    terminals: { list: () => [{ name: '1', last_activity: latest }] },
  });
  const { connections, kernels, last_activity } = status.report();
  assert.deepEqual([connections, kernels, Date.parse(last_activity)], [3, 2, Date.parse(latest)]);
});

test('metrics are Prometheus text with the names of jupyter_server', () => {
  const status = new ServerStatus({
    http: { lastActivity: new Date(0), requestTimes: () => [] },
    kernels: {
      left: { recall: undefined },
      list: () => [kernel('python3', 0, ''), kernel('python3', 0, ''), kernel('a"\\\nb', 0, '')],
    },
    terminals: { list: () => [{ name: '1', last_activity: '' }] },
  });
  const lines = prometheusText(status).trimEnd().split('\n');
  for (const line of lines) assert.match(line, /^# (HELP|TYPE) \w+ .+$|^\w+(\{\w+="(?:[^"\\]|\\.)*"\})? -?[\d.e+-]+$/);
  for (const line of [
    'kernel_currently_running_total{type="python3"} 2',
    'kernel_currently_running_total{type="a\\"\\\\\\nb"} 1',
    'terminal_currently_running_total 1',
    'jupyter_server_info{version="2.21.1"} 1',
  ])
    assert.ok(lines.includes(line), line);
});
