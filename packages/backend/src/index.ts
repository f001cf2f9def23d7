export { startBackend, type Backend, type BackendOptions } from './backend.ts'
export type { Settings } from './deps.ts'
export { hostNameOf } from './http/protect.ts'
export { StartupError } from './startup-error.ts'
