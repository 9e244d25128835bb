import { Http } from '@himalia/contracts/http';
import { Kernels } from '@himalia/contracts/kernels';
import { contract } from '@himalia/contracts/kernels-zws';
import { definePlugin, type Plugin } from '@himalia/core';
import { zwsChannels } from './zws-channels.ts';

export const zwsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:zws',
  description: "Offers kernels' channels to clients that speak ZeroMQ over WebSocket",
  requires: { http: Http, kernels: Kernels },
  contracts: [contract],
  activate({ http, kernels, log }) {
    http.channel(contract, zwsChannels(kernels, log));
  },
});
