import { Http } from '@himalia/contracts/http';
import { definePlugin, type Plugin, trimSlashes } from '@himalia/core';
import { readCertificate } from './certificate.ts';
import { FastifyHttp } from './fastify-http.ts';
import { trustOf } from './host-and-origin.ts';

function normalBaseUrl(text: string): string {
  const inner = trimSlashes(text);
  return inner === '' ? '/' : `/${inner}/`;
}

/** Serves contracts over HTTP and WebSocket, with Fastify. */
export const fastifyHttp: Plugin = definePlugin({
  id: '@himalia/http:fastify',
  description: 'Serves contracts over HTTP and WebSocket',
  provides: Http,
  config: {
    key: 'http',
    options: {
      ip: {
        type: 'string',
        default: '127.0.0.1',
        description: 'Address to listen on',
        flag: 'ip',
        aliases: ['ServerApp.ip', 'NotebookApp.ip'],
        env: ['JUPYTER_IP'],
      },
      port: {
        type: 'integer',
        default: 8888,
        minimum: 0,
        maximum: 65535,
        description: 'Port to listen on; 0 picks a free one',
        flag: 'port',
        aliases: ['ServerApp.port', 'NotebookApp.port'],
        env: ['JUPYTER_PORT'],
      },
      portRetries: {
        type: 'integer',
        default: 50,
        minimum: 0,
        maximum: 1000,
        description: 'Further ports to try when the port is taken',
        flag: 'port-retries',
        aliases: ['ServerApp.port_retries', 'NotebookApp.port_retries'],
        env: ['JUPYTER_PORT_RETRIES'],
      },
      baseUrl: {
        type: 'string',
        default: '/',
        pattern: '^[^?#\\s]*$',
        description: 'Path under which everything is served',
        flag: 'base-url',
        aliases: ['ServerApp.base_url', 'NotebookApp.base_url'],
      },
      allowOrigin: {
        type: 'string',
        default: '',
        description: 'Origin whose pages may ask besides our own; * for any',
        flag: 'allow-origin',
        aliases: ['ServerApp.allow_origin', 'NotebookApp.allow_origin'],
      },
      allowOriginPattern: {
        type: 'string',
        default: '',
        description: 'Regular expression that such an origin matches as a whole',
        aliases: ['ServerApp.allow_origin_pat', 'NotebookApp.allow_origin_pat'],
      },
      allowCredentials: {
        type: 'boolean',
        default: false,
        description: 'Answer other origins with Access-Control-Allow-Credentials',
        aliases: ['ServerApp.allow_credentials'],
      },
      allowRemoteAccess: {
        type: 'boolean',
        description: 'Accept any Host header; unset: only when ip is not this machine itself',
        flag: 'allow-remote-access',
        aliases: ['ServerApp.allow_remote_access', 'NotebookApp.allow_remote_access'],
      },
      localHostnames: {
        type: 'array',
        items: { type: 'string' },
        default: ['localhost'],
        description: 'Names of this machine that a Host header may have',
        aliases: ['ServerApp.local_hostnames'],
      },
      trustXheaders: {
        type: 'boolean',
        default: false,
        description:
          'Believe X-Forwarded-For, X-Real-IP, X-Forwarded-Proto and X-Scheme: only behind a proxy that sets them',
        flag: 'trust-xheaders',
        aliases: ['ServerApp.trust_xheaders', 'NotebookApp.trust_xheaders'],
      },
      disableCheckXsrf: {
        type: 'boolean',
        default: false,
        description: 'Do not ask for an XSRF token',
        aliases: ['ServerApp.disable_check_xsrf'],
      },
      pingInterval: {
        type: 'integer',
        default: 30,
        minimum: 1,
        maximum: 3600,
        description: 'Seconds between pings on a WebSocket; three without an answer close it',
        aliases: ['ServerApp.websocket_ping_interval'],
      },
      receiveTimeout: {
        type: 'integer',
        default: 60,
        minimum: 1,
        maximum: 3600,
        description:
          'Seconds that the head of a request may take; each period of as many must bring a kilobyte of its body for each second',
      },
      headers: {
        type: 'object',
        default: {},
        description: 'Headers of every answer, for instance another Content-Security-Policy',
      },
      certfile: {
        type: 'string',
        default: '',
        description: 'TLS certificate (PEM); with keyfile, HTTPS is served',
        flag: 'certfile',
        aliases: ['ServerApp.certfile'],
      },
      keyfile: {
        type: 'string',
        default: '',
        description: 'Key of the TLS certificate (PEM)',
        flag: 'keyfile',
        aliases: ['ServerApp.keyfile'],
      },
      validateReplies: {
        type: 'boolean',
        default: false,
        description: 'Check every reply against its document (tests, development)',
        env: ['HIMALIA_VALIDATE_REPLIES'],
      },
    },
  },
  activate({ config, log }) {
    const { allowOriginPattern, certfile, keyfile } = config;
    const ip = config.ip === '*' ? '' : config.ip; // Jupyter's word for all addresses
    return new FastifyHttp(
      {
        ...config,
        ip,
        baseUrl: normalBaseUrl(config.baseUrl),
        trust: trustOf(ip, {
          allowRemoteAccess: config.allowRemoteAccess,
          localHostnames: config.localHostnames,
          allowOrigin: config.allowOrigin,
          allowOriginPattern: allowOriginPattern === '' ? undefined : new RegExp(`^(?:${allowOriginPattern})$`),
        }),
        credentials: config.allowCredentials,
        checkXsrf: !config.disableCheckXsrf,
        pingSeconds: config.pingInterval,
        receiveSeconds: config.receiveTimeout,
        headers: config.headers as Record<string, string>,
        certificate: readCertificate(certfile, keyfile),
      },
      log,
    );
  },
});
