import type { Library } from './library.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK', 'SIGUSR1', 'SIGUSR2', 'SIGABRT', 'SIGPIPE', 'SIGALRM', 'SIGCHLD', 'SIGCONT', 'SIGTSTP', 'SIGWINCH'];

const routes = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'route', 'use', 'handle', 'onRequest'];

/** Emitters, sockets, processes and web frameworks of any library. A route's handler runs for each request, also while it still runs for another. */
export const outsideObjects: Library = {
  modules: [],
  exports: {},
  callbacks: {
    methods: ['on', 'addListener', 'addEventListener', 'once', 'subscribe', 'onMessage', ...routes],
    removals: ['off', 'removeListener', 'removeEventListener', 'unsubscribe', 'unobserve', 'unlisten', 'unwatch'],
    failures: ['err', 'error'],
    programs: ['main'],
    endings: ['close', 'end', 'exit', 'error', 'finish', 'abort', 'aborted', 'disconnect', 'timeout'],
    carriers: ['data', 'message', 'line', 'request', 'connection', 'upgrade'],
    finals: ['close', 'exit', 'disconnect', 'end'],
    beginnings: ['open', 'connect', 'connected', 'ready', 'listening', 'online', 'load', 'beforeExit', 'unhandledRejection', 'uncaughtException', ...signals],
  },
};
