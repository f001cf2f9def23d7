import { Counter, Histogram, type Registry } from 'prom-client'
import type { Metrics } from './metrics.ts'

/** In seconds: a query, an answer of the model service, an upload. */
const durations = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600]

/** What is counted as it happens. */
export const createCounters = (registry: Registry): Metrics => {
  const registers = [registry]
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time until a request was answered; of a live stream, until it began.',
    labelNames: ['route', 'method', 'status_class'] as const,
    buckets: durations,
    registers,
  })
  const callbacks = new Counter({
    name: 'webhook_total',
    help: 'Callbacks of the model service, by what came of them.',
    labelNames: ['outcome'] as const,
    registers,
  })
  const modelCalls = new Histogram({
    name: 'model_request_seconds',
    help: 'Time that a call of the model service took; calls that paused are not among them.',
    labelNames: ['op', 'outcome'] as const,
    buckets: durations,
    registers,
  })
  const uploads = new Counter({
    name: 'upload_bytes_total',
    help: 'Bytes of uploads received, with those that were refused or broke off.',
    registers,
  })
  return {
    request: (labels, seconds) => requests.observe(labels, seconds),
    callback: (outcome) => callbacks.inc({ outcome }),
    modelCall: (labels, seconds) => modelCalls.observe(labels, seconds),
    received: (bytes) => uploads.inc(bytes),
  }
}
