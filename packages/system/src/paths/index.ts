/** The search for Jupyter's folders without any plugin, for a command that has not decided yet which ones there are. */
export { jupyterPathsOf } from './jupyter-paths.ts';
export { thisMachine } from './machine.ts';
