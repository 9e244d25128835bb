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

// Whoever points at a plugin sees what it takes, and who takes what it gives.
const picture = document.querySelector('.picture svg');
for (const box of picture.querySelectorAll('g')) {
  const { id } = box.dataset;
  const lines = [...picture.querySelectorAll('path')].filter(({ dataset }) => dataset.from === id || dataset.to === id);
  box.addEventListener('mouseenter', () => {
    for (const line of lines) line.classList.add('near');
  });
  box.addEventListener('mouseleave', () => {
    for (const line of lines) line.classList.remove('near');
  });
}
