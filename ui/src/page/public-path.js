// Chunks are fetched from where the server says in the page, so that one build works below any base URL.
// Must run before any other module of the bundle.
const config = JSON.parse(document.getElementById('jupyter-config-data')?.textContent || '{}');
__webpack_public_path__ = `${config.fullStaticUrl ?? ''}/`;
