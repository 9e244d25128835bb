export { kernelspecsPlugin } from './kernelspecs/plugin.ts';
export { provisionersPlugin } from './provisioners/plugin.ts';
