import { collectDefaultMetrics, Registry } from 'prom-client'
import { createCounters } from './counters.ts'
import { addOwnGauges, addStoredGauges, type Measured } from './gauges.ts'
import type { Metrics } from './metrics.ts'

/** All metrics as Prometheus reads them. */
export interface Exposition {
  contentType: string
  text: () => Promise<string>
}

export interface Prometheus {
  metrics: Metrics
  /** Once there is something to measure. */
  expose(measured: Measured): Exposition
}

/** Counts for Prometheus, with the process's own metrics: memory, processor time, delay of the event loop. */
export const openPrometheus = (): Prometheus => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    metrics: createCounters(registry),
    expose: (measured) => {
      const refreshStored = addStoredGauges(registry, measured)
      const refreshOwn = addOwnGauges(registry, measured)
      return {
        contentType: registry.contentType,
        text: async () => {
          await refreshStored()
          refreshOwn()
          return registry.metrics()
        },
      }
    },
  }
}
