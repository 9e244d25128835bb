import { isProcess, processStart } from '../processes/process-start.ts';

/** Names this process in the database: pid and start time. */
export async function thisProcess(): Promise<string> {
  return `${process.pid} ${(await processStart(process.pid)) ?? ''}`;
}

/** Whether another process that runs has what is recorded with its name. */
export async function isHeld(holder: string): Promise<boolean> {
  const [pid = '', ...start] = holder.split(' ');
  return Number(pid) !== process.pid && (await isProcess(Number(pid), start.join(' ')));
}
