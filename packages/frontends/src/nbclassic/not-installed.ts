/** Shown while no nbclassic is found. */
export const notInstalled = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>The classic Notebook is not installed</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:15vh auto;padding:0 1em}</style>
</head>
<body>
<h1>The classic Notebook is not installed</h1>
<p>Its pages are part of a Python package. Run <code>pip install nbclassic</code> in the environment of your kernels (the one that is
active, or whose <code>python3</code> or <code>jupyter</code> is on the PATH), then load this page again; the server may go on running.</p>
</body>
</html>
`;
