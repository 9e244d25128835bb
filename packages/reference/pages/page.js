// Renders the operations of this server. Addresses are relative to the page, so that any base URL works.
const sorted = { tagsSorter: 'alpha', operationsSorter: 'alpha' };
window.SwaggerUIBundle({
  ...sorted,
  url: document.currentScript.dataset.spec,
  domNode: document.getElementById('operations'),
  validatorUrl: null,
  docExpansion: 'none',
  deepLinking: true,
  filter: true,
  showExtensions: true,
  supportedSubmitMethods: ['get'],
});
