/** `npm run setup`: everything a clone needs before it can start. Safe to repeat; quick when nothing is to do. */
const major = Number(process.versions.node.split('.')[0]);
if (major < 18) {
  console.error(`Himalia's set-up needs Node 18 or later to begin; this is ${process.version} (${process.execPath}).`);
  console.error(
    'Install a newer one from https://nodejs.org or your package manager. Node 26 itself comes by npm then.',
  );
  process.exit(1);
}
const { prepare } = await import('./setup/prepare.js');
process.exitCode = (await prepare()) ? 0 : 1;
