import { familyName } from './trait-kin.ts';

const built = 'the pages are built beforehand';
const gateway = 'kernels of a gateway are not offered yet; this server starts its kernels itself';
const rates = 'output is never dropped; a client that reads slowly gets it later';
const names = 'new files have the names that clients of Jupyter expect';
const manager = 'extensions are installed with pip or conda, not from the pages';
const templates = 'pages are not made from templates of the user';

/** Traits that are known, with the reason why they have no effect here. */
const reasons: Readonly<Record<string, string>> = {
  'ServerApp.allowed_extensions_uris': manager,
  'ServerApp.blocked_extensions_uris': manager,
  'ServerApp.whitelist_uris': manager,
  'ServerApp.blacklist_uris': manager,
  'ServerApp.extension_manager': manager,
  'ServerApp.listings_refresh_seconds': manager,
  'ServerApp.listings_request_options': manager,
  'ServerApp.lock_all_plugins': manager,
  'ServerApp.news_url': 'no news are fetched; nothing calls out',
  'ServerApp.override_static_url': built,
  'ServerApp.override_theme_url': built,
  'ServerApp.extra_log_scrub_param_keys': 'no parameter of a URL is logged',
  'ServerApp.extra_services': 'extensions in Python are not loaded',
  'ServerApp.reraise_server_extension_failures': 'extensions in Python are not loaded',
  'ServerApp.file_url_prefix': 'files are served under /files',
  'ServerApp.get_secure_cookie_kwargs': 'the login cookie lasts 30 days',
  'ServerApp.nbconvert_csp_sandbox': 'converted notebooks are always sandboxed',
  'ServerApp.sock_mode': 'a Unix socket is not offered yet',
  'ServerApp.allow_external_kernels': 'kernels that others started are not listed yet',
  'ServerApp.external_connection_dir': 'kernels that others started are not listed yet',
  'ServerApp.allow_unauthenticated_access': 'only what its contract calls open answers without a login',
  'ServerApp.authenticate_prometheus': 'the metrics always need a login',
  'ServerApp.autoreload': 'a server that is changed must be started again',
  'ServerApp.browser': 'the browser of the desktop is opened',
  'ServerApp.webbrowser_open_new': 'the browser of the desktop is opened',
  'ServerApp.use_redirect_file': 'the browser is always opened through a file, so that the token is in no process list',
  'ServerApp.collaborative': 'collaboration is not offered yet',
  'ServerApp.cookie_secret': 'the secret is made anew and kept in the runtime folder',
  'ServerApp.cookie_secret_file': 'the secret is made anew and kept in the runtime folder',
  'ServerApp.core_mode': built,
  'ServerApp.dev_mode': built,
  'ServerApp.extensions_in_dev_mode': built,
  'ServerApp.skip_dev_build': built,
  'ServerApp.splice_source': built,
  'ServerApp.watch': built,
  'ServerApp.extra_static_paths': templates,
  'ServerApp.extra_template_paths': templates,
  'ServerApp.jinja_environment_options': templates,
  'ServerApp.jinja_template_vars': templates,
  'ServerApp.file_to_run': 'name the file: himalia start FILE',
  'ServerApp.iopub_data_rate_limit': rates,
  'ServerApp.iopub_msg_rate_limit': rates,
  'ServerApp.rate_limit_window': rates,
  'ServerApp.limit_rate': rates,
  'ZMQChannelsWebsocketConnection.iopub_data_rate_limit': rates,
  'ZMQChannelsWebsocketConnection.iopub_msg_rate_limit': rates,
  'ZMQChannelsWebsocketConnection.rate_limit_window': rates,
  'ZMQChannelsWebsocketConnection.limit_rate': rates,
  'ServerApp.kernel_ws_protocol': 'each client chooses the protocol it speaks',
  'ServerApp.max_body_size': 'each operation has the limit that its contract says',
  'ServerApp.max_buffer_size': 'each operation has the limit that its contract says',
  'ServerApp.min_open_files_limit': 'Node raises the limit by itself',
  'ServerApp.pylab': 'it is an option of kernels',
  'ServerApp.shutdown_no_activity_timeout': 'a server without activity is not ended yet',
  'ServerApp.static_immutable_cache': 'files whose names have a hash are cached for ever',
  'ServerApp.websocket_compression_options': 'messages are not compressed',
  'ServerApp.websocket_ping_timeout': 'three pings without an answer close a WebSocket',
  'ServerApp.websocket_url': 'WebSockets are served where the pages are',
  'ContentsManager.checkpoints': 'checkpoints lie beside the files',
  'ContentsManager.event_logger': 'Python functions are not called',
  'ContentsManager.files_handler_params': 'files are served by one handler',
  'ContentsManager.untitled_directory': names,
  'ContentsManager.untitled_file': names,
  'ContentsManager.untitled_notebook': names,
  'ContentsManager.checkpoints_kwargs': 'checkpoints lie beside the files',
  'ContentsManager.pre_save_hook': 'Python functions are not called',
  'ContentsManager.post_save_hook': 'Python functions are not called',
  'ContentsManager.use_atomic_writing': 'every save is atomic',
  'ContentsManager.post_save_script': 'Python functions are not called',
  'KernelSpecManager.ensure_native_kernel': 'the kernels that are installed are listed',
  'MappingKernelManager.allow_tracebacks': 'tracebacks are always shown',
  'MappingKernelManager.traceback_replacement_message': 'tracebacks are always shown',
  'MappingKernelManager.untracked_message_types': 'what counts as activity is fixed',
  'MappingKernelManager.buffer_offline_messages': 'messages are always kept for clients that come back',
  'MappingKernelManager.root_dir': 'kernels start in the folder of their notebook',
  'KernelManager.cache_ports': 'ports are always kept apart',
};

/** Whole classes whose settings have no effect. */
const classes: Readonly<Record<string, string>> = {
  GatewayClient: gateway,
  GatewayWebSocketConnection: gateway,
  EventLogger: 'Python functions are not called',
  NotebookNotary: 'this server keeps no signatures of notebooks',
  Session: 'messages are signed with a key of each kernel',
};

/** Why a known trait has no effect here; undefined for every other one. */
export function reasonOf(name: string): string | undefined {
  const family = familyName(name);
  if (Object.hasOwn(reasons, family)) return reasons[family];
  const className = family.split('.')[0] ?? '';
  return Object.hasOwn(classes, className) ? classes[className] : undefined;
}

/** Traits that name a Python class, or hold its arguments. */
export function namesPythonClass(name: string): boolean {
  return /_(class|factory)$/.test(name);
}

/** Traits that would protect: a server without that protection must not start. */
const protections: Readonly<Record<string, string>> = {
  'ServerApp.sock': 'a Unix socket is not offered yet, and a port would be open to every user of this machine',
  'ServerApp.client_ca': 'certificates of clients are not checked yet',
  'ServerApp.ssl_options': 'use certfile and keyfile',
  'MappingKernelManager.allowed_message_types': 'messages of clients are not filtered yet',
};

/** Why the server must not start with this trait. */
export function refusalOf(name: string): string | undefined {
  const family = familyName(name);
  return Object.hasOwn(protections, family) ? protections[family] : undefined;
}
