import type { Check } from '../suite/check.ts';
import { contents } from './contents.ts';
import { executions } from './executions.ts';
import { kernels } from './kernels.ts';
import { kernelsZws } from './kernels-zws.ts';
import { server } from './server.ts';
import { sessions } from './sessions.ts';
import { terminals } from './terminals.ts';

/** What stands in the contracts' `SPEC.md` and can be seen from outside. */
export const behaviours: readonly Check[] = [
  ...server,
  ...contents,
  ...executions,
  ...kernels,
  ...kernelsZws,
  ...sessions,
  ...terminals,
];
