export { configSections } from './config/plugin.ts';
export { events } from './events/plugin.ts';
export { nbconvertList } from './nbconvert-list/plugin.ts';
export { jupyterPaths } from './paths/plugin.ts';
export { status } from './status/plugin.ts';
