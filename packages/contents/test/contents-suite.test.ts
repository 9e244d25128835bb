import { bootServer, contentsSuite } from '@himalia/testing';
import { plugins } from './contents-server.ts';

contentsSuite(() => bootServer({ plugins }));
