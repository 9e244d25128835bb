/** A reporter of `node --test` that writes `{passed, failed, skipped, failures, failedTests}` as JSON when everything ended. */
async function* count(source) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [], failedTests: [] };
  for await (const event of source) {
    const result = resultOf(event);
    if (result) counts[result] += 1;
    if (result !== 'failed') continue;
    const file = event.data.file ?? 'unknown file';
    if (counts.failures.length >= 50) continue;
    counts.failedTests.push({ name: event.data.name, file });
    counts.failures.push(`${event.data.name}  (${file})`);
  }
  yield JSON.stringify(counts);
}

function resultOf({ type, data }) {
  if (type !== 'test:pass' && type !== 'test:fail') return undefined;
  if (data.details?.type === 'suite') return undefined;
  if (data.skip !== undefined || data.todo !== undefined) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
}

module.exports = count;
