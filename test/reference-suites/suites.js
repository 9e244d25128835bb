/**
 * The test suites and those of their files that ask over the wire. What is left out tests Python classes, Python
 * extensions or the gateway; `requirements` are what a suite imports beside what it tests.
 */
export const suites = [
  {
    package: 'jupyter_server',
    version: '2.21.1',
    plugins: ['jupyter_server.pytest_plugin', 'himalia_adapter'],
    groups: {
      contents: [
        'tests/services/contents/test_api.py',
        'tests/test_files.py',
        'tests/test_view.py',
        'tests/test_paths.py',
      ],
      kernels: ['kernels', 'kernelspecs', 'sessions'].map((name) => `tests/services/${name}/test_api.py`),
      'kernels in time': ['cull', 'execution_state', 'restart_error'].map(
        (name) => `tests/services/kernels/test_${name}.py`,
      ),
      others: [
        ...['api', 'config', 'events', 'nbconvert'].map((name) => `tests/services/${name}`),
        'tests/nbconvert/test_handlers.py',
        'tests/test_terminal.py',
        'tests/auth/test_login.py',
        'tests/auth/test_identity.py',
        'tests/auth/test_authorizer.py',
      ],
    },
  },
  {
    package: 'jupyterlab_server',
    version: '2.28.1',
    plugins: ['jupyterlab_server.pytest_plugin', 'himalia_lab_adapter'],
    groups: {
      JupyterLab: ['settings', 'workspaces', 'translation', 'themes', 'licenses', 'listings']
        .map((name) => `tests/test_${name}_api.py`)
        .concat('tests/test_labapp.py'),
    },
  },
  {
    package: 'jupyter_server_terminals',
    version: '0.5.4',
    plugins: ['jupyter_server.pytest_plugin', 'himalia_adapter'],
    groups: { terminals: ['tests/test_terminal.py', 'tests/test_auth.py'] },
  },
  {
    package: 'jupyter_lsp',
    version: '2.3.1',
    plugins: [],
    groups: { 'language servers': ['jupyter_lsp/tests/test_auth.py'] },
  },
];

export const requirements = [
  ...suites.map(({ package: name, version }) => `${name}==${version}`),
  'jupyterlab==4.6.6',
  'jupyterlab_server[openapi]',
  'ipykernel==7.4.0',
  'nbconvert',
  'pytest>=8,<9',
  'pytest-jupyter[server]',
  'pytest-timeout',
  'pytest-console-scripts',
  'flaky',
  // What jupyterlab_server's tests import.
  'mistune',
  'requests-mock',
  'strict-rfc3339',
];
